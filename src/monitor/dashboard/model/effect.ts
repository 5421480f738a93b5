import type { Product } from '../keys/server-actions.js';
import type { Way } from './control.js';

/** Orders to the runtime; data, so that update stays pure. */
export type Effect =
  /** Read the target after the delay; replaces an earlier schedule of the same target, waits for an outstanding read. */
  | { readonly kind: 'schedule-read'; readonly target: number; readonly afterMs: number }
  /** Ask the kernel of this host for the listen queues of unix sockets; not while a question is open. */
  | { readonly kind: 'read-queues'; readonly target: number }
  /** Find out how the server can be acted on. */
  | { readonly kind: 'find-control'; readonly target: number; readonly subject: ControlSubject }
  /** Ask something of the server; the user has agreed. */
  | {
      readonly kind: 'act';
      readonly target: number;
      readonly subject: ControlSubject;
      readonly way: Way;
    }
  /** Ask the kernel of this host about a worker's process; one question at a time, the newest counts. */
  | {
      readonly kind: 'read-process';
      readonly target: number;
      readonly pid: number;
      readonly spawnedAtMs: number | null;
      readonly serverPid: number | null;
      /** Reads also facts that cost the kernel much time. */
      readonly thorough: boolean;
    }
  /** Ask a worker for the Python stacks of its threads. */
  | {
      readonly kind: 'read-stack';
      readonly target: number;
      readonly slot: number;
      readonly pid: number;
      readonly spawnedAtMs: number | null;
      readonly serverPid: number | null;
      /** The path of the sockets without the number; null: it is to be found. */
      readonly prefix: string | null;
      /** The user said so: it need not be made sure that the worker is on this host. */
      readonly trusted: boolean;
    }
  /** Put a line on the clipboard of the terminal. Raw: whoever writes it cleans it. */
  | { readonly kind: 'copy'; readonly text: string }
  | { readonly kind: 'copy-lines'; readonly lines: readonly string[] }
  /** Write what was changed here to the configuration file; `overwrite`: also if another program has changed it. */
  | { readonly kind: 'save-config'; readonly overwrite: boolean }
  /** Write what the archive of the target holds to a recording. */
  | { readonly kind: 'save-recording'; readonly target: number }
  /** Send every cell again. */
  | { readonly kind: 'redraw' }
  | { readonly kind: 'suspend' }
  | { readonly kind: 'quit'; readonly exitCode: number };

/** Identity of the server in the newest reading. */
export interface ControlSubject {
  readonly pid: number | null;
  readonly product: Product;
  readonly version: string | null;
  /** Processes of the workers. */
  readonly workers: readonly number[];
}
