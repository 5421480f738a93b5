// Signals go to children of this test only: a server is played by a process that listens and has a child of its own.

import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { findControl, signalControl } from '../../../src/monitor/control/find-control.js';
import { listeningInodes, tcpInodesIn } from '../../../src/monitor/control/listening-sockets.js';
import { processFacts } from '../../../src/monitor/control/process-facts.js';
import { sendSignals } from '../../../src/monitor/control/send-signals.js';
import type { Control } from '../../../src/monitor/dashboard/model/control.js';
import type { ControlSubject } from '../../../src/monitor/dashboard/model/effect.js';
import { type Address, parseAddress } from '../../../src/protocol/address.js';

/** Listens where it is told to, has one child, and prints the signals that come. */
const PLAYED = `
const { createServer } = require('node:net');
const { spawn } = require('node:child_process');
const child = spawn(process.execPath, ['-e', 'process.stdin.resume()'], { stdio: ['pipe', 'ignore', 'ignore'] });
child.on('exit', (code, signal) => console.log('worker', signal));
for (const signal of ['SIGHUP', 'SIGTSTP', 'SIGUSR1']) process.on(signal, () => console.log(signal));
const where = process.argv[1];
const server = createServer().listen(where === 'tcp' ? { port: 0, host: '127.0.0.1' } : { path: where });
server.on('listening', () => console.log(JSON.stringify({ worker: child.pid, port: server.address().port })));
`;

interface Played {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly worker: number;
  readonly address: Address;
  readonly said: () => string;
  readonly line: (pattern: RegExp) => Promise<void>;
}

async function play(t: TestContext, where = 'tcp', cwd = process.cwd()): Promise<Played> {
  const child = spawn(process.execPath, ['-e', PLAYED, where], { cwd, stdio: ['ignore', 'pipe', 'inherit'] });
  t.after(() => child.kill('SIGKILL'));
  let text = '';
  const line = (pattern: RegExp) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if (!pattern.test(text)) return;
        child.stdout?.off('data', look);
        resolve();
      };
      child.stdout?.on('data', look);
      child.once('exit', () => reject(new Error(`ended without ${pattern}: ${text}`)));
      look();
    });
  child.stdout?.on('data', (bytes) => {
    text += bytes;
  });
  await line(/\n/);
  const { worker, port }: { worker: number; port?: number } = JSON.parse(text.split('\n')[0] ?? '');
  const address = parseAddress(port === undefined ? join(cwd, where) : `127.0.0.1:${port}`);
  return { child, pid: child.pid ?? assert.fail(), worker, address, said: () => text, line };
}

function subjectOf({ pid, worker }: Pick<Played, 'pid' | 'worker'>): ControlSubject {
  return { pid, product: 'uWSGI', version: '2.0.31', workers: [worker] };
}

async function controlOf(played: Played): Promise<Control> {
  return findControl(played.address, null, subjectOf(played));
}

function markOf({ signals }: Control) {
  return signals.master ?? assert.fail(signals.problem ?? '');
}

test('the process that listens at the address may be signalled, and gets the signal', async (t) => {
  const played = await play(t);
  const control = await controlOf(played);
  assert.equal(control.fifo, null);
  assert.equal(control.signals.problem, null);
  assert.equal(control.signals.term, 'unknown', 'it is no uWSGI by its command line');
  const master = markOf(control);
  sendSignals(played.address, subjectOf(played), { kind: 'signal-master', signal: 'SIGHUP', master });
  await played.line(/SIGHUP/);
});

test('a unix socket is found by its path, and by a relative one from where the server stands', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'tstop-signals-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const played = await play(t, 'stats.sock', folder);
  assert.equal((await controlOf(played)).signals.problem, null);
  const elsewhere = await play(t, 'other.sock', folder);
  const mixed = { ...elsewhere, address: played.address };
  assert.match((await controlOf(mixed)).signals.problem ?? '', /is another one/);
});

test('a worker that is a child of the server is signalled', async (t) => {
  const played = await play(t);
  const master = markOf(await controlOf(played));
  const workers = [{ slot: 1, pid: played.worker }];
  sendSignals(played.address, subjectOf(played), {
    kind: 'signal-workers',
    signal: 'SIGKILL',
    master,
    workers,
  });
  await played.line(/worker SIGKILL/);
});

