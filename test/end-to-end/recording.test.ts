// A recording of a real uWSGI whose recorder is killed, looked at through a real pty, and gone on with.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import test from 'node:test';
import { gunzipSync } from 'node:zlib';
import { startUwsgi } from '../peers/uwsgi.js';
import { openPty } from '../pty/pty.js';
import { makeFolder } from '../server/run-tsgi.js';
import { waitFor } from '../wait-for.js';
import { occupy } from './occupy.js';
import { NO_CONFIG, runTstop, tstopPath } from './run-tstop.js';

async function samplesOf(path: string): Promise<number> {
  const { code, stdout } = await runTstop(['dump', path, '-F', 'csv', '--view', 'overview', '--no-headers']);
  return code === 0 ? stdout.trim().split('\n').length : 0;
}

test('record, kill -9, replay, and record again', async (t) => {
  const server = await startUwsgi(t, {
    command: '--http-socket {http} --wsgi-file {app} --master --processes 4 --threads 2 --stats {stats}',
  });
  if (server === null) return;
  await occupy(t, server, 2);
  const path = join(makeFolder(t, {}), 'app.tsr');
  const args = [tstopPath, 'record', server.statsAddress, '-o', path, '-d', '100ms'];
  const recorder = spawn(process.execPath, args, { env: { ...process.env, ...NO_CONFIG }, stdio: 'ignore' });
  const ended = new Promise((resolve) => recorder.once('exit', (_, signal) => resolve(signal)));
  let sure = 0;
  await waitFor('some samples in the file while it grows', async () => {
    sure = existsSync(path) ? await samplesOf(path) : 0;
    return sure >= 5;
  });
  recorder.kill('SIGKILL');
  assert.equal(await ended, 'SIGKILL');
  const kept = await samplesOf(path);
  assert.ok(kept >= sure, 'nothing that was there is gone');

  const pty = openPty(t, {
    command: [process.execPath, tstopPath, 'replay', path, '--at', '-0.2s'],
    columns: 120,
    rows: 30,
    env: NO_CONFIG,
  });
  if (pty === null) return;
  await pty.waitFor(/PAST \d\d:\d\d:\d\d[\s\S]*2\/8 threads[\s\S]*F10Quit/);
  pty.send('2');
  await pty.waitFor(/\/sleep\?s=60/);
  pty.send('LZ');
  await pty.waitFor(/REPLAY \d\d:\d\d:\d\d/);
  pty.send('q');
  assert.equal((await pty.ended).code, 0);

  const liveFile = join(dirname(path), 'live.tsr');
  const live = openPty(t, {
    command: [process.execPath, tstopPath, server.statsAddress, '--record', liveFile, '-d', '100ms'],
    columns: 120,
    rows: 30,
    cwd: dirname(path),
    env: NO_CONFIG,
  });
  if (live === null) return;
  await live.waitFor(/LIVE [\s\S]*F10Quit/);
  await waitFor('some samples', async () => existsSync(liveFile) && (await samplesOf(liveFile)) >= 3);
  live.send('W');
  await live.waitFor(/Wrote \d+ samples to/);
  live.send('q');
  assert.equal((await live.ended).code, 0);
  const [saved = assert.fail()] = readdirSync(dirname(path)).filter((name) =>
    /^tstop-127.*\.tsr$/.test(name),
  );
  const savedSamples = await samplesOf(join(dirname(path), saved));
  assert.ok(
    savedSamples >= 4 && (await samplesOf(liveFile)) >= savedSamples,
    'a recording of what the archive held, and one of all',
  );

  const again = await runTstop([...args.slice(1), '--for', '1s']);
  assert.deepEqual([again.code, again.stderr], [0, '']);
  const lines = gunzipSync(readFileSync(path)).toString().trim().split('\n');
  const written = lines.filter((line) => line.includes('"cells"')).length;
  assert.equal(await samplesOf(path), written, 'any gunzip reads all of it');
  assert.ok(written > kept, `${again.stdout} ${kept} ${written}`);
});
