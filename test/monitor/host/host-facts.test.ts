import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { withHostFacts } from '../../../src/monitor/host/host-facts.js';
import { ListenQueuesError } from '../../../src/monitor/host/listen-queues.js';
import { observe } from '../../../src/monitor/metrics/observation.js';
import type { Reading } from '../../../src/monitor/metrics/sample/reading.js';
import { DEFAULT_THRESHOLDS } from '../../../src/monitor/metrics/sample/thresholds.js';
import type { WorkersDocument } from '../../../src/stats/schema.js';
import { at, capturedWorkers, readingOf, withRequest, withWorker, workersOf } from '../metrics/readings.js';

const IDLE = capturedWorkers('plain-4x2-idle-after-3s');
const SPAWNED = at(IDLE.workers, 0).last_spawn ?? 0;
const NOW_MS = (SPAWNED + 100) * 1000;
const BOOTED = SPAWNED - 50;

/** A /proc with the workers of a document, each of them of so many kB; `startTicks` counts from the boot. */
function procWith(t: TestContext, kilobytes: Readonly<Record<number, number>>, startTicks = 5000): string {
  const root = mkdtempSync(join(tmpdir(), 'tstop-host-'));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  writeFileSync(join(root, 'stat'), `btime ${BOOTED}\n`);
  for (const [pid, size] of Object.entries(kilobytes)) {
    mkdirSync(join(root, pid));
    writeFileSync(join(root, pid, 'stat'), `${pid} (uwsgi) S 1 ${'0 '.repeat(17)}${startTicks} 0 0`);
    writeFileSync(join(root, pid, 'status'), `Name:\tuwsgi\nVmRSS:\t ${size} kB\n`);
    writeFileSync(join(root, pid, 'smaps_rollup'), `Rss: 1 kB\nPss:   ${size / 2} kB\n`);
  }
  return root;
}

async function read(root: string, document: WorkersDocument, change: Partial<Reading> = {}) {
  const reading = { ...readingOf(document, NOW_MS), ...change };
  const source = { read: async () => reading, close: () => {} };
  const host = { root, platform: 'linux', exists: () => true } as const;
  const readQueues = async () => new Map([['/run/app.sock', { queue: 7, limit: 100 }]]);
  const told = await withHostFacts(source, { queues: true, host, readQueues }).read();
  return workersOf(observe(null, told, DEFAULT_THRESHOLDS));
}

const PIDS = IDLE.workers.map(({ pid }) => pid ?? 0);

test('the memory of every worker comes from the kernel where the server tells none', async (t) => {
  const root = procWith(t, Object.fromEntries(PIDS.map((pid, index) => [pid, 1000 * (index + 1)])));
  const { totals, workers } = await read(root, IDLE);
  assert.deepEqual(
    workers.map(({ rssBytes, pssBytes }) => [rssBytes, pssBytes]),
    [1000, 2000, 3000, 4000].map((size) => [size * 1024, size * 512]),
  );
  assert.equal(totals.rssBytes, 10_000 * 1024);
});

test('a process of that id that is no worker of this server is left alone', async (t) => {
  const root = procWith(t, { [PIDS[0] ?? 0]: 1000 }, 900_000);
  assert.equal(at((await read(root, IDLE)).workers, 0).rssBytes, null);
});

test('the memory of a recording is its own', async (t) => {
  const root = procWith(t, { [PIDS[0] ?? 0]: 1000 });
  assert.equal(at((await read(root, IDLE, { protocol: 'file' })).workers, 0).rssBytes, null);
});

test('queues of unix sockets are in the sample of the same reading, and in its totals', async (t) => {
  const [socket] = IDLE.sockets ?? [];
  assert.ok(socket !== undefined);
  const unix = { ...IDLE, sockets: [{ ...socket, name: '/run/app.sock', queue: 0, max_queue: 0 }] };
  const { sockets, totals } = await read(procWith(t, {}), unix);
  assert.deepEqual([at(sockets, 0).queue, at(sockets, 0).queueLimit, at(sockets, 0).source], [7, 100, 'ss']);
  assert.deepEqual([totals.queue, totals.queueLimit], [7, 100]);
});

test('a host that tells nothing changes nothing', async () => {
  const source = { read: async () => readingOf(IDLE, NOW_MS), close: () => {} };
  const host = { root: '/nonexistent', platform: 'linux', exists: () => false } as const;
  const readQueues = () => Promise.reject(new ListenQueuesError('ss(8) is not installed here'));
  const told = await withHostFacts(source, { queues: true, host, readQueues }).read();
  assert.deepEqual(workersOf(observe(null, told, DEFAULT_THRESHOLDS)).totals.rssBytes, null);
});

