// Everything that can break below a server, a row each: what is done to it, and how many requests of a load may be
// lost with it. After each row the server must be whole again by itself, with the same master.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmdirSync, unlinkSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { faultApplication } from '../fault-application.js';
import { FaultRig, type FaultRigSettings } from '../fault-rig.js';
import { RawClient } from '../raw-client.js';

/** Requests of the load that a row may cost: those inside of what it breaks. */
const NONE = 0;
const THREADS = 2;
const CLIENTS = 4;
/** Longer than the harakiri of the rig. */
const LONG_PAUSE_MS = 3500;

type Strike = (rig: FaultRig, t: TestContext) => Promise<unknown>;
type Fault = readonly [name: string, lost: number, strike: Strike];

const KILLED: readonly Fault[] = [
  ['an idle worker killed', THREADS, async (rig) => kill((await rig.workers())[0])],
  [
    'a worker killed with a request in hand',
    THREADS,
    async (rig) => {
      const asked = rig.ask('/sleep?20');
      kill(await rig.busyWorker());
      assert.equal(await asked, 502);
    },
  ],
  ['a worker that crashes in C', THREADS, async (rig) => assert.equal(await rig.ask('/segfault'), 502)],
  ['a worker that aborts', THREADS, async (rig) => assert.equal(await rig.ask('/abort'), 502)],
  ['a worker told to end', THREADS, async (rig) => kill((await rig.workers())[0], 'SIGTERM')],
  ['all workers killed at once', CLIENTS, killAllWorkers],
  ['the zygote killed', NONE, async (rig) => kill(await rig.zygote())],
  [
    'the zygote killed while it loads',
    NONE,
    async (rig) => {
      const known = await rig.zygote();
      rig.tsgi.signal('SIGHUP');
      kill(await rig.loadingZygote(known));
    },
  ],
  ['the gateway killed', CLIENTS, async (rig) => kill(await rig.gateway())],
  [
    'the gateway killed during a reload',
    CLIENTS,
    async (rig) => {
      const gateway = await rig.gateway();
      rig.tsgi.signal('SIGHUP');
      kill(gateway);
    },
  ],
  [
    'every process but the master killed',
    2 * CLIENTS,
    async (rig) => {
      const pids = [await rig.gateway(), await rig.zygote(), ...(await rig.workers())];
      for (const pid of pids) kill(pid);
    },
  ],
];

const STOPPED: readonly Fault[] = [
  [
    'an idle worker stopped and continued',
    THREADS,
    async (rig) => stopFor((await rig.workers()).slice(0, 1), 800),
  ],
  [
    'the gateway stopped for longer than harakiri',
    NONE,
    sparingWorkers(async (rig) => [await rig.gateway()]),
  ],
  ['the master stopped for longer than harakiri', NONE, sparingWorkers(async (rig) => [rig.tsgi.pid])],
  ['everything stopped for longer than harakiri', NONE, sparingWorkers(everyProcess)],
  [
    'the zygote stopped during a reload',
    NONE,
    async (rig) => {
      const was = await rig.workers();
      const zygote = await rig.zygote();
      rig.tsgi.signal('SIGHUP');
      await stopFor([zygote], 800);
      await rig.reloaded(was);
    },
  ],
];

const GONE: readonly Fault[] = [
  [
    'the run directory removed, then a reload',
    NONE,
    async (rig) => {
      const was = await rig.workers();
      rig.removeRunDirectory();
      rig.tsgi.signal('SIGHUP');
      await rig.reloaded(was);
    },
  ],
  [
    'the run directory removed, then a worker killed',
    THREADS,
    async (rig) => {
      rig.removeRunDirectory();
      kill((await rig.workers())[0]);
    },
  ],
  [
    'the run directory removed, then the gateway killed',
    CLIENTS,
    async (rig) => {
      rig.removeRunDirectory();
      kill(await rig.gateway());
    },
  ],
  [
    'the FIFO flooded',
    NONE,
    async ({ folder }) => writeFileSync(join(folder, 'fifo'), 'zyx\n'.repeat(10_000)),
  ],
  [
    'the file of the application removed, then a reload',
    NONE,
    async ({ folder, tsgi }) => {
      const path = join(folder, 'foobar.py');
      unlinkSync(path);
      tsgi.signal('SIGHUP');
      await tsgi.said(/the old workers stay/);
      writeFileSync(path, faultApplication);
    },
  ],
];

