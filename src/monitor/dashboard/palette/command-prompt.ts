/**
 * The palette: a line with the words that may come next above it. Tab and the arrows take them from the list; in an
 * empty line the arrows recall earlier commands. A line with a mistake in it stays open and says what it is.
 */

import type { HitTarget } from '../model/hit-target.js';
import type { Key } from '../model/message.js';
import type { Model } from '../model/model.js';
import type { Prompt } from '../model/prompt-state.js';
import { editLine, insertText } from '../prompt/line-editor.js';
import { recalledEntry, remembering } from '../prompt/prompt-history.js';
import { quietly, type Step } from '../steps/step.js';
import { type OfferedWord, offeredWords, withWord } from './command-words.js';
import { type RunAction, runCommand } from './run-command.js';

/** `act` carries out an action without an argument. */
export function commandKey(model: Model, prompt: Prompt, key: Key, act: RunAction): Step {
  switch (key.name) {
    case 'enter':
      return accepted(model, prompt, act);
    case 'escape':
      return quietly({ ...model, prompt: null });
    case 'tab':
      return quietly(completed(model, prompt, 1));
    case 'S-tab':
      return quietly(completed(model, prompt, -1));
    case 'up':
    case 'down':
      return quietly(upOrDown(model, prompt, key.name === 'up' ? -1 : 1));
  }
  const line = editLine(prompt, key.name) ?? (key.text === null ? null : insertText(prompt, key.text));
  if (line === null) return quietly(model);
  const completion = line.text === prompt.text ? prompt.completion : null;
  return quietly({ ...model, prompt: { ...prompt, ...line, error: null, completion } });
}

/** A click on a word of the list takes it; one beside the list closes the palette. */
export function commandClick(model: Model, prompt: Prompt, target: HitTarget): Model {
  if (target.kind === 'popup') return model;
  const word = target.kind === 'menu-item' ? offeredNow(model, prompt)[target.index] : undefined;
  if (word === undefined) return { ...model, prompt: null };
  return withLine(model, prompt, withWord(prompt.completion?.typed ?? prompt.text, word), null);
}

/** Words in the list: they match the typed text, not the word taken from the list. */
export function offeredNow(model: Model, prompt: Prompt): readonly OfferedWord[] {
  return offeredWords(model, prompt.completion?.typed ?? prompt.text);
}

function accepted(model: Model, prompt: Prompt, act: RunAction): Step {
  const closed: Model = { ...model, prompt: null };
  if (prompt.text.trim() === '') return quietly(closed);
  const outcome = runCommand(remembering(closed, prompt), prompt.text, act);
  if (typeof outcome === 'string') return quietly({ ...model, prompt: { ...prompt, error: outcome } });
  return outcome;
}

/** Through the list, round its ends; what was typed comes between. */
function completed(model: Model, prompt: Prompt, by: 1 | -1): Model {
  const words = offeredNow(model, prompt);
  const typed = prompt.completion?.typed ?? prompt.text;
  const places = words.length + 1;
  const chosen = (((prompt.completion?.chosen ?? -1) + 1 + by + places) % places) - 1;
  const word = words[chosen];
  if (words.length === 0) return model;
  if (words.length === 1 && word !== undefined) return withLine(model, prompt, withWord(typed, word), null);
  const text = word === undefined ? typed : withWord(typed, word).trimEnd();
  return withLine(model, prompt, text, { typed, chosen });
}

function upOrDown(model: Model, prompt: Prompt, by: 1 | -1): Model {
  const recalls = prompt.completion === null && (prompt.text === '' || prompt.historyIndex !== -1);
  if (!recalls) return completed(model, prompt, by);
  const entry = recalledEntry(prompt, by === -1 ? 1 : -1);
  if (entry === null) return by === 1 && prompt.text === '' ? completed(model, prompt, 1) : model;
  return withLine(model, { ...prompt, historyIndex: entry.index }, entry.text, null);
}

function withLine(model: Model, prompt: Prompt, text: string, completion: Prompt['completion']): Model {
  return { ...model, prompt: { ...prompt, text, cursor: [...text].length, error: null, completion } };
}
