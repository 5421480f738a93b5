import type { ColumnChoices } from '../../fields/chosen-columns.js';
import type { Row } from '../../fields/row.js';
import type { MoreSection, TableKind } from '../../fields/table-fields.js';
import type { FilterExpression } from '../../filter/filter.js';
import type { SampleArchive } from '../../metrics/archive/sample-archive.js';
import type { Observation, Observed } from '../../metrics/observation.js';
import type { ProcessFacts } from '../../metrics/process-facts.js';
import type { PythonThread } from '../../metrics/python-stack.js';
import type { RequestGrouping } from '../../metrics/routes/routes.js';
import type { RequestSample } from '../../metrics/sample/sample.js';
import type { Thresholds } from '../../metrics/sample/thresholds.js';
import type { ActionName } from '../keys/action.js';
import type { KeyTable } from '../keys/key-table.js';
import type { Connection, Notice } from './connection.js';
import type { Control, Way } from './control.js';
import type { Prompt } from './prompt-state.js';
import type { SetupOverlay } from './setup-overlay.js';

export type { Prompt, SetupOverlay };

import type { AskedAction, Expected } from '../keys/server-actions.js';

export type { Connection, Notice } from './connection.js';

/**
 * The whole state of the dashboard. Owned by `runtime.ts`, changed only by `update`, read only by `view`.
 * `rows` is derived (filter, sort, tree) and kept by `update` so that it is computed once for each change.
 */
export interface Model {
  readonly nowMs: number;
  /** What to add to UTC for the user's clock, east positive. */
  readonly utcOffsetMinutes: number;
  readonly size: Size;
  readonly settings: Settings;
  readonly targets: readonly Target[];
  /** Index into `targets`. */
  readonly focus: number;
  readonly view: ViewName;
  /** Of the view on the screen. */
  readonly table: TableState;
  /** Of the views that were on the screen before. */
  readonly otherTables: Readonly<Partial<Record<ViewName, TableState>>>;
  /** Which table of More is open, or was last, and how the others were left. */
  readonly more: MoreState;
  readonly rows: readonly Row[];
  /** The newest event that was on the screen in the view of events; 1, the attaching, needs no look. */
  readonly seenEvent: number;
  readonly prompt: Prompt | null;
  readonly overlay: Overlay | null;
  /** The panel about the worker of the selected row; null: closed. It is on the screen with the workers only. */
  readonly details: Details | null;
  /** The newest answer of a tracebacker, and the question that is open. */
  readonly stack: StackLook | null;
  /** What the screen shows instead of now; reading goes on underneath. */
  readonly past: Past | null;
  /** What was asked of a server, until it is seen that it was done. */
  readonly acting: Acting | null;
  readonly notice: Notice | null;
  /** uwsgitop's `f`: read every 100 ms as far as the server keeps up, whatever the interval in the settings. */
  readonly fast: boolean;
  /** What was accepted in prompts before, newest first. */
  readonly promptHistory: Readonly<Record<Prompt['kind'], readonly string[]>>;
}

/** A moment of the focused target, held on the screen. */
export interface Past {
  readonly timeMs: number;
  readonly observation: Observed;
  /** Which sample since attach it is; the archive knows its place among those that are kept. */
  readonly sequence: number;
  /** Since when the newest sample is frozen by `Z`; null: the user went back to it. */
  readonly pausedSinceMs: number | null;
}

/** `workers` is the first view of every document, whatever its rows are. */
export type ViewName = 'workers' | 'requests' | 'sockets' | 'history' | 'events' | 'more';

export interface MoreState {
  /** null: none was open yet. */
  readonly section: MoreSection | null;
  readonly tables: Readonly<Partial<Record<MoreSection, TableState>>>;
}

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

export interface Settings {
  readonly intervalMs: number;
  readonly theme: ThemeName;
  readonly ascii: boolean;
  readonly metersShown: boolean;
  /** What a view is about has the screen for itself: the table, in the history the charts. */
  readonly expanded: boolean;
  readonly reveal: boolean;
  /** Names of request variables that hold secrets, besides the usual ones. */
  readonly alsoSecret: readonly string[];
  /** Of the sampled requests, below the table of requests. */
  readonly requestGroup: RequestGroup;
  /** How much time the charts show; null: as much as is known, within limits. */
  readonly chartSpanSeconds: number | null;
  readonly thresholds: Thresholds;
  /** The limit that the user told; null: as the server tells it, if it does. */
  readonly harakiriSeconds: number | null;
  /** What uWSGI's --py-tracebacker was given. */
  readonly tracebacker: string | null;
  readonly keys: KeyTable;
  /** The master FIFO to act through. */
  readonly fifo: string | null;
  /** Nothing is asked of servers. */
  readonly readonly: boolean;
  readonly columns: ColumnChoices;
  /** How tables are sorted when they are first shown, where that is not the usual way. */
  readonly sorts: Readonly<Partial<Record<TableKind, SortOrder>>>;
  /** tstop hears the mouse; false leaves it to the terminal. */
  readonly mouse: boolean;
}

export interface SortOrder {
  /** A field name. */
  readonly sortField: string;
  readonly descending: boolean;
}

/** What the panel about a worker knows besides the sample. */
export interface Details {
  /** The keys that move go through the cores in the panel, not through the table. */
  readonly inside: boolean;
  /** Place in the worker's list of the core that the keys are about. */
  readonly core: number;
  readonly process: ProcessLook | null;
}

