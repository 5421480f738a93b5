import type { Address } from '../../protocol/address.js';
import type { Config } from '../config/config-shape.js';
import type { ServerSettings } from '../dashboard/model/server-settings.js';
import type { TableSettings } from '../dashboard/model/setting-table.js';
import type { FilterExpression } from '../filter/filter.js';
import type { Limits } from '../metrics/sample/long-requests.js';
import type { FormatName } from '../snapshot/formats.js';
import type { Selection, SortKey } from '../snapshot/selection.js';
import type { ViewName } from '../snapshot/views.js';
import type { SourceLimits } from '../sources/source.js';

/** The task that a command line names. Usage errors are thrown, never returned. */
export type Command =
  | { readonly kind: 'live'; readonly options: MonitorOptions }
  | { readonly kind: 'snapshot'; readonly options: SnapshotOptions }
  | { readonly kind: 'check'; readonly options: CheckOptions }
  | { readonly kind: 'wait'; readonly options: WaitOptions }
  | { readonly kind: 'record'; readonly options: RecordOptions }
  | { readonly kind: 'replay'; readonly options: ReplayOptions }
  | { readonly kind: 'dump'; readonly options: DumpOptions }
  /** Every field of one view, or of all of them. */
  | { readonly kind: 'list-fields'; readonly view: ViewName | null }
  | { readonly kind: 'print-config'; readonly text: string; readonly note: string | null }
  | { readonly kind: 'completions'; readonly text: string }
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'version' };

/** Everything that was asked for, checked and in its final unit. Frozen. */
export interface MonitorOptions extends TableSettings, ServerSettings {
  readonly address: Address;
  /** The address as it may be shown: shortest form, no credentials. */
  readonly addressText: string;
  readonly limits: SourceLimits;
  /** The filter as typed, empty for none; it has been parsed once without an error. */
  readonly filterText: string;
  readonly filter: FilterExpression | null;
  /** At most one key for the live view. */
  readonly sort: readonly SortKey[];
  /** Show cookies and authorization headers. */
  readonly reveal: boolean;
  /** Names of request variables that hold secrets, besides the usual ones. */
  readonly alsoSecret: readonly string[];
  /** Cores below their workers. */
  readonly tree: boolean;
  /** A recording that the live view writes; null: none. */
  readonly record: string | null;
  /** The file's remaining keys are for the live view; command line and environment already take precedence. */
  readonly config: LoadedConfig;
}

/** Servers for a command that takes several, each once. */
interface ServersOptions {
  readonly servers: readonly MonitorOptions[];
}

export interface CheckOptions extends ServersOptions {
  /** Over the overview; without either the verdict decides. */
  readonly warn: FilterExpression | null;
  readonly crit: FilterExpression | null;
}

export interface WaitOptions extends ServersOptions {
  readonly until: FilterExpression;
  readonly waitMs: number;
}

export interface RecordOptions extends ServersOptions {
  readonly path: string;
  /** null: until it is stopped. */
  readonly forMs: number | null;
  /** Limits of one file; null: none. */
  readonly maxBytes: number | null;
  readonly rotateMs: number | null;
  /** Full files that are left. */
  readonly keep: number;
}

/** A recording, and which of its servers. */
interface RecordedOptions {
  /** `-`: standard input. */
  readonly path: string;
  /** null: the first. */
  readonly server: string | null;
}

/** Its address is the file's. */
export interface ReplayOptions extends MonitorOptions, RecordedOptions {
  readonly speed: number;
  /** As it was typed; null: plays from the beginning. */
  readonly at: string | null;
}

export interface DumpOptions extends SnapshotOptions, RecordedOptions {
  /** As they were typed. */
  readonly begin: string | null;
  readonly end: string | null;
  /** 0: every sample. */
  readonly everyMs: number;
}

/** The configuration file as it was found. */
export interface LoadedConfig {
  /** Where it is, or would be; null: with `--no-config`, or without a home. */
  readonly path: string | null;
  /** Null: there is none. */
  readonly text: string | null;
  /** Why it was left alone. */
  readonly note?: string;
  readonly values: Config;
  /** The usual ones, with those of `values`, and its routes that take long. */
  readonly thresholds: Limits;
}

export interface SnapshotOptions extends MonitorOptions {
  readonly format: FormatName;
  readonly selection: Selection;
  readonly repeat: Repeat;
  /** Use the first reading as it is: no rates. */
  readonly instant: boolean;
  readonly headers: boolean;
  readonly pretty: boolean;
  /** Cells of a table's lines; null: as wide as the terminal, or as needed where there is none. */
  readonly width: number | null;
  /** A file instead of standard output. */
  readonly output: string | null;
}

export type Repeat =
  | { readonly kind: 'once' }
  | {
      readonly kind: 'batch';
      /** Attempts, failed ones included; null: no end. */
      readonly iterations: number | null;
      readonly stopAfterMs: number | null;
    };

/** The environment variables that are looked at. */
export interface Environment {
  readonly TSTOP_ADDRESS?: string | undefined;
  readonly UWSGITOP_ADDRESS?: string | undefined;
  readonly XDG_CONFIG_HOME?: string | undefined;
  readonly HOME?: string | undefined;
  readonly NO_COLOR?: string | undefined;
  readonly COLUMNS?: string | undefined;
  readonly TERM?: string | undefined;
  readonly LC_ALL?: string | undefined;
  readonly LC_CTYPE?: string | undefined;
  readonly LANG?: string | undefined;
}
