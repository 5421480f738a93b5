/**
 * The setup: pages of columns, thresholds, looks and keys. Whatever is changed holds at once, on the screen behind it;
 * a file is written by `save-config` alone.
 */
import { DEFAULT_THRESHOLDS } from '../../metrics/sample/thresholds.js';
import { actionFor } from '../keys/key-table.js';
import { setupRoom } from '../layout/popup-rooms.js';
import type { Key } from '../model/message.js';
import type { Model } from '../model/model.js';
import type { SetupOverlay, SetupPage } from '../model/overlay.js';
import { editLine, insertText } from '../prompt/line-editor.js';
import { closeOverlay, overlayMove } from '../steps/overlay-moves.js';
import { quietly, type Step } from '../steps/step.js';
import { shownColumnSet } from '../table/shown-columns.js';
import { columnsKey } from './columns.js';
import { turnSetting } from './display.js';
import { columnOrder, SETUP_PAGES, setupItems } from './items.js';
import { saveConfig } from './save-config.js';
import { withThresholds } from './set-thresholds.js';
import { formatThreshold, withThreshold } from './threshold-entry.js';
import { THRESHOLD_NAMES } from './threshold-names.js';

export function openSetup(model: Model, page: SetupPage): Model {
  return { ...model, overlay: { kind: 'setup', page, cursor: 0, order: columnOrder(model), editing: null } };
}

/** Another table has come below the setup: an emperor's where a server's was, another moment's. Its page begins anew. */
export function withSuitedSetup(before: Model, after: Model): Model {
  const { overlay } = after;
  if (overlay?.kind !== 'setup' || shownColumnSet(before) === shownColumnSet(after)) return after;
  return openSetup(after, overlay.page);
}

export function setupKey(model: Model, overlay: SetupOverlay, key: Key): Step {
  if (overlay.editing !== null) return editKey(model, overlay, key);
  const turn = PAGE_TURNS[key.name];
  if (turn !== undefined) return quietly(turnPage(model, overlay, turn));
  const own = pageKey(model, overlay, key);
  if (own !== null) return own;
  const action = actionFor(model.settings.keys, key.name, model.view, false);
  if (action === 'save-config') return saveConfig(model);
  if (action === 'setup-columns') return quietly(openSetup(model, 'columns'));
  if (action === 'back' || action === 'quit' || action === 'setup') return quietly(closeOverlay(model));
  const move = action === null ? null : overlayMove(action, setupRoom(model).rows);
  return quietly(move === null ? model : withCursor(model, overlay, overlay.cursor + move));
}

/** A click on a line does what Enter does there. */
export function setupClick(model: Model, overlay: SetupOverlay, index: number): Step {
  if (overlay.editing !== null) return quietly(model);
  const pages = SETUP_PAGES.length;
  const page = SETUP_PAGES[index];
  if (page !== undefined) return quietly(openSetup(model, page));
  const moved = withCursor(model, overlay, index - pages);
  const { overlay: there } = moved;
  if (there?.kind !== 'setup') return quietly(moved);
  return pageKey(moved, there, { name: 'enter', text: null }) ?? quietly(moved);
}

export function setupWheel(model: Model, overlay: SetupOverlay, steps: number): Model {
  return overlay.editing === null ? withCursor(model, overlay, overlay.cursor + steps) : model;
}

const PAGE_TURNS: Readonly<Record<string, 1 | -1>> = { tab: 1, right: 1, 'S-tab': -1, left: -1 };

function turnPage(model: Model, overlay: SetupOverlay, by: 1 | -1): Model {
  const at = SETUP_PAGES.indexOf(overlay.page) + by + SETUP_PAGES.length;
  const page = SETUP_PAGES[at % SETUP_PAGES.length];
  return page === undefined ? model : openSetup(model, page);
}

/** Null: the key has no meaning of its own on the page. */
function pageKey(model: Model, overlay: SetupOverlay, key: Key): Step | null {
  switch (overlay.page) {
    case 'columns':
      return columnsKey(model, overlay, key.name);
    case 'thresholds':
      return thresholdKeyPressed(model, overlay, key);
    case 'display':
      return displayKey(model, overlay, key.name);
    case 'keys':
      return key.name === 'enter' || key.name === 'space' ? quietly(model) : null;
  }
}

function displayKey(model: Model, overlay: SetupOverlay, name: string): Step | null {
  const by = DISPLAY_TURNS[name];
  const item = setupItems(model, overlay)[overlay.cursor];
  return by === undefined || item === undefined ? null : turnSetting(model, item.name, by);
}

const DISPLAY_TURNS: Readonly<Record<string, 1 | -1>> = { enter: 1, space: 1, '+': 1, '-': -1 };

/** Enter goes on from the value that there is, a digit begins a new one, `r` takes the usual one. */
function thresholdKeyPressed(model: Model, overlay: SetupOverlay, { name, text }: Key): Step | null {
  const item = setupItems(model, overlay)[overlay.cursor];
  if (item === undefined) return null;
  if (name === 'enter' || name === 'space') return quietly(withEditing(model, overlay, item.value));
  if (text !== null && /^[\d.]$/.test(text)) return quietly(withEditing(model, overlay, text));
  if (name !== 'r') return null;
  const threshold = THRESHOLD_NAMES.find((one) => one === item.name);
  if (threshold === undefined) return null;
  return changedThreshold(
    model,
    overlay,
    item.name,
    formatThreshold(threshold, DEFAULT_THRESHOLDS[threshold]),
  );
}

function withEditing(model: Model, overlay: SetupOverlay, text: string): Model {
  return { ...model, overlay: { ...overlay, editing: { text, cursor: [...text].length, error: null } } };
}

function editKey(model: Model, overlay: SetupOverlay, key: Key): Step {
  const { editing } = overlay;
  const item = setupItems(model, overlay)[overlay.cursor];
  if (editing === null || item === undefined || key.name === 'escape') {
    return quietly({ ...model, overlay: { ...overlay, editing: null } });
  }
  if (key.name === 'enter') return changedThreshold(model, overlay, item.name, editing.text);
  const line = editLine(editing, key.name) ?? (key.text === null ? null : insertText(editing, key.text));
  return quietly(
    line === null ? model : { ...model, overlay: { ...overlay, editing: { ...line, error: null } } },
  );
}

/** A value with a mistake in it stays open and says what it is. */
function changedThreshold(model: Model, overlay: SetupOverlay, name: string, text: string): Step {
  const threshold = THRESHOLD_NAMES.find((one) => one === name);
  if (threshold === undefined) return quietly(model);
  const thresholds = withThreshold(model.settings.thresholds, threshold, text);
  if (typeof thresholds !== 'string')
    return withThresholds({ ...model, overlay: { ...overlay, editing: null } }, thresholds);
  const editing = { text, cursor: [...text].length, ...overlay.editing, error: thresholds };
  return quietly({ ...model, overlay: { ...overlay, editing } });
}

function withCursor(model: Model, overlay: SetupOverlay, wanted: number): Model {
  const last = setupItems(model, overlay).length - 1;
  return { ...model, overlay: { ...overlay, cursor: Math.max(0, Math.min(wanted, last)) } };
}
