import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SYSTEM_CLOCK } from '../../../src/monitor/live/clock.js';
import { runDashboard } from '../../../src/monitor/live/runtime.js';
import { waitFor } from '../../wait-for.js';
import { parseLive } from '../cli/command-lines.js';
import { raw, ScriptedServer } from '../sources/scripted-server.js';
import { openStreams, type Streams } from '../terminal/rig.js';

/* The whole live view between fake streams; the server is a real socket with captured replies. */

interface Live extends Streams {
  readonly exitCode: Promise<number>;
  /** The screen, as soon as it shows this. */
  shows(text: string | RegExp): Promise<string>;
}

async function live(server: ScriptedServer, words = ''): Promise<Live> {
  const streams = openStreams({ columns: 100, rows: 30 });
  const options = await parseLive(`127.0.0.1:${server.port} --no-config -d 100ms ${words}`);
  const exitCode = runDashboard(options, {
    ...streams,
    env: { TERM: 'xterm-256color' },
    clock: SYSTEM_CLOCK,
    utcOffsetMinutes: () => 60,
  });
  const shows = (text: string | RegExp) =>
    waitFor(`${text} on the screen`, async () => {
      await streams.output.settled();
      const screen = streams.screen().join('\n');
      const isThere = typeof text === 'string' ? screen.includes(text) : text.test(screen);
      return isThere ? screen : null;
    });
  return { ...streams, exitCode, shows };
}

test('the loop reads, draws, obeys keys, clicks and sizes, and leaves the terminal as it was', async (t) => {
  const server = await ScriptedServer.start(t, raw());
  const { shows, input, output, process, exitCode } = await live(server, '--theme mono');
  assert.match(await shows('LIVE'), /uWSGI 2\.0\.21/);
  assert.equal(input.isRaw, true);
  input.type('2');
  await shows('[2 Requests');
  // A click on the first tab.
  input.type('\x1b[<0;3;6M\x1b[<0;3;6m');
  await shows('[1 Workers');
  output.resizeTo(60, 20);
  await shows(/^.{1,60}\n(?:.{0,60}\n){18}.{0,60}$/);
  input.type(':interval 5s\r');
  await shows('Reading every 5 s');
  input.type('q');
  assert.equal(await exitCode, 0);
  assert.equal(input.isRaw, false);
  assert.match(output.written, /\x1b\[\?1049l/, 'the screen before is back');
  assert.deepEqual(process.exits, [], 'whoever called it ends the program');
});

test('a server that goes is told with its reason, and the loop goes on without it', async (t) => {
  const server = await ScriptedServer.start(t, raw());
  const { shows, input, exitCode } = await live(server);
  await shows('LIVE');
  server.stop();
  await shows(/LOST .*refused/s);
  input.type('4');
  await shows('[4 History');
  input.type('q');
  assert.equal(await exitCode, 0);
});
