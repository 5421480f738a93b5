import { stat } from 'node:fs/promises';
import type { Address } from '../../protocol/address.js';
import { localUtcOffset } from '../../time-zone/local-zone.js';
import { EXIT } from '../cli/exit-codes.js';
import type { DumpOptions } from '../cli/options.js';
import { UsageError } from '../cli/usage-error.js';
import { parseMoment } from '../dashboard/history/moment.js';
import { keptSamples, recalled } from '../metrics/archive/sample-archive.js';
import type { Observed } from '../metrics/observation.js';
import type { RecordedServer } from '../recordings/recorded-file.js';
import { loadFormat } from '../snapshot/formats.js';
import { loadRecorded } from './load-recorded.js';
import { runSnapshot } from './run-snapshot.js';
import type { SnapshotIo } from './snapshot-io.js';
import { ClosedOutputError, OutputError } from './snapshot-output.js';
import { SnapshotWriter } from './snapshot-writer.js';

/** Prints what a recording holds as snapshots, or what a server says from now on. Resolves with the exit code; errors have been reported in one line. */
export async function runDump(options: DumpOptions, io: SnapshotIo): Promise<number> {
  try {
    if (!(await isSaved(options.address))) return await dumpServer(options, io);
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

/** A file, or what comes through a pipe. */
async function isSaved(address: Address): Promise<boolean> {
  if (address.kind === 'stdin') return true;
  if (address.kind !== 'path') return false;
  const facts = await stat(address.path).catch(() => null);
  return facts?.isSocket() !== true;
}

/** A server has no past to be asked about: it is read at that interval until then. */
async function dumpServer(options: DumpOptions, io: SnapshotIo): Promise<number> {
  if (options.begin !== null)
    throw new UsageError('Option --begin has no effect on a server: it needs a recording');
  if (options.server !== null)
    throw new UsageError(`Only one server can be dumped, but "${options.server}" follows`);
  const nowMs = io.nowMs();
  const endMs = options.end === null ? null : comingMoment(options.end, nowMs);
  const intervalMs = options.everyMs === 0 ? options.intervalMs : options.everyMs;
  const stopAfterMs = endMs === null ? null : Math.max(1, endMs - nowMs);
  return await runSnapshot(
    { ...options, intervalMs, repeat: { kind: 'batch', iterations: null, stopAfterMs } },
    io,
  );
}

const DAY_MS = 24 * 3_600_000;

/** A time of day is the next one. */
function comingMoment(text: string, nowMs: number): number {
  const moment = momentOf('--end', text, nowMs) ?? nowMs;
  if (moment > nowMs) return moment;
  if (/^\d{1,2}:/.test(text)) return moment + DAY_MS;
  throw new UsageError(`Option --end: ${text} is over`);
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
