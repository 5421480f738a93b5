import type { SampleArchive } from '../../metrics/archive/sample-archive.js';
import type { Observed } from '../../metrics/observation.js';

/** Samples of a server in a recording. */
export interface Recorded {
  readonly archive: SampleArchive;
  readonly newest: Observed;
}

export interface ReplayWish {
  readonly speed: number;
  /** A moment as it is typed, which is held; null: plays from the beginning. */
  readonly at: string | null;
}
