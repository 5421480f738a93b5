/** A flat list of settings written to the draft, and what is to be said about those that do nothing. */

import { placed } from '../errors/placed-error.js';
import { shownText } from '../errors/shown-text.js';
import { UsageError } from '../errors/usage-error.js';
import type { OptionsIo } from '../files/options-io.js';
import { isUwsgiOption } from '../rows/known-options.js';
import type { Draft, Option } from '../rows/option.js';
import { optionFor } from '../rows/option-table.js';
import { PassedOver } from '../rows/option-values.js';
import { nearestOption } from './nearest-option.js';
import type { Setting } from './option-reader.js';
import { remarkFor } from './option-remarks.js';
import { refusalOf } from './protective-options.js';

interface SettingsToApply {
  readonly settings: readonly Setting[];
  /** Names that were used as placeholders: they may be no options. */
  readonly askedFor: ReadonlySet<string>;
}

/**
 * Collects all mistakes, so that one start reports all of them.
 *
 * @returns remarks to print before the start
 * @throws UsageError with one line for each mistake
 */
export function applySettings(
  draft: Draft,
  { settings, askedFor }: SettingsToApply,
  io: OptionsIo,
): string[] {
  const notes: string[] = [];
  const mistakes: string[] = [];
  const idle = new Map<string, Setting>();
  for (const setting of settings) {
    const option = optionFor(setting.name);
    if (option !== null) applyOne(draft, option, setting, io, notes, mistakes);
    else if (!idle.has(setting.name)) idle.set(setting.name, setting);
  }
  mistakes.push(...refusals(draft, settings));
  for (const setting of idle.values()) {
    const remark = isUwsgiOption(setting.name) ? remarkOnKnown(setting) : remarkOnUnknown(setting, askedFor);
    if (remark !== null) sayRemark(remark, draft.strict, notes, mistakes);
  }
  if (mistakes.length > 0) throw new UsageError(mistakes.join('\n'));
  return notes;
}

/** Each line counts here: the second rule may protect what the first does not. */
function refusals({ config }: Draft, settings: readonly Setting[]): readonly string[] {
  const found = settings.flatMap(({ name, value, place }) => {
    if (optionFor(name) !== null || !isUwsgiOption(name)) return [];
    const reason = refusalOf(name, value === true ? '' : value, config);
    if (reason === null) return [];
    return [placed(place, `Cannot start with ${nameIn(place, name)}: ${reason}`).message];
  });
  return [...new Set(found)];
}

interface Remark {
  /** Empty: only `--strict` has something to say. */
  readonly text: string;
  /** The mistake that it is with `--strict`; null: none. */
  readonly strictText: string | null;
}

function sayRemark(remark: Remark, isStrict: boolean, notes: string[], mistakes: string[]): void {
  if (isStrict && remark.strictText !== null) mistakes.push(`[strict-mode] ${remark.strictText}`);
  else if (remark.text !== '') notes.push(remark.text);
}

function applyOne(
  draft: Draft,
  option: Option,
  setting: Setting,
  io: OptionsIo,
  notes: string[],
  mistakes: string[],
): void {
  if (option.effect.kind !== 'set') return;
  const { name, value, place } = setting;
  const shown = nameIn(place, name);
  const note = (text: string) =>
    notes.push(placed(place, `${shown} "${shownText(String(value))}": ${text}`).message);
  try {
    option.effect.apply(draft, value === true ? '' : value, { io, note });
  } catch (error) {
    if (error instanceof PassedOver) note(`skipped, ${error.message}`);
    else if (error instanceof UsageError)
      mistakes.push(
        placed(place, `Cannot use ${shown} "${shownText(String(value))}": ${error.message}`).message,
      );
    else throw error;
  }
}

function remarkOnKnown({ name, place }: Setting): Remark | null {
  if (LOGIC.test(name)) return null;
  const { kind, hint } = remarkFor(name);
  if (kind === 'quiet') return null;
  const text = `option ${name} of uWSGI has no effect here${hint === '' ? '' : `: ${hint}`}`;
  return { text: placed(place, text).message, strictText: null };
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
  };
}

/** Images set all kinds of `UWSGI_…`: only what is one letter off is worth a line, and nothing is an error. */
function remarkOnVariable(name: string, place: string, nearest: string | null): Remark | null {
  if (nearest === null || name.length < 6 || Math.abs(nearest.length - name.length) > 1) return null;
  const text = placed(place, `unknown option "${shownText(name)}", did you mean "${nearest}"?`).message;
  return { text, strictText: null };
}

/** As it was written. */
function nameIn(place: string, name: string): string {
  return place === '' || place.startsWith('$') ? `--${name}` : name;
}

const LOGIC = /^(?:if-|for$|for-(?:glob|times|readline)$|end-?(?:if|for)$|if(?:env|exists|dir|plugin)$)/;
