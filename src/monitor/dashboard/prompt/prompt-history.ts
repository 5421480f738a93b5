import type { Model } from '../model/model.js';
import type { Prompt } from '../model/prompt-state.js';

const HISTORY_LENGTH = 50;

/** The entry that the arrows lead to: `older` 1 goes back in time, -1 forward; before the newest the line is empty again. */
export function recalledEntry(
  prompt: Prompt,
  older: 1 | -1,
): { readonly text: string; readonly index: number } | null {
  const index = Math.max(-1, Math.min(prompt.historyIndex + older, prompt.history.length - 1));
  return index === prompt.historyIndex ? null : { text: prompt.history[index] ?? '', index };
}

/** Keeps what was accepted. */
export function remembering(model: Model, { kind, text }: Prompt): Model {
  if (text.trim() === '') return model;
  const others = model.promptHistory[kind].filter((entry) => entry !== text);
  const entries = [text, ...others].slice(0, HISTORY_LENGTH);
  return { ...model, promptHistory: { ...model.promptHistory, [kind]: entries } };
}
