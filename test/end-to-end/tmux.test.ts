// The same live view inside tmux, another terminal than the emulator that the other tests use.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { requirePeer } from '../peers/peers.js';
import { startUwsgi } from '../peers/uwsgi.js';
import { waitFor } from '../wait-for.js';
import { tstopPath } from './run-tstop.js';

test('inside tmux it draws, follows a resize, and gives the shell its screen back', async (t) => {
  const tmux = requirePeer(t, 'tmux');
  const server = await startUwsgi(t, {
    command: '--http-socket {http} --wsgi-file {app} --master --processes 4 --threads 2 --stats {stats}',
  });
  if (tmux === null || server === null) return;
  const folder = mkdtempSync(join(tmpdir(), 'tstop-tmux-'));
  const order = (...args: readonly string[]): string =>
    execFileSync(tmux, ['-S', join(folder, 'socket'), '-f', '/dev/null', ...args], { encoding: 'utf8' });
  const screen = (): string => order('capture-pane', '-p');
  t.after(() => {
    order('kill-server');
    rmSync(folder, { recursive: true });
  });

  order('new-session', '-d', '-x', '100', '-y', '30', 'env PS1="shell> " sh');
  order('send-keys', `'${process.execPath}' '${tstopPath}' ${server.statsAddress} -d 200ms`, 'Enter');
  await waitFor('the view', () => /LIVE[\s\S]*4 workers: 4 idle/.test(screen()));
  assert.equal(order('display-message', '-p', '#{alternate_on} #{mouse_any_flag}').trim(), '1 1');

  order('resize-window', '-x', '140', '-y', '20');
  await waitFor('the footer in the new last line', () =>
    /^F1Help.*Quit$/m.test(screen().split('\n')[19] ?? ''),
  );
  order('send-keys', 'F6');
  await waitFor('the menu', () => screen().includes('sort by'));
  order('send-keys', 'Escape');
  await waitFor('the menu to be closed', () => !screen().includes('sort by'));

  order('send-keys', '3', 'y');
  await waitFor('the notice', () => /In tmux's buffer .*clipboard/.test(screen()));
  const [socket = ''] = /\S+:\d+/.exec(order('show-buffer')) ?? [];
  assert.ok(socket !== '' && screen().includes(socket), order('show-buffer'));

  order('send-keys', 'q');
  await waitFor('the shell', () => screen().includes('shell>') && !screen().includes('LIVE'));
  assert.equal(order('display-message', '-p', '#{alternate_on} #{mouse_any_flag}').trim(), '0 0');
});
