import type { SnapshotIo } from './snapshot-io.js';
import { ClosedOutputError, OutputError } from './snapshot-output.js';

/** To standard output; false: it cannot be written, which has been said. That nobody reads any more is no failure. */
export async function printLines(io: SnapshotIo, lines: readonly string[]): Promise<boolean> {
  try {
    const output = await io.openOutput(null, false);
    await output.write(lines.map((line) => `${line}\n`).join(''));
  } catch (error) {
    if (error instanceof ClosedOutputError) return true;
    if (!(error instanceof OutputError)) throw error;
    io.writeError(error.message);
    return false;
  }
  return true;
}
