import { type InputToken, nextStep, pasteStep, pasteToken, type Step, withMeta } from './steps.js';

/*
 * A terminal's input, cut into keys, mouse events and pastes. Pure: the rest of a chunk is part of the
 * state, and the caller keeps the time: it flushes when nothing has come for `idleLimit`.
 *
 * Terminals answer questions and report things in the same stream; whatever is not a key, a mouse event or a paste is
 * swallowed whole, so that it never turns into key presses.
 */

export interface InputState {
  /** The beginning of something that is not complete. */
  readonly rest: string;
  /** Text pasted so far; null outside a paste. */
  readonly paste: string | null;
}

interface Tokenized {
  readonly tokens: readonly InputToken[];
  readonly state: InputState;
}

export const INITIAL_INPUT: InputState = { rest: '', paste: null };

/** `chunk` is decoded text: UTF-8 sequences have been joined by the caller. */
export function tokenize(state: InputState, chunk: string): Tokenized {
  const tokens: InputToken[] = [];
  let { paste } = state;
  let text = state.rest + chunk;
  while (text !== '') {
    const step: Step = paste === null ? nextStep(text) : pasteStep(paste, text);
    if (step.length === 0) break;
    if (step.token !== undefined) tokens.push(step.token);
    paste = step.paste ?? null;
    text = text.slice(step.length);
  }
  return { tokens, state: { rest: text, paste } };
}

/** Nothing has come for a while: what is incomplete will not be completed. */
export function flush(state: InputState): Tokenized {
  if (state.paste !== null) return { tokens: [pasteToken(state.paste)], state: INITIAL_INPUT };
  const tokens = isLoneEscape(state.rest) ? loneEscapeTokens(state.rest) : [];
  return { tokens, state: INITIAL_INPUT };
}

/**
 * Time to wait before `flush`; null: nothing is incomplete. A lone ESC is a key of its own that must not lag; an
 * interrupted sequence is worth waiting for, its second half would otherwise be taken for keys.
 */
export function idleLimit(state: InputState, escTimeoutMs: number): number | null {
  if (state.paste === null && state.rest === '') return null;
  return state.paste === null && isLoneEscape(state.rest) ? escTimeoutMs : Math.max(1000, escTimeoutMs);
}

/** ESC, or ESC and the first character of a control string, which only a typing person sends in two parts. */
function isLoneEscape(text: string): boolean {
  return /^\x1b[\]P_O]?$/.test(text);
}

function loneEscapeTokens(text: string): InputToken[] {
  const character = text[1];
  return [
    { kind: 'key', key: { name: character === undefined ? 'escape' : withMeta(character), text: null } },
  ];
}
