import { EVERYTHING } from '../snapshot/selection.js';
import { refuseUnknownFields } from './filter.js';
import type { MonitorOptions } from './options.js';
import { UsageError } from './usage-error.js';

/** Throws `UsageError` for what only snapshots can do. */
export function liveOptions(options: MonitorOptions): MonitorOptions {
  if (options.sort.length > 1) {
    throw new UsageError('Option --sort: the live view sorts by one field; name one, or add --once');
  }
  if (options.record === '' || options.record === '-')
    throw new UsageError('Option --record needs a file: name it as in --record app.tsr');
  refuseUnknownFields({ ...EVERYTHING, sort: options.sort }, null);
  return options;
}
