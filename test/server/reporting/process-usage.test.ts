import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { parseAuxv, parseProcStat, parsePs } from '../../../src/server/reporting/process-usage.js';
import { makeUsageReader, readProc, readPs } from '../../../src/server/reporting/stats-usage.js';

const units = { pageBytes: 4096, ticksPerSecond: 100 };
const rest =
  'S 1 2 2 0 -1 4194560 3049 0 1 0 150 25 0 0 20 0 1 0 523 170020864 3077 18446744073709551615 1 1 0 0 0';

describe('/proc/PID/stat', () => {
  for (const name of ['python3', 'uWSGI worker 1', 'a) S 1 (b', ') (']) {
    test(`of a process called "${name}"`, () => {
      assert.deepEqual(parseProcStat(`77 (${name}) ${rest}`, units), {
        rssBytes: 3077 * 4096,
        vszBytes: 170_020_864,
        cpuMicros: 1_750_000,
      });
    });
  }

  for (const text of ['', '77 (python3) S 1 2', 'no such thing', `77 (x) ${rest.replace('3077', 'x')}`]) {
    test(`is not this: "${text}"`, () => assert.equal(parseProcStat(text, units), null));
  }
});

test('ps: one line a process, in the spellings of several systems', () => {
  const output = [
    '    1   5012 171000 00:00:02',
    '  501 12308  166036   0:00.05',
    ' 99 0 0 1-02:03:04',
    '7 100 200 123:04',
    'nonsense',
    ' 8 1 2 later',
    '',
  ].join('\n');
  assert.deepEqual(
    [...parsePs(output)],
    [
      [1, { rssBytes: 5012 * 1024, vszBytes: 171_000 * 1024, cpuMicros: 2_000_000 }],
      [501, { rssBytes: 12_308 * 1024, vszBytes: 166_036 * 1024, cpuMicros: 50_000 }],
      [99, { rssBytes: 0, vszBytes: 0, cpuMicros: 93_784_000_000 }],
      [7, { rssBytes: 102_400, vszBytes: 204_800, cpuMicros: 7_384_000_000 }],
    ],
  );
});

test('the units come from the kernel, or are the usual ones', () => {
  const words = new BigUint64Array([6n, 65_536n, 17n, 250n, 0n, 0n]);
  assert.deepEqual(parseAuxv(new Uint8Array(words.buffer)), { pageBytes: 65_536, ticksPerSecond: 250 });
  assert.deepEqual(parseAuxv(new Uint8Array(3)), units);
});

test('/proc and ps agree about this process, and both leave out one that is not there', async (t) => {
  if (process.platform !== 'linux') return t.skip('there is no /proc');
  const gone = 2 ** 22 + 1;
  const [fromProc, fromPs] = await Promise.all([readProc([process.pid, gone]), readPs([process.pid, gone])]);
  const [proc, ps] = [fromProc.get(process.pid), fromPs.get(process.pid)];
  assert.ok(proc !== undefined && ps !== undefined);
  assert.ok(Math.abs(proc.rssBytes - ps.rssBytes) < 32 * 1024 * 1024, `${proc.rssBytes} and ${ps.rssBytes}`);
  assert.ok(proc.rssBytes > 8 * 1024 * 1024 && proc.vszBytes > proc.rssBytes);
  assert.ok(Math.abs(proc.cpuMicros - ps.cpuMicros) < 2_000_000);
  assert.equal(fromProc.has(gone) || fromPs.has(gone), false);
  const status = readFileSync('/proc/self/status', 'utf8');
  const kilobytes = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]);
  assert.ok(Math.abs(proc.rssBytes / 1024 - kilobytes) < 32 * 1024);
  return undefined;
});

test('ps is not asked about nobody', async () => {
  assert.equal((await readPs([])).size, 0);
});

test('many who ask cost one reading in a tenth of a second, until another process is asked for', async () => {
  const readings: (readonly number[])[] = [];
  let now = 5000;
  const read = makeUsageReader(
    async (pids) => {
      readings.push(pids);
      return new Map();
    },
    () => now,
  );
  await read([1, 2]);
  for (const later of [0, 50, 49]) {
    now += later;
    await read([1, 2]);
    await read([2]);
  }
  assert.deepEqual(readings, [[1, 2]]);
  now += 1;
  await read([1, 2]);
  await read([1, 2, 3]);
  await read([3]);
  assert.deepEqual(readings, [
    [1, 2],
    [1, 2],
    [1, 2, 3],
  ]);
});
