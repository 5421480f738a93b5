import type { RequestSample } from '../../metrics/sample/sample.js';
import type { Row } from '../../tables/row.js';
import type { TableKind } from '../../tables/tables.js';
import type { AskedAction } from '../keys/server-actions.js';
import type { Ask } from './ask.js';

export type Overlay =
  | (Scrolled & { readonly kind: 'help' })
  | (Scrolled & {
      readonly kind: 'request';
      readonly key: string;
      /** As it was last seen. */
      readonly request: RequestSample;
      readonly ended: boolean;
      readonly reveal: boolean;
    })
  | {
      readonly kind: 'action-menu';
      readonly selected: number;
      /** Action to ask for as soon as the channel is known. */
      readonly wanted: AskedAction | null;
      /** The worker that was open; null: those that are tagged or selected. */
      readonly slot: number | null;
    }
  /** Instructions for making actions possible. */
  | (Scrolled & { readonly kind: 'action-help' })
  | { readonly kind: 'confirm'; readonly ask: Ask; readonly yes: boolean }
  | (Scrolled & {
      readonly kind: 'row';
      /** The table that it is a row of. */
      readonly table: TableKind;
      /** As it was last seen. */
      readonly row: Row;
      readonly gone: boolean;
    })
  | (Scrolled & {
      readonly kind: 'stack';
      readonly slot: number;
      /** By its number; its thread comes first. */
      readonly core: number | null;
    })
  | SetupOverlay
  /** Another program has changed the configuration since it was read. */
  | { readonly kind: 'save-question'; readonly path: string }
  | { readonly kind: 'sort-menu'; readonly selected: number }
  | { readonly kind: 'theme-menu'; readonly selected: number };

/** A popup whose text is scrolled. */
export type ScrolledOverlay = Extract<Overlay, { readonly top: number }>;

interface Scrolled {
  /** Index of the first visible line. */
  readonly top: number;
  readonly search?: TextSearch;
}

export interface TextSearch {
  readonly text: string;
  readonly cursor: number;
  /** The text is being typed. */
  readonly typing: boolean;
  /** The first visible line when the search began. */
  readonly before: number;
  /** The lines that matched when a key looked last, and the one in hand; null: none. */
  readonly found: { readonly line: number; readonly nth: number; readonly of: number } | null;
}

export type StackOverlay = Extract<Overlay, { readonly kind: 'stack' }>;

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
