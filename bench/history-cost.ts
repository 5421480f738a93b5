import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { HistoryCost } from './history-run.js';

/** Cost of two hours of samples of a busy server. Takes some minutes. */
export async function measureHistory(): Promise<HistoryCost> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    join(import.meta.dirname, 'history-run.js'),
  ]);
  // Our own program wrote it.
  return JSON.parse(stdout) as HistoryCost;
}
