import { EXIT } from '../cli/exit-codes.js';
import type { DumpOptions } from '../cli/options.js';
import { UsageError } from '../cli/usage-error.js';
import { parseMoment } from '../dashboard/history/moment.js';
import { keptSamples, recalled } from '../metrics/archive/sample-archive.js';
import type { Observed } from '../metrics/observation.js';
import type { RecordedServer } from '../recordings/recorded-file.js';
import { loadFormat } from '../snapshot/formats.js';
import { localUtcOffset } from '../sources/local-zone.js';
import { loadRecorded } from './load-recorded.js';
import type { SnapshotIo } from './snapshot-io.js';
import { ClosedOutputError, OutputError } from './snapshot-output.js';
import { SnapshotWriter } from './snapshot-writer.js';

/** Prints what a recording holds as snapshots. Resolves with the exit code; errors have been reported in one line. */
export async function runDump(options: DumpOptions, io: SnapshotIo): Promise<number> {
  try {
    const { server, notes } = await loadRecorded(options, options.path, options.server, io);
    for (const note of notes) io.writeError(note);
    const named = { ...options, addressText: server.address };
    const writer = new SnapshotWriter(named, io, await loadFormat(options.format));
    await writeAll(server, options, writer, io);
    await writer.close();
    return io.interrupted.aborted ? EXIT.interrupted : EXIT.done;
  } catch (error) {
    if (error instanceof ClosedOutputError) return EXIT.done;
    if (!(error instanceof OutputError || error instanceof UsageError)) throw error;
    io.writeError(error.message);
    return EXIT.usage;
  }
}

async function writeAll(
  server: RecordedServer,
  options: DumpOptions,
  writer: SnapshotWriter,
  io: SnapshotIo,
): Promise<void> {
  const { archive, newest } = server;
  const endMs = newest.sample.timeMs;
  const beginMs = momentOf('--begin', options.begin, endMs) ?? Number.NEGATIVE_INFINITY;
  const untilMs = momentOf('--end', options.end, endMs) ?? Number.POSITIVE_INFINITY;
  let dueMs = Number.NEGATIVE_INFINITY;
  let written = 0;
  for (const { sequence, timeMs } of [...keptSamples(archive), { sequence: archive.next, timeMs: endMs }]) {
    if (io.interrupted.aborted) return;
    // A clock that was set back begins anew.
    if (timeMs < dueMs - options.everyMs) dueMs = Number.NEGATIVE_INFINITY;
    if (timeMs < beginMs || timeMs > untilMs || timeMs < dueMs) continue;
    const moment: Observed | null =
      sequence === archive.next ? newest : recalled(archive, sequence, newest.history);
    if (moment === null) continue;
    dueMs = timeMs + options.everyMs - EARLY_MS;
    await writer.write(moment);
    written += 1;
  }
  if (written === 0) throw new UsageError(`Nothing was recorded of "${server.address}" at that time`);
}

/** Readings are some milliseconds early or late. */
const EARLY_MS = 20;

function momentOf(option: string, text: string | null, endMs: number): number | null {
  if (text === null) return null;
  const iso = /^\d{4}-\d\d-\d\dT/.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(iso)) return iso;
  const moment = parseMoment(text, endMs, localUtcOffset(endMs));
  if (!moment.ok) throw new UsageError(`Option ${option}: ${moment.message}`);
  return moment.timeMs;
}