test('a worker without a process, and one that was not told of yet, are not counted as nothing', () => {
  const sizes = (rss: readonly number[], pids: readonly number[]): WorkersDocument => ({
    ...IDLE,
    workers: IDLE.workers.map((worker, index) => ({
      ...worker,
      rss: rss[index] ?? 0,
      pid: pids[index] ?? 0,
      status: pids[index] === 0 ? 'cheap' : 'idle',
      respawn_count: 1 + Math.floor((pids[index] ?? 0) / 1000),
    })),
  });
  const first = observe(
    null,
    readingOf(sizes([100, 200, 300, 50], [11, 12, 13, 0]), NOW_MS),
    DEFAULT_THRESHOLDS,
  );
  assert.equal(workersOf(first).totals.rssBytes, 600);
  const respawned = sizes([100, 0, 300, 50], [11, 1012, 13, 0]);
  const next = observe(first, readingOf(respawned, NOW_MS + 1000), DEFAULT_THRESHOLDS);
  assert.equal(workersOf(next).totals.rssBytes, 600, 'the new process counts as the old one');
  assert.equal(at(workersOf(next).workers, 1).rssBytes, null);
  const never = observe(null, readingOf(respawned, NOW_MS), DEFAULT_THRESHOLDS);
  assert.equal(workersOf(never).totals.rssBytes, null);
});

interface End {
  /** As `wait` gives it. */
  readonly status: number;
  readonly busy?: boolean;
  readonly oomKills?: number;
  /** The kernel shows the end of a process to its owner only. */
  readonly isOpen?: boolean;
  readonly event: readonly [kind: string, text: RegExp];
}

const ENDS: Readonly<Record<string, End>> = {
  'kill -9 from outside, with a request in flight': {
    status: 9,
    busy: true,
    event: ['killed', /^\d+ → \d+, killed \(signal 9\) with a request in flight: GET \/x$/],
  },
  'kill -9 from outside while idle': {
    status: 9,
    event: ['killed', /killed \(signal 9\), no request was seen in it$/],
  },
  'kill -9 by the kernel that ran out of memory': {
    status: 9,
    busy: true,
    oomKills: 1,
    event: ['killed', /killed by the kernel, out of memory, RSS \S+, with a request in flight: GET \/x$/],
  },
  'a segmentation fault that dumped its core': {
    status: 0x80 | 11,
    event: ['crash', /died, no request was seen in it, signal 11 \(segmentation fault\)$/],
  },
  'an exit of the application': {
    status: 1 << 8,
    busy: true,
    event: ['crash', /died in GET \/x, exit code 1 \(its own, or a segmentation fault\)$/],
  },
  'an exit that uWSGI wanted': { status: 17 << 8, event: ['recycle', /^\d+ → \d+, \d+ requests/] },
  'an end that may not be read': { status: 0, isOpen: false, event: ['ended', /cause unknown$/] },
};

for (const [what, { status, busy = false, oomKills = 0, isOpen = true, event }] of Object.entries(ENDS)) {
  test(`how a worker ended is told by the kernel: ${what}`, async (t) => {
    const [pid = 0] = PIDS;
    const root = procWith(t, Object.fromEntries(PIDS.map((one) => [one, 1000])));
    const stat = (state: string) => {
      const code = isOpen && state !== 'Z' ? 4096 : isOpen ? 0 : 1;
      const rest = [5000, 0, 0, 0, code, ...Array.from({ length: 25 }, () => 0), state === 'Z' ? status : 0];
      writeFileSync(
        join(root, String(pid), 'stat'),
        `${pid} (uwsgi) ${state} 1 ${'0 '.repeat(17)}${rest.join(' ')}`,
      );
    };
    stat('S');
    writeFileSync(join(root, 'vmstat'), 'oom_kill 3\n');
    const whole = withWorker(IDLE, 1, { delta_requests: 7 });
    const before = busy ? withRequest(whole, 1, 0, SPAWNED + 90, '/x') : whole;
    const after = withWorker(whole, 1, { pid: pid + 1, respawn_count: 2, delta_requests: 0 });
    let next: readonly [document: WorkersDocument, second: number] = [before, 0];
    const source = {
      read: async () => readingOf(next[0], NOW_MS + next[1] * 1000),
      close: () => {},
    };
    const host = { root, platform: 'linux', exists: () => true } as const;
    const watched = withHostFacts(source, { queues: false, host });
    t.after(() => watched.close());
    const first = observe(null, await watched.read(), DEFAULT_THRESHOLDS);
    stat('Z');
    writeFileSync(join(root, 'vmstat'), `oom_kill ${3 + oomKills}\n`);
    next = [after, 1];
    const { events } = observe(first, await watched.read(), DEFAULT_THRESHOLDS);
    const [kind, text] = event;
    assert.deepEqual(
      events.map((one) => one.kind),
      ['attached', kind],
    );
    assert.match(events.at(-1)?.text ?? '', text);
  });
}
