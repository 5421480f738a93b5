import type { Observed } from '../metrics/observation.js';
import type { Secrets } from '../text/redact.js';
import type { Selection } from './selection.js';

/** Input of every format. */
export interface Snapshot {
  readonly observation: Observed;
  /** Fit to be shown: no credentials. */
  readonly address: string;
  readonly selection: Selection;
}

export interface Layout extends Secrets {
  /** Titles above tables and separated values. */
  readonly headers: boolean;
  /** False when the same stream already holds a snapshot. */
  readonly first: boolean;
  /** JSON on many lines. */
  readonly pretty: boolean;
  /** Nothing but ASCII in what tables add, and `?` for the rest. */
  readonly ascii: boolean;
  /** Cells of a line; null: as many as it takes. */
  readonly width: number | null;
}

/** One snapshot as text, with the line end that it needs. */
export type RenderSnapshot = (snapshot: Snapshot, layout: Layout) => string;
