/** A program for tests: reads from an address until it has ended (or so many times) and prints a line for each read. */

import { SourceError } from '../../../src/monitor/metrics/sample/reading.js';
import { openSource } from '../../../src/monitor/sources/open-source.js';
import { DEFAULT_SOURCE_LIMITS } from '../../../src/monitor/sources/source.js';
import { parseAddress } from '../../../src/protocol/address.js';

const [, , address = '-', times = '1000'] = process.argv;
const source = await openSource(parseAddress(address), DEFAULT_SOURCE_LIMITS);
for (let left = Number(times); left > 0; left--) {
  const line = await readOnce();
  console.log(line);
  if (line.startsWith('ended')) break;
}
source.close();

async function readOnce(): Promise<string> {
  try {
    const { protocol, bytes } = await source.read();
    return `${protocol} ${bytes}`;
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    return `${error.kind} ${error.message}`;
  }
}
