/**
 * The prompts at the bottom. A filter holds while it is typed as long as it is valid, a search moves the selection
 * with every letter; Enter keeps what there is, Esc goes back to what was before.
 */

import { settledFilterText } from '../../filter/half-typed.js';
import { parseFilter } from '../../filter/parser.js';
import { fieldsOf } from '../../tables/tables.js';
import { formatClock } from '../../text/format.js';
import { parseMoment } from '../history/moment.js';
import { goToNamedTime, presentMs } from '../history/time-travel.js';
import { actionFor } from '../keys/key-table.js';
import type { Key } from '../model/message.js';
import type { Model } from '../model/model.js';
import type { Prompt } from '../model/prompt-state.js';
import { shownTable } from '../model/shown.js';
import { matchFrom, searchOn, setFilter, withFilter } from '../table/search.js';
import { revealSelection, selectedRow, selectKey } from '../table/selection.js';
import { type EditedLine, editLine, insertText } from './line-editor.js';
import { recalledEntry, remembering } from './prompt-history.js';

/** A filter goes on from the one that is set; a search begins anew; among the events, the time is that of the selected. */
export function openPrompt(model: Model, kind: Prompt['kind']): Model {
  const { filterText, searchText, selected } = model.table;
  const text = kind === 'filter' ? filterText : kind === 'goto' ? timeOfEvent(model) : '';
  const prompt: Prompt = {
    kind,
    text,
    cursor: [...text].length,
    error: null,
    history: model.promptHistory[kind],
    historyIndex: -1,
    completion: null,
    before: { filterText, searchText, selected },
  };
  return { ...model, prompt };
}

function timeOfEvent(model: Model): string {
  const row = selectedRow(model);
  return row?.kind === 'event' ? formatClock(row.entry.event.beginMs, model.utcOffsetMinutes) : '';
}

export function promptKey(model: Model, prompt: Prompt, key: Key): Model {
  switch (key.name) {
    case 'enter':
      return accepted(model, prompt);
    case 'escape':
      return abandoned(model, prompt);
    case 'up':
      return recalled(model, prompt, 1);
    case 'down':
      return recalled(model, prompt, -1);
  }
  const edited = editLine(prompt, key.name) ?? (key.text === null ? null : insertText(prompt, key.text));
  return edited === null ? searchedOn(model, prompt, key) : typed(model, prompt, edited);
}

/** The keys that go on with a search; with nothing typed yet, with the last one. */
function searchedOn(model: Model, prompt: Prompt, key: Key): Model {
  const action = actionFor(model.settings.keys, key.name, model.view, true);
  if (prompt.kind !== 'search' || (action !== 'search-next' && action !== 'search-previous')) return model;
  if (prompt.text === '') return recalled(model, prompt, 1);
  return searchOn(model, action === 'search-next' ? 1 : -1);
}

export function promptPaste(model: Model, prompt: Prompt, text: string): Model {
  return typed(model, prompt, insertText(prompt, text));
}

export function clearSearch(model: Model): Model {
  return { ...model, table: { ...model.table, searchText: '' } };
}

function typed(model: Model, prompt: Prompt, line: EditedLine, historyIndex = prompt.historyIndex): Model {
  const next: Prompt = { ...prompt, text: line.text, cursor: line.cursor, error: null, historyIndex };
  if (line.text === prompt.text) return { ...model, prompt: { ...next, error: prompt.error } };
  switch (prompt.kind) {
    case 'filter':
      return filterTyped(model, next);
    case 'search':
      return searchTyped(model, next);
    case 'goto':
      return { ...model, prompt: next };
    case 'command':
      return { ...model, prompt: { ...next, completion: null } };
  }
}

/** The row that was selected when the prompt opened comes back as soon as the filter lets it through. */
function filterTyped(model: Model, prompt: Prompt): Model {
  const fields = fieldsOf(shownTable(model));
  const whole = parseFilter(prompt.text, fields);
  if (!whole.ok) return { ...model, prompt: { ...prompt, error: whole.message } };
  const text = settledFilterText(prompt.text, fields);
  const parsed = parseFilter(text, fields);
  if (!parsed.ok) return { ...model, prompt };
  const filtered = withFilter({ ...model, prompt }, text, parsed.expression);
  return {
    ...filtered,
    table: { ...filtered.table, selected: prompt.before.selected ?? model.table.selected },
  };
}

function searchTyped(model: Model, prompt: Prompt): Model {
  const searching = { ...model, prompt, table: { ...model.table, searchText: prompt.text } };
  if (prompt.text === '') return reselected(searching, prompt);
  const start = Math.max(
    0,
    model.rows.findIndex((row) => row.key === prompt.before.selected),
  );
  const key = matchFrom(searching, prompt.text, start, 1);
  if (key === null) return { ...searching, prompt: { ...prompt, error: 'No row matches' } };
  return selectKey(searching, key);
}

/** A filter or a time with a mistake in it stays open. */
function accepted(model: Model, prompt: Prompt): Model {
  if (prompt.kind === 'filter' && prompt.error !== null) return model;
  if (prompt.kind === 'goto') return timeAccepted(model, prompt);
  const closed = remembering({ ...model, prompt: null }, prompt);
  return prompt.kind === 'filter' ? setFilter(closed, prompt.text.trim()) : closed;
}

function timeAccepted(model: Model, prompt: Prompt): Model {
  const closed = { ...model, prompt: null };
  if (prompt.text.trim() === '') return closed;
  const moment = parseMoment(prompt.text, presentMs(model), model.utcOffsetMinutes);
  if (!moment.ok) return { ...model, prompt: { ...prompt, error: moment.message } };
  return goToNamedTime(remembering(closed, prompt), moment.timeMs);
}

function abandoned(model: Model, prompt: Prompt): Model {
  const { filterText, searchText } = prompt.before;
  const closed = { ...model, prompt: null, table: { ...model.table, searchText } };
  const restored = prompt.kind === 'filter' ? setFilter(closed, filterText) : closed;
  return reselected(restored, prompt);
}

function reselected(model: Model, prompt: Prompt): Model {
  const { selected } = prompt.before;
  return selected === null ? model : revealSelection({ ...model, table: { ...model.table, selected } });
}

function recalled(model: Model, prompt: Prompt, older: 1 | -1): Model {
  const entry = recalledEntry(prompt, older);
  if (entry === null) return model;
  return typed(model, prompt, { text: entry.text, cursor: [...entry.text].length }, entry.index);
}
