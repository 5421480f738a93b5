// The real program against captured bytes on a real socket: what scripts see of it.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { projectRoot, readFixture } from '../../fixtures.js';
import { PATIENCE_MS, waitFor } from '../../wait-for.js';
import { startReplay } from './replay-server.js';

const BUSY = readFixture('corpus/size-4x2-busy.json');
const TSTOP = join(projectRoot, 'bin', 'tstop');

interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function startTstop(args: readonly string[]) {
  const env = { PATH: process.env['PATH'] };
  return spawn(process.execPath, [TSTOP, ...args], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: PATIENCE_MS,
  });
}

async function runTstop(...args: readonly string[]): Promise<Outcome> {
  const child = startTstop(args);
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { code, stdout, stderr };
}

test('0: a snapshot of what was sent, after two readings', async (t) => {
  const server = await startReplay(t, [BUSY]);
  const { code, stdout, stderr } = await runTstop(server.address, '--once', '-d', '100ms', '-F', 'json');
  assert.equal(code, 0, stderr);
  assert.equal(stderr, '');
  const { target, totals, interval_seconds } = JSON.parse(stdout);
  assert.equal(target.address, server.address);
  assert.equal(target.bytes, BUSY.length);
  assert.equal(totals.in_flight, 8);
  assert.equal(totals.rps, 0);
  assert.ok(interval_seconds >= 0.1 && interval_seconds < 5, String(interval_seconds));
  assert.equal(server.connections(), 2);
});

test('0: an HTTP reply, a reply after two empty ones', async (t) => {
  const raw = readFixture('corpus/stats-http.raw');
  const http = await startReplay(t, [raw]);
  const first = await runTstop(`http://${http.address}/`, '--instant', '-F', 'json');
  assert.equal(first.code, 0, first.stderr);
  assert.equal(JSON.parse(first.stdout).target.protocol, 'http');
  const shy = await startReplay(t, ['', '', '', '', BUSY]);
  const second = await runTstop(shy.address, '--instant', '-F', 'json');
  assert.equal(second.code, 0, second.stderr);
  assert.equal(shy.connections(), 5);
});

test('2: a usage error is one line', async () => {
  const { code, stdout, stderr } = await runTstop('x:1', '--onec');
  assert.equal(code, 2);
  assert.equal(stdout, '');
  assert.equal(stderr, 'tstop: Unknown option "--onec": did you mean --once?\n');
});

test('3: nobody there, or nobody who answers in time', async (t) => {
  const refused = await runTstop('127.0.0.1:1', '--once');
  assert.deepEqual(refused, {
    code: 3,
    stdout: '',
    stderr: 'tstop: Cannot read stats from "127.0.0.1:1": connection refused\n',
  });
  const silent = await startReplay(t, [null]);
  const outcome = await runTstop(silent.address, '--once', '--timeout', '300ms');
  assert.equal(outcome.code, 3);
  assert.match(outcome.stderr, /^tstop: Cannot read stats from ".*": .*\n$/);
});

test('4: somebody else there', async (t) => {
  const stranger = await startReplay(t, ['SSH-2.0-OpenSSH_9.2p1\r\n']);
  const { code, stdout, stderr } = await runTstop(stranger.address, '--once');
  assert.equal(code, 4, stderr);
  assert.equal(stdout, '');
  assert.match(stderr, /^tstop: Cannot read stats from "[^\n]*\n$/);
});

test('130: an interrupt ends the wait and lets go of the server', async (t) => {
  const server = await startReplay(t, [null]);
  const child = startTstop([server.address, '--once', '--timeout', '20s']);
  const output = Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  await waitFor('the connection', () => server.open() === 1);
  child.kill('SIGINT');
  const [stdout, stderr, [code]] = await output;
  assert.deepEqual([code, stdout, stderr], [130, '', '']);
  await waitFor('the end of the connection', () => server.open() === 0);
});

test('a reader that closes the pipe ends it silently with 0', async (t) => {
  const server = await startReplay(t, [BUSY]);
  for (const args of ['--once --instant -F json', '-b -d 100ms -F json']) {
    const command = `{ "$0" "$1" ${server.address} ${args}; echo "code $?" >&2; } | head -c 1`;
    const child = spawn('sh', ['-c', command, process.execPath, TSTOP], {
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: PATIENCE_MS,
    });
    const [stdout, stderr] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close'),
    ]);
    assert.deepEqual([stdout, stderr], ['{', 'code 0\n'], args);
  }
});

test('a file holds the whole snapshot, and nothing else is left beside it', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'tstop-process-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const server = await startReplay(t, [BUSY]);
  const path = join(folder, 'out.json');
  const outcome = await runTstop(server.address, '--instant', '-F', 'json', '-o', path);
  assert.deepEqual(outcome, { code: 0, stdout: '', stderr: '' });
  assert.equal(JSON.parse(readFileSync(path, 'utf8')).schema, 'tstop/1');
  const failed = await runTstop(server.address, '--instant', '-o', join(folder, 'no', 'where'));
  assert.equal(failed.code, 2);
  assert.match(failed.stderr, /^tstop: Cannot write ".*": no such directory\n$/);
});

test('help, version and fields go to standard output', async () => {
  for (const [option, says] of [
    ['--help', /^tstop: live view/],
    ['--version', /^tstop \d+\.\d+\.\d+\n$/],
    ['--list-fields', /^OVERVIEW\nFIELD/],
  ] as const) {
    const { code, stdout, stderr } = await runTstop(option);
    assert.deepEqual([code, stderr], [0, ''], option);
    assert.match(stdout, says);
  }
});