const MISBEHAVED: readonly Fault[] = [
  ['junk on every descriptor of a worker', CLIENTS, (rig) => rig.ask('/junk')],
  ['every descriptor of a worker closed', CLIENTS, (rig) => rig.ask('/close-all')],
  ['a worker that leaks descriptors', THREADS, async (rig) => assert.equal(await rig.ask('/leak?200'), 200)],
  ['a fork that ends with sys.exit()', NONE, async (rig) => assert.equal(await rig.ask('/fork-exit'), 200)],
  ['a fork that returns an answer', NONE, async (rig) => assert.equal(await rig.ask('/fork-return'), 200)],
  ['a fork that raises', NONE, async (rig) => assert.equal(await rig.ask('/fork-raise'), 200)],
  ['an application that ends its parent', CLIENTS, (rig) => rig.ask('/kill-parent')],
  ['an application that signals its process group', 2 * CLIENTS, (rig) => rig.ask('/kill-group')],
  ['SystemExit', NONE, async (rig) => assert.equal(await rig.ask('/system-exit'), 500)],
  ['KeyboardInterrupt', NONE, async (rig) => assert.equal(await rig.ask('/keyboard-interrupt'), 500)],
  ['endless recursion', THREADS, async (rig) => assert.equal(await rig.ask('/recursion'), 500)],
  ['an exception of a megabyte', NONE, async (rig) => assert.equal(await rig.ask('/big-exception'), 500)],
  [
    'four megabytes printed without a line end',
    NONE,
    async (rig) => assert.equal(await rig.ask('/print'), 200),
  ],
  ['standard error closed', NONE, async (rig) => assert.equal(await rig.ask('/close-stderr'), 200)],
  ['os._exit() in a thread', THREADS, async (rig) => assert.equal(await rig.ask('/exit-in-thread'), 502)],
  ['a request that never ends', THREADS, async (rig) => assert.equal(await rig.ask('/stuck'), 504)],
  ['a client that resets in the middle of its answer', NONE, resetInAnswer],
];

const FULL: readonly Fault[] = [
  ['a body for a full disk', NONE, async (rig) => assert.equal(await post(rig, '/body', 4 << 20), 500)],
  ['a slow answer for a full disk', NONE, slowAnswer],
];

const TABLES: readonly (readonly [string, readonly Fault[], (t: TestContext) => FaultRigSettings])[] = [
  ['processes killed', KILLED, () => ({})],
  ['processes stopped and continued', STOPPED, () => ({})],
  ['files and folders gone', GONE, () => ({})],
  ['applications that misbehave', MISBEHAVED, () => ({})],
  ['the disk full', FULL, (t) => ({ temporary: smallDisk(t) })],
  [
    'the log on a full disk',
    [['lines for a full disk', NONE, printALot]],
    (t) => ({ logFile: join(smallDisk(t), 'log') }),
  ],
];

for (const [name, faults, settings] of TABLES) {
  test(name, async (t) => {
    const how = settings(t);
    let rig: FaultRig | null = null;
    for (const [fault, lost, strike] of faults) {
      rig ??= await FaultRig.start(t, how);
      const struck = rig;
      // A server that one row broke must not fail the next, which gets a server of its own.
      rig = null;
      await t.test(fault, async (inner) => {
        await strike(struck, inner);
        await struck.isWhole();
        const failures = await struck.failures();
        assert.ok(failures.length <= lost, `${lost} requests may be lost, these were: ${failures}`);
        rig = struck;
      });
      if (rig === null) await struck.end();
    }
  });
}

function kill(pid: number | undefined, signal: NodeJS.Signals = 'SIGKILL'): void {
  assert.ok(pid !== undefined && pid > 1);
  process.kill(pid, signal);
}

async function stopFor(pids: readonly number[], ms: number): Promise<void> {
  for (const pid of pids) kill(pid, 'SIGSTOP');
  await delay(ms);
  for (const pid of pids) kill(pid, 'SIGCONT');
}

/** Nobody is killed for the time in which a process that judges, or everybody, stood still. */
function sparingWorkers(victims: (rig: FaultRig) => Promise<readonly number[]>): Strike {
  return async (rig) => {
    const before = await rig.workers();
    await stopFor(await victims(rig), LONG_PAUSE_MS);
    await rig.isWhole();
    assert.deepEqual(await rig.workers(), before);
  };
}

async function everyProcess(rig: FaultRig): Promise<readonly number[]> {
  return [rig.tsgi.pid, await rig.gateway(), await rig.zygote(), ...(await rig.workers())];
}

async function resetInAnswer(rig: FaultRig, t: TestContext): Promise<void> {
  const client = new RawClient(t, rig.tsgi.http);
  client.send('GET /big?30000000 HTTP/1.1\r\nHost: x\r\n\r\n');
  await client.until(/^HTTP\/1\.1 200/);
  client.reset();
}

/** A client that takes nothing for a while of an answer that does not fit on the disk, then all of it. */
async function slowAnswer(rig: FaultRig, t: TestContext): Promise<void> {
  const size = 30_000_000;
  const client = new RawClient(t, rig.tsgi.http);
  client.pause();
  client.send(`GET /big?${size} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
  await delay(500);
  client.resume();
  await client.closed();
  assert.equal(client.received.length - client.received.indexOf('\r\n\r\n') - 4, size);
}

async function printALot(rig: FaultRig): Promise<void> {
  for (let n = 0; n < 3; n += 1) assert.equal(await rig.ask('/print'), 200);
}

function post(rig: FaultRig, path: string, length: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const options = { method: 'POST', agent: false, headers: { 'Content-Length': length } };
    const sent = request(`http://${rig.tsgi.http}${path}`, options, (response) => {
      response.resume();
      response.on('close', () => resolve(response.statusCode ?? 0));
    });
    sent.on('error', reject);
    sent.end(Buffer.alloc(length));
  });
}

/** A file system of a megabyte. */
function smallDisk(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'tsgi-disk-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder]);
  t.after(() => {
    execFileSync('umount', ['-l', folder]);
    rmdirSync(folder);
  });
  return folder;
}

async function killAllWorkers(rig: FaultRig): Promise<void> {
  for (const pid of await rig.workers()) kill(pid);
}
