import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import {
  ProcessError,
  type ProcessHost,
  type ProcessQuestion,
  parseStat,
  readProcess,
} from '../../../src/monitor/host/process-files.js';
import { asNobody } from '../../as-nobody.js';

const BOOTED = 1_795_000_000;
/** Started 1000 s after the boot. */
const STAT =
  '4242 (uwsgi) S 4240 4240 3922 0 -1 4194368 1231 0 0 0 150 50 0 0 20 0 4 0 100000 286044160 3163';
const STATUS = 'Name:\tuwsgi\nVmRSS:\t   12652 kB\nVmSwap:\t       8 kB\nThreads:\t4\n';
const LIMITS =
  'Limit    Soft Limit  Hard Limit  Units\nMax open files            1024                 4096                 files\n';
const QUESTION: ProcessQuestion = {
  pid: 4242,
  spawnedAtMs: (BOOTED + 1001) * 1000,
  serverPid: 4240,
  thorough: true,
};

test('this very process is read as the kernel tells it', {
  skip: process.platform !== 'linux' && 'only Linux has /proc',
}, async () => {
  const question = { pid: process.pid, spawnedAtMs: null, serverPid: process.ppid, thorough: true };
  const facts = await readProcess(question);
  assert.equal(facts.pid, process.pid);
  assert.match(facts.state, /^[RS]$/);
  assert.ok((facts.rssBytes ?? 0) > 10 * 2 ** 20);
  assert.ok((facts.threads ?? 0) >= 1);
  assert.ok((facts.openFiles ?? 0) >= 3);
  assert.ok((facts.openFilesLimit ?? 0) > 3);
  assert.ok(facts.cpuSeconds > 0);
  assert.ok(facts.startTicks > 0);
});

test('every file of a worker in one answer', async (t) => {
  assert.deepEqual(
    { ...(await readProcess(QUESTION, host(t))), timeMs: 0 },
    {
      pid: 4242,
      timeMs: 0,
      startTicks: 100_000,
      state: 'S',
      cpuSeconds: 2,
      threads: 4,
      wchan: 'poll_schedule_timeout',
      rssBytes: 12_652 * 1024,
      pssBytes: 6000 * 1024,
      swapBytes: 8 * 1024,
      openFiles: 2,
      openFilesLimit: 1024,
      harakiriSeconds: 90,
    },
  );
});

test('shared memory is counted only when it is asked for', async (t) => {
  const facts = await readProcess({ ...QUESTION, thorough: false }, host(t));
  assert.equal(facts.pssBytes, null);
});

test('what may not be read, or is not there, is unknown', async (t) => {
  const root = host(t, { status: 'Name:\tuwsgi\n', wchan: '0', limits: null, smaps_rollup: null, fd: null });
  const { threads, wchan, rssBytes, pssBytes, openFiles, openFilesLimit } = await readProcess(QUESTION, root);
  assert.deepEqual([threads, wchan, rssBytes, pssBytes, openFiles, openFilesLimit], Array(6).fill(null));
});

const CHECKS: readonly (readonly [
  what: string,
  change: Partial<ProcessQuestion>,
  parent: string,
  ok: boolean,
])[] = [
  ['it was started when the server says', {}, '1', true],
  ['it is the child of the master, though the clock was set', { spawnedAtMs: 1000 }, '4240', true],
  [
    'its parent is the child of the master, as with tsgi',
    { spawnedAtMs: 1000, serverPid: 4239 },
    '4240',
    true,
  ],
  ['it was started at another time by somebody else', { spawnedAtMs: 1000 }, '77', false],
  [
    'its parent is process 1, as is the master of a container',
    { spawnedAtMs: 1000, serverPid: 1 },
    '1',
    false,
  ],
  ['nothing is known that it could be compared with', { spawnedAtMs: null, serverPid: null }, '77', true],
];

for (const [what, change, parent, ok] of CHECKS) {
  test(`${ok ? 'the worker' : 'a stranger'}: ${what}`, async (t) => {
    const root = host(t, { stat: STAT.replace('S 4240', `S ${parent}`) });
    const reading = readProcess({ ...QUESTION, ...change }, root);
    if (ok) assert.equal((await reading).pid, 4242);
    else await assert.rejects(reading, refusal(/^process 4242 of this host is not the worker/));
  });
}

