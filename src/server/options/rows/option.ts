/** A row of the option table, and the draft that the rows write to while the options are read. */

import type { ApplicationSource, ServerConfig } from '../config/server-config.js';
import type { ConfigFormat } from '../files/config-lines.js';
import type { OptionsIo } from '../files/options-io.js';

/** `optional`: only as `--name=value` or glued to the letter, as getopt has it. */
export type ArgumentKind = 'none' | 'required' | 'optional';

export interface Option {
  /** The first is the one that help shows; the others are uWSGI's aliases. */
  readonly names: readonly [string, ...string[]];
  readonly letter: string | null;
  readonly argument: ArgumentKind;
  /** The argument's name in the help: `ADDR`; empty for flags. */
  readonly placeholder: string;
  readonly help: string;
  /** The default as the help prints it. */
  readonly initial: string | null;
  readonly effect: Effect;
}

export type Effect =
  | { readonly kind: 'set'; readonly apply: Apply }
  /** Always so here, or without meaning: taken quietly. */
  | { readonly kind: 'always' }
  /** Acts while options are read, in `OptionReader`. */
  | { readonly kind: 'directive'; readonly directive: 'inherit' | 'placeholder' }
  /** `format` null: by the name of the file. */
  | { readonly kind: 'directive'; readonly directive: 'load'; readonly format: ConfigFormat | null }
  /** Instead of a start; on the command line only. */
  | { readonly kind: 'command'; readonly command: 'help' | 'version' | 'completions' | 'stop' | 'reload' };

/**
 * @param text the argument; empty for a bare flag
 * @throws UsageError that says only what is wrong with the text; the caller adds the option and the place
 */
export type Apply = (draft: Draft, text: string, context: ApplyContext) => void;

export interface ApplyContext {
  readonly io: OptionsIo;
  /** Said before the start; the option and its place are put in front. */
  note(text: string): void;
}

export interface OptionGroup {
  readonly title: string;
  readonly options: readonly Option[];
}

export interface Draft {
  readonly config: Mutable<ServerConfig>;
  /** The default application: the last of `--wsgi-file` and `--module`. */
  entry: ApplicationSource | null;
  callable: string | null;
  /** Protocol of `--socket`. */
  protocol: 'uwsgi' | 'http';
  /** Listeners of `--uwsgi-socket`, to which `protocol` does not apply. */
  readonly alwaysUwsgi: Set<object>;
  python: string | null;
  /** As asked for; null: it depends on `--harakiri`. */
  httpTimeoutSeconds: number | null;
  strict: boolean;
  showConfig: boolean;
}

export type Mutable<T> = T extends readonly (infer Item)[]
  ? Mutable<Item>[]
  : T extends object
    ? { -readonly [Key in keyof T]: Mutable<T[Key]> }
    : T;
