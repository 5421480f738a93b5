import { observeTwice, type Watched } from '../batch/observe-twice.js';
import { printLines } from '../batch/print-lines.js';
import type { SnapshotIo } from '../batch/snapshot-io.js';
import { withSources } from '../batch/with-sources.js';
import { EXIT, exitCodeOf, PLUGIN_EXIT } from '../cli/exit-codes.js';
import type { CheckOptions } from '../cli/options.js';
import { SourceError } from '../metrics/sample/reading.js';
import { type Checked, checkReport, pluginLine } from './check-report.js';

/** Reads every server twice, all at the same time, and prints one line. Resolves with the exit code of a plugin. */
export async function runCheck(options: CheckOptions, io: SnapshotIo): Promise<number> {
  const checked = await withSources(options.servers, io, io.interrupted, (watched) =>
    Promise.all(watched.map(checkServer)),
  );
  const report = io.interrupted.aborted
    ? { line: pluginLine('unknown', 'interrupted'), exitCode: PLUGIN_EXIT.unknown }
    : checkReport(checked, options);
  return (await printLines(io, [report.line])) ? report.exitCode : PLUGIN_EXIT.unknown;
}

/** A server that does not answer is critical; one that answers with something else may not be a server of this kind. */
async function checkServer(watched: Watched): Promise<Checked> {
  const server = watched.options.addressText;
  try {
    return { server, observed: await observeTwice(watched, false) };
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    const isDown = exitCodeOf(error.kind) === EXIT.cannotConnect;
    return { server, failure: error.message, state: isDown ? 'critical' : 'unknown' };
  }
}
