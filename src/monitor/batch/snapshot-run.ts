import type { SnapshotOptions } from '../cli/options.js';
import type { Source } from '../sources/source.js';
import type { SnapshotIo } from './snapshot-io.js';
import type { SnapshotWriter } from './snapshot-writer.js';

/** What one run works with. */
export interface SnapshotRun {
  readonly options: SnapshotOptions;
  readonly io: SnapshotIo;
  readonly source: Source;
  readonly writer: SnapshotWriter;
}
