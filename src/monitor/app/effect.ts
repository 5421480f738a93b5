import type { Way } from './control.js';
import type { Product } from './server-actions.js';

/** What the runtime must do; data, so that update stays pure. */
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
  /** Put a text on the clipboard of the terminal. Raw: whoever writes it cleans it. */
  | { readonly kind: 'copy'; readonly text: string }
  /** Send every cell again. */
  | { readonly kind: 'redraw' }
  | { readonly kind: 'suspend' }
  | { readonly kind: 'quit'; readonly exitCode: number };

/** Who the newest reading says the server is. */
export interface ControlSubject {
  readonly pid: number | null;
  readonly product: Product;
  readonly version: string | null;
  /** Processes of the workers. */
  readonly workers: readonly number[];
}