test('a process of another family is never signalled, and the others of the list are', async (t) => {
  const played = await play(t);
  const foreign = await play(t);
  const master = markOf(await controlOf(played));
  const workers = [
    { slot: 1, pid: foreign.pid },
    { slot: 2, pid: foreign.worker },
    { slot: 3, pid: played.worker },
  ];
  const way = { kind: 'signal-workers', signal: 'SIGKILL', master, workers } as const;
  assert.throws(() => sendSignals(played.address, subjectOf(played), way), {
    name: 'ControlError',
    message:
      `W1: process ${foreign.pid} is not the server's; W2: process ${foreign.worker} is not the server's; ` +
      '1 of 3 got it',
  });
  await played.line(/worker SIGKILL/);
  assert.notEqual(processFacts(foreign.pid), null);
  assert.notEqual(processFacts(foreign.worker), null);
  assert.doesNotMatch(foreign.said(), /SIG/);
});

test('a process id that has gone to another process since is not signalled', async (t) => {
  const played = await play(t);
  const master = { ...markOf(await controlOf(played)), startTicks: '1' };
  const way = { kind: 'signal-master', signal: 'SIGHUP', master } as const;
  assert.throws(() => sendSignals(played.address, subjectOf(played), way), /is no longer the same/);
  const hang = { kind: 'signal-master', signal: 'SIGUSR1', master: markOf(await controlOf(played)) } as const;
  sendSignals(played.address, subjectOf(played), hang);
  await played.line(/SIGUSR1/);
  assert.doesNotMatch(played.said(), /SIGHUP/);
});

test('who does not listen there is not the server, whatever the stats say', async (t) => {
  const [played, other] = [await play(t), await play(t)];
  const cases: readonly (readonly [ControlSubject, Address, RegExp])[] = [
    [subjectOf(other), played.address, /of this host is another one: the server is behind a tunnel/],
    [{ ...subjectOf(played), pid: 1 }, played.address, /do not name its process/],
    [{ ...subjectOf(played), pid: null }, played.address, /do not name its process/],
    [{ ...subjectOf(played), pid: 4_194_000 }, played.address, /process 4194000 is not on this host/],
    [subjectOf(played), parseAddress('10.0.0.1:9191'), /on another host/],
    [subjectOf(played), parseAddress('https://stats.example/'), /on another host/],
    [subjectOf(played), parseAddress('-'), /on another host/],
    [subjectOf(played), parseAddress('/nowhere/stats.sock'), /is another one/],
  ];
  for (const [subject, address, reason] of cases) {
    const { problem, master } = signalControl(address, subject);
    assert.match(problem ?? '', reason);
    assert.equal(master, null);
  }
});

test('a server that has ended is gone, also before its parent has noticed', async (t) => {
  const played = await play(t);
  const master = markOf(await controlOf(played));
  const exited = new Promise((resolve) => played.child.once('exit', resolve));
  played.child.kill('SIGKILL');
  await exited;
  const way = { kind: 'signal-master', signal: 'SIGHUP', master } as const;
  assert.throws(() => sendSignals(played.address, subjectOf(played), way), /is not on this host/);
});

test('listening sockets are told by port and by addresses of this host', () => {
  const line = (address: string, state: string, inode: number) =>
    `   0: ${address} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000  1000        0 ${inode} 1 0 100`;
  const lines = [
    line('0100007F:23E7', '0A', 1),
    line('00000000:23E7', '0A', 2),
    line('0501A8C0:23E7', '0A', 3),
    line('0100007F:23E8', '0A', 4),
    line('0100007F:23E7', '01', 5),
    line('00000000000000000000000000000000:23E7', '0A', 6),
    line('00000000000000000000000001000000:23E7', '0A', 7),
    line('B80D0120000000000000000001000000:23E7', '0A', 8),
  ];
  assert.deepEqual(tcpInodesIn(lines, 9191), ['1', '2', '6', '7']);
  assert.deepEqual(listeningInodes({ kind: 'stdin' }, null), new Set());
});
