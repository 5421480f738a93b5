import type { ProcessFacts } from '../../metrics/process-facts.js';
import type { PythonThread } from '../../metrics/python-stack.js';
import type { Reading, SourceErrorKind } from '../../metrics/sample/reading.js';
import type { ListenQueue } from '../../metrics/workers/sockets.js';
import type { Control } from './control.js';
import type { HitTarget } from './hit-target.js';
import type { Recorded, ReplayWish } from './replay.js';
import type { Size } from './size.js';

/** Input of update. `nowMs` is the wall clock at that moment: update has no clock of its own. */
export type Message =
  | { readonly kind: 'key'; readonly key: Key; readonly nowMs: number }
  | { readonly kind: 'paste'; readonly text: string; readonly nowMs: number }
  | {
      readonly kind: 'click';
      readonly target: HitTarget;
      /** The second press of a double click. */
      readonly double?: boolean;
      readonly nowMs: number;
    }
  /** Positive: down. */
  | {
      readonly kind: 'wheel';
      readonly steps: number;
      /** Under the pointer; absent: nothing. */
      readonly target?: HitTarget | null;
      readonly nowMs: number;
    }
  | { readonly kind: 'resized'; readonly size: Size; readonly nowMs: number }
  | {
      readonly kind: 'read';
      readonly target: number;
      readonly reading: Reading;
      /** Time that the reading before it kept the program busy after it was parsed; absent: unknown. */
      readonly takingInMs?: number;
      readonly nowMs: number;
    }
  | {
      readonly kind: 'read-failed';
      readonly target: number;
      readonly errorKind: SourceErrorKind;
      readonly reason: string;
      /** When it failed, where a recording says so; absent: now. */
      readonly atMs?: number | null;
      readonly nowMs: number;
    }
  | {
      readonly kind: 'queues-read';
      readonly target: number;
      /** By socket name. */
      readonly queues: ReadonlyMap<string, ListenQueue>;
      readonly nowMs: number;
    }
  | {
      readonly kind: 'queues-failed';
      readonly target: number;
      readonly reason: string;
      readonly nowMs: number;
    }
  | {
      readonly kind: 'control-found';
      readonly target: number;
      readonly control: Control;
      readonly nowMs: number;
    }
  | { readonly kind: 'acted'; readonly target: number; readonly nowMs: number }
  | { readonly kind: 'act-failed'; readonly target: number; readonly reason: string; readonly nowMs: number }
  /** Outcome of copying, in a sentence. */
  | { readonly kind: 'copied'; readonly text: string; readonly nowMs: number }
  | {
      readonly kind: 'save-ended';
      readonly outcome: 'saved' | 'nothing' | 'failed' | 'changed-meanwhile';
      /** The path, or a sentence for the two in the middle. */
      readonly text: string;
      readonly nowMs: number;
    }
  | {
      readonly kind: 'process-read';
      readonly target: number;
      readonly facts: ProcessFacts;
      readonly nowMs: number;
    }
  | {
      readonly kind: 'process-failed';
      readonly target: number;
      readonly pid: number;
      readonly reason: string;
      readonly nowMs: number;
    }
  | {
      readonly kind: 'stack-read';
      readonly target: number;
      readonly slot: number;
      readonly threads: readonly PythonThread[];
      readonly nowMs: number;
    }
  | {
      readonly kind: 'stack-failed';
      readonly target: number;
      readonly slot: number;
      readonly reason: string;
      readonly nowMs: number;
    }
  /** The user's clock may have been moved on, too: summer time begins while tstop runs. */
  /** Takes the place of a server, before anything was read. */
  | {
      readonly kind: 'recording-opened';
      readonly recorded: Recorded;
      readonly wish: ReplayWish;
      readonly nowMs: number;
    }
  /** Became of writing a recording; for people. */
  | { readonly kind: 'recorded'; readonly text: string; readonly failed: boolean; readonly nowMs: number }
  | { readonly kind: 'ticked'; readonly nowMs: number; readonly utcOffsetMinutes?: number };

/**
 * One key press. `name` is the printable character itself or one of: up down left right pageup pagedown home end
 * enter escape tab backspace delete insert space f1 … f12, with prefixes `C-`, `M-` and (for named keys only) `S-`:
 * `C-c`, `S-left`, `S-tab`. `text` is what a line editor inserts, null for keys that insert nothing.
 */
export interface Key {
  readonly name: string;
  readonly text: string | null;
}
