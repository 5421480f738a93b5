// tstop without an address, beside real servers. Others may run on this host as well: ours must be among them.

import assert from 'node:assert/strict';
import test from 'node:test';
import { startUwsgi } from '../peers/uwsgi.js';
import { openPty } from '../pty/pty.js';
import { runTsgi } from '../server/run-tsgi.js';
import { NO_CONFIG, runTstop, tstopPath } from './run-tstop.js';

test('uWSGI by its ini and tsgi by its command line are found, offered and opened; sockets of requests stay alone', async (t) => {
  const uwsgi = await startUwsgi(t, {
    stats: 'unix',
    files: {
      'shop.ini':
        '[uwsgi]\nhttp-socket = {http}\nwsgi-file = {app}\nmaster = true\nprocesses = 2\nstats = %dstats.sock\n',
    },
    command: '--ini {dir}/shop.ini',
  });
  if (uwsgi === null) return;
  const tsgi = await runTsgi(t, {
    options: ['--http', '127.0.0.1:0', '--wsgi-file', 'foobar.py', '--stats', 'tsgi.sock'],
  });
  const listed = await runTstop(['--once']);
  assert.equal(listed.code, 2, listed.stderr);
  assert.equal(listed.stdout, '');
  assert.match(listed.stderr, /^tstop: No address given, and this host has several servers:\n/);
  const lines = listed.stderr.split('\n');
  assert.ok(
    lines.some(
      (line) => line.includes(`tstop ${uwsgi.statsAddress} `) && line.includes(`uWSGI ${uwsgi.pid}`),
    ),
  );
  assert.ok(lines.some((line) => line.includes('/tsgi.sock ') && line.includes(' tsgi ')));
  assert.match(uwsgi.log(), /Stats server enabled/);
  assert.doesNotMatch(uwsgi.log(), /Broken pipe|timeout|SIGPIPE/);

  const env = { ...NO_CONFIG, TSTOP_ADDRESS: undefined, UWSGITOP_ADDRESS: undefined };
  const pty = openPty(t, { command: [process.execPath, tstopPath], columns: 120, rows: 30, env });
  if (pty === null) return;
  await pty.waitFor(/servers on this host/);
  const isSelected = new RegExp(` > .*${uwsgi.statsAddress} `);
  for (let step = 0; step < 50 && !isSelected.test(pty.screen.text()); step += 1) {
    const before = pty.screen.text();
    pty.send('\x1b[B');
    await pty.waitFor((screen) => screen.text() !== before);
  }
  pty.send('\r');
  await pty.waitFor(new RegExp(`tstop.*${uwsgi.statsAddress}[\\s\\S]*2 workers`));
  pty.send('q');
  assert.equal((await pty.ended).code, 0);
  assert.ok(tsgi.pid > 0);
});