/** What this host's kernel told of the worker's process. */
export interface ProcessLook {
  readonly pid: number;
  /** The sample that the newest question belongs to. */
  readonly sampleMs: number;
  readonly asking: boolean;
  /** The sample of the newest question that took the kernel long. */
  readonly thoroughMs: number | null;
  readonly facts: ProcessFacts | null;
  /** Of one CPU, between the last two answers. */
  readonly cpuRatio: number | null;
  /** Why the last question had no answer. */
  readonly failure: string | null;
}

export interface StackLook {
  readonly slot: number;
  readonly pid: number | null;
  readonly asking: boolean;
  readonly askedMs: number;
  /** The newest there were; a failure later leaves them. */
  readonly threads: readonly PythonThread[] | null;
  readonly readMs: number | null;
  /** Why the last question had no answer. */
  readonly failure: string | null;
}

export type RequestGroup = RequestGrouping | 'none';

export type ThemeName = 'default' | 'light' | 'blue-orange' | 'high-contrast' | 'mono';

export interface Target {
  /** As the user typed it. */
  readonly address: string;
  readonly connection: Connection;
  /** The newest good one; stays when reads fail. */
  readonly observation: Observation | null;
  /** The samples before it. */
  readonly archive: SampleArchive;
  /** Replies that could not be read, since attach. */
  readonly badReplies: number;
  /** It runs on this host. */
  readonly local: boolean;
  /** How it can be acted on; null until somebody asked. */
  readonly control: Control | null;
  /** Asking the kernel for queues that the server cannot know. */
  readonly queues: QueueAsking;
}

/** One action on its way. `eventId` is its line in the list of events, once it has one. */
export interface Acting {
  readonly target: number;
  readonly ask: Ask;
  readonly askedMs: number;
  readonly phase: 'asking' | 'watching';
  readonly eventId: number | null;
  readonly before: Observation;
}

/** An action with all that its confirmation says. */
export interface Ask {
  readonly action: AskedAction;
  /** `Reload`, `W3 kill`. */
  readonly label: string;
  readonly way: Way;
  readonly consequence: string;
  readonly expected: Expected | null;
  /** The worker, where it is about one alone. */
  readonly slot: number | null;
}

export interface QueueAsking {
  readonly askedMs: number | null;
  /** Why the last question had no answer. */
  readonly failure: string | null;
}

/** How worker rows are shown; cycled by uwsgitop's `a`. */
export type TableMode = 'flat' | 'cores' | 'tree';

export interface TableState extends SortOrder {
  readonly mode: TableMode;
  readonly filterText: string;
  readonly filter: FilterExpression | null;
  readonly searchText: string;
  /** Row key; null before the first row was seen. */
  readonly selected: string | null;
  /** Keep the selected row in place on the screen while the order changes. */
  readonly follow: boolean;
  /** Index of the first visible row. */
  readonly top: number;
  /** Columns scrolled off to the left. */
  readonly columnOffset: number;
  readonly tagged: ReadonlySet<string>;
  /** Worker keys that are folded in tree mode. */
  readonly folded: ReadonlySet<string>;
}

export type Overlay =
  | { readonly kind: 'help'; readonly top: number }
  | {
      readonly kind: 'request';
      readonly key: string;
      /** As it was last seen. */
      readonly request: RequestSample;
      readonly ended: boolean;
      readonly reveal: boolean;
      readonly top: number;
    }
  | {
      readonly kind: 'action-menu';
      readonly selected: number;
      /** What to ask for as soon as it is known how. */
      readonly wanted: AskedAction | null;
      /** The worker that was open; null: those that are tagged or selected. */
      readonly slot: number | null;
    }
  /** How to make acting possible. */
  | { readonly kind: 'action-help'; readonly top: number }
  | { readonly kind: 'confirm'; readonly ask: Ask; readonly yes: boolean }
  | {
      readonly kind: 'row';
      /** The table that it is a row of. */
      readonly table: TableKind;
      /** As it was last seen. */
      readonly row: Row;
      readonly gone: boolean;
      readonly top: number;
    }
  | {
      readonly kind: 'stack';
      readonly slot: number;
      /** By its number; its thread stands first. */
      readonly core: number | null;
      readonly top: number;
    }
  | SetupOverlay
  /** The configuration was changed by somebody else since it was read. */
  | { readonly kind: 'save-question'; readonly path: string }
  | { readonly kind: 'sort-menu'; readonly selected: number }
  | { readonly kind: 'theme-menu'; readonly selected: number };

export type StackOverlay = Extract<Overlay, { readonly kind: 'stack' }>;

/** What a place on the screen stands for; frames carry these, the runtime turns clicks into messages with them. */
export type HitTarget =
  | { readonly kind: 'row'; readonly key: string }
  | { readonly kind: 'fold'; readonly key: string }
  | { readonly kind: 'column'; readonly field: string }
  | { readonly kind: 'action'; readonly action: ActionName }
  /** A place on a chart. */
  | { readonly kind: 'moment'; readonly timeMs: number }
  | { readonly kind: 'menu-item'; readonly index: number }
  /** With a key: and select that row in it. */
  | { readonly kind: 'view'; readonly view: ViewName; readonly key?: string }
  | { readonly kind: 'section'; readonly section: MoreSection }
  /** A core in the panel about a worker, by its place. */
  | { readonly kind: 'panel-core'; readonly core: number };
