import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { constants, mkdtempSync, rmSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { ControlSubject } from '../../../src/monitor/dashboard/model/effect.js';
import type { Message } from '../../../src/monitor/dashboard/model/message.js';
import { Actor } from '../../../src/monitor/live/actor.js';
import { waitFor } from '../../wait-for.js';

const SUBJECT: ControlSubject = { pid: null, product: 'uWSGI', version: '2.0.31', workers: [] };
const ADDRESS = { kind: 'tcp', host: '127.0.0.1', port: 9 } as const;

interface Played {
  readonly actor: Actor;
  readonly messages: Message[];
  readonly fifo: string;
  readonly master: FileHandle;
}

async function play(t: TestContext, readonly = false, target = 0): Promise<Played> {
  const folder = mkdtempSync(join(tmpdir(), 'tstop-actor-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const fifo = join(folder, 'fifo');
  execFileSync('mkfifo', ['-m', '600', fifo]);
  const master = await open(fifo, constants.O_RDONLY | constants.O_NONBLOCK);
  t.after(() => master.close());
  const messages: Message[] = [];
  const actor = new Actor({ target, address: ADDRESS, fifo, readonly }, (message) => messages.push(message));
  return { actor, messages, fifo, master };
}

function letter({ fifo }: Played, name: string) {
  return { kind: 'fifo', path: fifo, letter: name } as const;
}

async function received({ master }: Played): Promise<string> {
  const { bytesRead, buffer } = await master.read(Buffer.alloc(100), 0, 100, null);
  return buffer.toString('latin1', 0, bytesRead);
}

test('what was done and what failed come back as messages', async (t) => {
  const played = await play(t);
  played.actor.act(SUBJECT, letter(played, 'r'));
  await waitFor('the answer', () => played.messages.length === 1);
  assert.equal(played.messages[0]?.kind, 'acted');
  assert.equal(await received(played), 'r');
  rmSync(played.fifo);
  played.actor.act(SUBJECT, letter(played, 'r'));
  await waitFor('the other answer', () => played.messages.length === 2);
  const failed = played.messages[1];
  assert.ok(failed?.kind === 'act-failed');
  assert.equal(failed.reason, 'there is no such file');
});

test('one action at a time: what comes meanwhile is not done later either', async (t) => {
  const played = await play(t);
  played.actor.act(SUBJECT, letter(played, 'r'));
  played.actor.act(SUBJECT, letter(played, 'Q'));
  await waitFor('the answer', () => played.messages.length === 1);
  assert.equal(await received(played), 'r');
  played.actor.act(SUBJECT, letter(played, 'p'));
  await waitFor('the next answer', () => played.messages.length === 2);
  assert.equal(await received(played), 'p');
});

test('with --readonly nothing is done, whatever is asked for', async (t) => {
  const played = await play(t, true);
  played.actor.act(SUBJECT, letter(played, 'r'));
  played.actor.look(SUBJECT);
  await waitFor('the answer to the look', () => played.messages.length === 1);
  assert.equal(played.messages[0]?.kind, 'control-found');
  assert.equal(await received(played), '');
});

test('the FIFO and the signals are looked at together, and nothing is told after the end', async (t) => {
  const played = await play(t, false, 3);
  played.actor.look(SUBJECT);
  await waitFor('the answer', () => played.messages.length === 1);
  const [found] = played.messages;
  assert.ok(found?.kind === 'control-found');
  assert.equal(found.target, 3);
  assert.deepEqual(found.control.fifo, { path: played.fifo, problem: null });
  assert.equal(found.control.signals.problem, 'the stats do not name its process');
  played.actor.close();
  played.actor.act(SUBJECT, letter(played, 'r'));
  assert.equal(await received(played), '');
});
