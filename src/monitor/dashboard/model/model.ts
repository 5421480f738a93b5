import type { SampleArchive } from '../../metrics/archive/sample-archive.js';
import type { Observation, Observed } from '../../metrics/observation.js';
import type { Row } from '../../tables/row.js';
import type { ViewName } from '../keys/view-name.js';
import type { Acting } from './ask.js';
import type { Connection, Notice } from './connection.js';
import type { Control } from './control.js';
import type { HitTarget } from './hit-target.js';
import type { Overlay } from './overlay.js';
import type { Prompt } from './prompt-state.js';
import type { ServerSettings } from './server-settings.js';
import type { Settings } from './settings.js';
import type { Size } from './size.js';
import type { MoreState, TableState } from './table-state.js';
import type { Details, StackLook } from './worker-look.js';

/**
 * The whole state of the dashboard. Owned by `runtime.ts`, changed only by `update`, read only by `view`.
 * `rows` is derived (filter, sort, tree) and kept by `update` so that it is computed once for each change.
 */
export interface Model {
  readonly nowMs: number;
  /** Offset of the user's clock from UTC, east positive. */
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
  /** When a column last said something, by the set of columns and its field, epoch ms. */
  readonly columnUse: Readonly<Record<string, number>>;
  /** The newest event that was on the screen in the view of events; 1, the attaching, needs no look. */
  readonly seenEvent: number;
  readonly prompt: Prompt | null;
  readonly overlay: Overlay | null;
  /** The panel about the worker of the selected row; null: closed. It is on the screen with the workers only. */
  readonly details: Details | null;
  /** Moment that the screen shows instead of now; reading goes on underneath. */
  readonly past: Past | null;
  /** A recording is on the screen instead of a server; null: it is a server. */
  readonly replay: Replay | null;
  readonly notice: Notice | null;
  /** Target of the last click, for the second press of a double click. */
  readonly clicked: HitTarget | null;
  /** uwsgitop's `f`: read every 100 ms as far as the server keeps up, whatever the interval in the settings. */
  readonly fast: boolean;
  /** Texts accepted in prompts before, newest first. */
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

/** Playing of a recording. */
interface Replay {
  /** Seconds of the recording in one. */
  readonly speed: number;
  /** Place in the recording at the last tick; null: it is held. */
  readonly cursorMs: number | null;
  /** When that tick was. */
  readonly tickedMs: number;
}

export interface Target {
  /** As the user typed it. */
  readonly address: string;
  readonly server: ServerSettings;
  readonly connection: Connection;
  /** The newest good one; stays when reads fail. */
  readonly observation: Observation | null;
  /** The samples before it. */
  readonly archive: SampleArchive;
  /** Cost of the last readings, oldest first. */
  readonly work: readonly ReadWork[];
  /** Replies that could not be read, since attach. */
  readonly badReplies: number;
  /** It runs on this host. */
  readonly local: boolean;
  /** Channels for acting on it; null until asked for. */
  readonly control: Control | null;
  /** The newest answer of a tracebacker, and the question that is open. */
  readonly stack: StackLook | null;
  /** The request sent to it, until its effect shows. */
  readonly acting: Acting | null;
  /** Asking the kernel for queues that the server cannot know. */
  readonly queues: QueueAsking;
}

interface QueueAsking {
  readonly askedMs: number | null;
  /** Why the last question had no answer. */
  readonly failure: string | null;
}

/** Cost of one reading, in milliseconds. */
export interface ReadWork {
  /** Of the server's master and of this process: only a small part of the time may go there. */
  readonly computingMs: number;
  /** While the reply is on its way uWSGI's master writes it, and waits for the network if that is slow. */
  readonly transferMs: number;
}
