/** Inputs that were once misread (test/fixtures/cases), as a script reads them and as the live screen shows them. */
import { runSnapshot } from '../../src/monitor/batch/run-snapshot.js';
import { processIo } from '../../src/monitor/batch/snapshot-io.js';
import { view } from '../../src/monitor/dashboard/view/view.js';
import type { Reading } from '../../src/monitor/metrics/sample/reading.js';
import { openSource } from '../../src/monitor/sources/open-source.js';
import { fixturePath } from '../fixtures.js';
import { parseSnapshot } from './cli/command-lines.js';
import { Driver } from './dashboard/driver.js';
import { textOf } from './dashboard/view/check-frame.js';

/** As much of a snapshot as the cases look at. */
export interface Told {
  readonly time: string;
  readonly interval_seconds: number | null;
  readonly verdict: { readonly state: string; readonly level: string; readonly text: string };
  readonly events: readonly {
    readonly kind: string;
    readonly level: string;
    readonly worker: number | null;
    readonly count: number;
    readonly ongoing: boolean;
    readonly text: string;
  }[];
  readonly workers: readonly Readonly<Record<string, unknown>>[];
  readonly totals: Readonly<Record<string, unknown>>;
}

/** Output of `tstop FILE OPTIONS -F ndjson`. */
export async function toldAs(file: string, options: string): Promise<readonly Told[]> {
  const written: string[] = [];
  const interrupt = new AbortController();
  const output = {
    continues: false,
    write: async (text: string) => void written.push(text),
    close: async () => {},
  };
  const command = await parseSnapshot(`${fixturePath(`cases/${file}`)} ${options} -F ndjson`);
  const code = await runSnapshot(command, {
    ...processIo(interrupt.signal),
    openOutput: async () => output,
    writeError: (line) => void written.push(JSON.stringify({ error: line })),
  });
  if (code !== 0) throw new Error(`${file} ends with ${code}: ${written.join('')}`);
  return written
    .join('')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

/** Somebody looks at the files days later. */
const LATER_MS = Date.parse('2027-02-03T04:05:06Z');

/** The live screen after each reading of a file. */
export async function screensOf(file: string, size = { columns: 120, rows: 40 }): Promise<readonly string[]> {
  const driver = new Driver({ addresses: [file], size, nowMs: LATER_MS });
  const screens: string[] = [];
  for (const reading of await readingsIn(file)) {
    driver.read(reading);
    screens.push(
      view(driver.model, 0)
        .lines.map((line) => textOf(line).trimEnd())
        .join('\n'),
    );
  }
  return screens;
}

async function readingsIn(file: string): Promise<readonly Reading[]> {
  const limits = { timeoutMs: 3000, maxBytes: 2 ** 24 };
  const source = await openSource({ kind: 'path', path: fixturePath(`cases/${file}`) }, limits);
  const readings: Reading[] = [];
  do readings.push(await source.read());
  while (readings.at(-1)?.more === true);
  source.close();
  return readings;
}
