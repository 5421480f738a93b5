/** Short ways to write a row of the option table. */

import type { ServerConfig } from '../config/server-config.js';
import { newDraft } from './draft.js';
import type { Apply, ArgumentKind, Draft, Effect, Mutable, Option } from './option.js';
import { flag, readSwitch, type ValueKind } from './option-values.js';

export interface RowExtras {
  /** Instead of the default that `defaultConfig` has. */
  readonly initial?: string;
  /** Instead of the placeholder of the kind of value. */
  readonly placeholder?: string;
  /** Done besides, whatever the value is. */
  readonly also?: (draft: Draft) => void;
}

type Section = 'application' | 'workers' | 'limits' | 'process' | 'log' | 'stats';
type Fields<S extends Section> = Mutable<ServerConfig>[S];

const DEFAULTS = newDraft().config;

/** An option that is one field of the configuration. `names` as in `row`. */
export function field<S extends Section, K extends keyof Fields<S> & string>(
  names: string,
  [section, key]: readonly [S, K],
  kind: ValueKind<Fields<S>[K]>,
  help: string,
  extras: RowExtras = {},
): Option {
  const initial = extras.initial ?? textOfDefault(DEFAULTS[section][key]);
  return row(names, kind, help, { ...extras, ...(initial === null ? {} : { initial }) }, (draft, value) => {
    const fields: Fields<S> = draft.config[section];
    fields[key] = value;
  });
}

/**
 * An option that is more than one field, or a list.
 * @param names long names and letters, the first long one is shown: `processes workers p`
 */
export function row<T>(
  names: string,
  kind: ValueKind<T>,
  help: string,
  extras: RowExtras,
  set: (draft: Draft, value: T, ...rest: [text: string, context: Parameters<Apply>[2]]) => void,
): Option {
  const apply: Apply = (draft, text, context) => {
    set(draft, kind.read(text, context.note), text, context);
    extras.also?.(draft);
  };
  const placeholder = extras.placeholder ?? kind.placeholder;
  return option(names, kind.argument, placeholder, help, extras.initial ?? null, { kind: 'set', apply });
}

/** A flag that is on here whatever is said. */
export function always(names: string, help: string): Option {
  return option(names, 'none', '', help, null, { kind: 'always' });
}

/** A flag that switches another thing than a field of that name. */
export function switchRow(names: string, help: string, set: (draft: Draft, on: boolean) => void): Option {
  return row(names, { ...flag, read: readSwitch }, help, {}, set);
}

export function option(
  names: string,
  argument: ArgumentKind,
  placeholder: string,
  help: string,
  initial: string | null,
  effect: Effect,
): Option {
  const all = names.split(' ');
  const [first = '', ...aliases] = all.filter((name) => name.length > 1);
  const letter = all.find((name) => name.length === 1) ?? null;
  return { names: [first, ...aliases], letter, argument, placeholder, help, initial, effect };
}

/** For `also`: uWSGI's options that need a master switch it on; a later `master = false` wins. */
export function switchMasterOn(draft: Draft): void {
  draft.config.process.master = true;
}

function textOfDefault(value: unknown): string | null {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : null;
}
