/** What the runtime must do; data, so that update stays pure. */
export type Effect =
  /** Read the target after the delay; replaces an earlier schedule of the same target, waits for an outstanding read. */
  | { readonly kind: 'schedule-read'; readonly target: number; readonly afterMs: number }
  /** Ask the kernel of this host for the listen queues of unix sockets; not while a question is open. */
  | { readonly kind: 'read-queues'; readonly target: number }
  /** Put a text on the clipboard of the terminal. Raw: whoever writes it cleans it. */
  | { readonly kind: 'copy'; readonly text: string }
  /** Send every cell again. */
  | { readonly kind: 'redraw' }
  | { readonly kind: 'suspend' }
  | { readonly kind: 'quit'; readonly exitCode: number };
