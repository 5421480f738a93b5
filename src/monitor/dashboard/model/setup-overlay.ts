export type SetupPage = 'columns' | 'thresholds' | 'display' | 'keys';

export interface SetupOverlay {
  readonly kind: 'setup';
  readonly page: SetupPage;
  /** The line of the page that keys are about. */
  readonly cursor: number;
  /** Of the page of columns: every field of the table, from top to bottom. */
  readonly order: readonly string[];
  /** The value that is being typed. */
  readonly editing: { readonly text: string; readonly cursor: number; readonly error: string | null } | null;
}