const LIMITS_GIVEN: readonly (readonly [words: string, parent: string, seconds: number | null])[] = [
  ['uwsgi -t 30', '4240', 30],
  ['uwsgi --harakiri=30 --harakiri=40', '4240', 40],
  ['uwsgi --harakiri 0', '4240', null],
  ['uwsgi --harakiri', '4240', null],
  ['uwsgi --harakiri $(TIME)', '4240', null],
  ['uwsgi --ini shop.ini', '4240', null],
  ['sleep --harakiri 30', '77', null],
];

for (const [words, parent, seconds] of LIMITS_GIVEN) {
  test(`"${words}" of process 4240, parent ${parent}, means harakiri after ${seconds}`, async (t) => {
    const root = host(t, { stat: STAT.replace('S 4240', `S ${parent}`) });
    writeFileSync(join(root.root, '4240', 'cmdline'), words.replaceAll(' ', '\0'));
    assert.equal((await readProcess(QUESTION, root)).harakiriSeconds, seconds);
  });
}

test('a process that is gone, and one that is hidden', async (t) => {
  const missing = { ...QUESTION, pid: 5 };
  await assert.rejects(readProcess(missing, host(t)), refusal(/^no process 5 on this host/));
  const hidden = { ...host(t), exists: () => true };
  await assert.rejects(readProcess(missing, hidden), refusal(/hidden from this user .*hidepid/));
});

test('permission denied', async (t) => {
  const denied = host(t);
  chmodSync(join(denied.root, '4242', 'stat'), 0);
  await asNobody(() => assert.rejects(readProcess(QUESTION, denied), refusal(/^permission denied/)));
});

test('elsewhere than on Linux', async (t) => {
  const elsewhere = { ...host(t), platform: 'darwin' } as const;
  await assert.rejects(readProcess(QUESTION, elsewhere), refusal(/only be read on Linux/));
});

test('a name with brackets and blanks hides nothing, and nonsense is no process', async (t) => {
  assert.deepEqual(parseStat('7 (a) R 1 (b) S 4 0 0 0 0 0 0 0 0 0 3 4 0 0 0 0 0 0 99 0'), {
    state: 'S',
    parent: 4,
    cpuTicks: 7,
    startTicks: 99,
    isOpen: false,
    waitStatus: 0,
  });
  for (const text of [
    '',
    '7',
    '7 (x)',
    '7 (x) S',
    '7 (x) S 1 2 3',
    '7 (x) 5 1 0 0 0 0 0 0 0 0 0 3 4 0 0 0 0 0 0 99',
  ]) {
    assert.equal(parseStat(text), null, text);
    await assert.rejects(readProcess(QUESTION, host(t, { stat: text })), refusal(/cannot be parsed/));
  }
});

function refusal(pattern: RegExp): (error: unknown) => true {
  return (error) => {
    assert.ok(error instanceof ProcessError);
    assert.match(error.message, pattern);
    return true;
  };
}

/** A /proc of its own; null leaves a file out. */
function host(t: TestContext, files: Readonly<Record<string, string | null>> = {}): ProcessHost {
  const root = mkdtempSync(join(tmpdir(), 'tstop-proc-'));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  const folder = join(root, '4242');
  mkdirSync(folder);
  mkdirSync(join(root, '4240'));
  writeFileSync(join(root, 'stat'), `cpu  1 2 3\nbtime ${BOOTED}\n`);
  writeFileSync(join(root, '4240', 'stat'), STAT.replace('4242 (uwsgi) S 4240', '4240 (uwsgi) S 4239'));
  writeFileSync(join(root, '4240', 'cmdline'), 'uwsgi\0--master\0--harakiri\x0090\0');
  const all = {
    stat: STAT,
    status: STATUS,
    limits: LIMITS,
    wchan: 'poll_schedule_timeout.constprop.0',
    smaps_rollup: 'Rss: 12652 kB\nPss:                6000 kB\n',
    ...files,
  };
  for (const [name, text] of Object.entries(all)) if (text !== null) writeFileSync(join(folder, name), text);
  if (files['fd'] !== null)
    for (const fd of ['0', '1']) mkdirSync(join(folder, 'fd', fd), { recursive: true });
  return { root, platform: 'linux', exists: () => false };
}
