/** A flat list of settings written to the draft, and what is to be said about those that do nothing. */
import { UsageError } from '../usage-error.js';
import { knownOptions } from './known-options.js';
import { nearestOption } from './nearest-option.js';
import type { Draft, Option } from './option.js';
import type { Setting } from './option-reader.js';
import { remarkFor } from './option-remarks.js';
import { optionFor } from './option-table.js';
import type { OptionsIo } from './options-io.js';
import { placed } from './placed-error.js';
import { shownText } from './shown-text.js';

export interface SettingsToApply {
  readonly settings: readonly Setting[];
  /** Names that were used as placeholders: they may be no options. */
  readonly askedFor: ReadonlySet<string>;
}

/** @returns what to say before the start. @throws UsageError */
export function applySettings(
  draft: Draft,
  { settings, askedFor }: SettingsToApply,
  io: OptionsIo,
): string[] {
  const notes: string[] = [];
  const idle = new Map<string, Setting>();
  for (const setting of settings) {
    const option = optionFor(setting.name);
    if (option !== null) applyOne(draft, option, setting, io, notes);
    else if (!idle.has(setting.name)) idle.set(setting.name, setting);
  }
  for (const setting of idle.values()) {
    const remark = knownOptions.has(setting.name)
      ? remarkOnKnown(setting)
      : remarkOnUnknown(setting, askedFor);
    if (remark === null) continue;
    if (draft.strict && remark.isError) throw new UsageError(`[strict-mode] ${remark.strictText}`);
    if (remark.text !== '') notes.push(remark.text);
  }
  return notes;
}

interface Remark {
  /** Empty: only `--strict` has something to say. */
  readonly text: string;
  readonly strictText: string;
  readonly isError: boolean;
}

function applyOne(draft: Draft, option: Option, setting: Setting, io: OptionsIo, notes: string[]): void {
  if (option.effect.kind !== 'set') return;
  const { name, value, place } = setting;
  const shown = place === '' || place.startsWith('$') ? `--${name}` : name;
  try {
    option.effect.apply(draft, value === true ? '' : value, {
      io,
      note: (text) => notes.push(placed(place, `${shown} "${shownText(String(value))}": ${text}`).message),
    });
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw placed(place, `Cannot use ${shown} "${shownText(String(value))}": ${error.message}`);
  }
}

function remarkOnKnown({ name, place }: Setting): Remark | null {
  if (LOGIC.test(name)) return null;
  const { kind, hint } = remarkFor(name);
  if (kind === 'quiet') return null;
  const text = `option ${name} of uWSGI has no effect here${hint === '' ? '' : `: ${hint}`}`;
  return { text: placed(place, text).message, strictText: text, isError: kind === 'missing' };
}

/** A name that nothing asks for is most likely an option with a typing mistake. */
function remarkOnUnknown(
  { name, place, isPlaceholder }: Setting,
  askedFor: ReadonlySet<string>,
): Remark | null {
  if (isPlaceholder) return null;
  const nearest = nearestOption(name);
  if (place.startsWith('$')) return remarkOnVariable(name, place, nearest);
  const meant = nearest === null ? '' : `, did you mean "${nearest}"?`;
  const state = nearest === null ? ', it is only a placeholder' : meant;
  return {
    text: askedFor.has(name) ? '' : placed(place, `unknown option "${shownText(name)}"${state}`).message,
    strictText: `unknown config directive: ${shownText(name)}${place === '' ? '' : ` (${place})`}${meant}`,
    isError: true,
  };
}

/** Images set all kinds of `UWSGI_…`: only what is one letter off is worth a line, and nothing is an error. */
function remarkOnVariable(name: string, place: string, nearest: string | null): Remark | null {
  if (nearest === null || name.length < 6 || Math.abs(nearest.length - name.length) > 1) return null;
  const text = placed(place, `unknown option "${shownText(name)}", did you mean "${nearest}"?`).message;
  return { text, strictText: '', isError: false };
}

const LOGIC = /^(?:if-|for$|for-(?:glob|times|readline)$|end-?(?:if|for)$|if(?:env|exists|dir|plugin)$)/;
