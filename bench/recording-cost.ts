import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { RecordingCost } from './recording-run.js';
import { ratio, row, section } from './report.js';

/** Size of recordings, and time to find a moment in one of a day. Takes a minute or two. */
export async function benchRecordings(): Promise<void> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    join(import.meta.dirname, 'recording-run.js'),
  ]);
  // Our own program wrote it.
  const { sizes, day } = JSON.parse(stdout) as RecordingCost;
  section('Recordings, one sample a second');
  for (const { server, samples, bytes, gzipBytes, writeMs } of sizes) {
    row(`bytes of a sample, ${server} (${samples})`, Math.round(bytes).toString());
    row('each reply with gzip', Math.round(gzipBytes).toString(), ratio(gzipBytes / bytes));
    row('CPU to write a sample', milliseconds(writeMs));
  }
  row('a day of 4×2', `${(day.bytes / 1e6).toFixed(1)} MB`);
  row('to open it', milliseconds(day.openMs), '', 'aim 1 s');
  row('to jump in it (median)', milliseconds(day.jumpMs), '', 'aim 1 s');
  row('to jump in it (slowest)', milliseconds(day.slowestJumpMs));
  row('to step to the next sample (median)', milliseconds(day.stepMs));
}

function milliseconds(value: number): string {
  return `${value.toFixed(1)} ms`;
}
