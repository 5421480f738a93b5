/** A line editor at the bottom; `cursor` counts code points. */
export interface Prompt {
  readonly kind: 'filter' | 'search' | 'goto' | 'command';
  readonly text: string;
  readonly cursor: number;
  /** Mistake in the text typed so far. */
  readonly error: string | null;
  /** Earlier entries, newest first, and which one is shown (-1: none). */
  readonly history: readonly string[];
  readonly historyIndex: number;
  /** A word taken from the list of the palette: what was typed before, and which one of the list it is. */
  readonly completion: { readonly typed: string; readonly chosen: number } | null;
  /** To go back to with Esc. */
  readonly before: {
    readonly filterText: string;
    readonly searchText: string;
    readonly selected: string | null;
  };
}
