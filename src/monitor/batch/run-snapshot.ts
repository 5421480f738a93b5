import { EXIT, exitCodeOf } from '../cli/exit-codes.js';
import type { SnapshotOptions } from '../cli/options.js';
import { UsageError } from '../cli/usage-error.js';
import { SourceError } from '../metrics/sample/reading.js';
import { loadFormat } from '../snapshot/formats.js';
import { runOnce } from './run-once.js';
import type { SnapshotIo } from './snapshot-io.js';
import { ClosedOutputError, OutputError } from './snapshot-output.js';
import type { SnapshotRun } from './snapshot-writer.js';
import { SnapshotWriter } from './snapshot-writer.js';

/*
 * Reads, formats and writes snapshots: the rim between sources, metrics and the pure formats.
 */

/** Resolves with the exit code; errors have been reported in one line. Rejects for bugs only. */
export async function runSnapshot(options: SnapshotOptions, io: SnapshotIo): Promise<number> {
  const source = await io.openSource(options.address, options.limits);
  const close = () => source.close();
  io.interrupted.addEventListener('abort', close, { once: true });
  try {
    const writer = new SnapshotWriter(options, io, await loadFormat(options.format));
    const run = { options, io, source, writer };
    const exitCode = await runAs(run);
    return io.interrupted.aborted ? EXIT.interrupted : exitCode;
  } catch (error) {
    return io.interrupted.aborted ? EXIT.interrupted : exitCodeAfter(error, io);
  } finally {
    io.interrupted.removeEventListener('abort', close);
    source.close();
  }
}

async function runAs(run: SnapshotRun): Promise<number> {
  const { repeat } = run.options;
  if (repeat.kind === 'once') return runOnce(run);
  const { runBatch } = await import('./run-batch.js');
  return runBatch(run, repeat);
}

function exitCodeAfter(error: unknown, io: SnapshotIo): number {
  if (error instanceof ClosedOutputError) return EXIT.done;
  if (error instanceof SourceError) {
    io.writeError(error.message);
    return exitCodeOf(error.kind);
  }
  if (error instanceof OutputError || error instanceof UsageError) {
    io.writeError(error.message);
    return EXIT.usage;
  }
  throw error;
}
