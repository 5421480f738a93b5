// Signals from outside, to the program as it is shipped: the terminal is the shell's again, and no debugger is opened.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { projectRoot } from '../fixtures.js';
import { openPty, type Pty } from '../pty/pty.js';
import { waitFor } from '../wait-for.js';
import { NO_CONFIG, tstopPath } from './run-tstop.js';

const REPLY = join(projectRoot, 'test/fixtures/corpus/plain-4x2-busy.json');

const SIGNALS = {
  SIGHUP: 129,
  SIGINT: 130,
  SIGQUIT: 131,
  SIGTERM: 143,
  SIGUSR2: 140,
  SIGALRM: 142,
  SIGVTALRM: 154,
  SIGXCPU: 152,
} as const;

test('every signal that ends tstop leaves the terminal as it was', async (t) => {
  await Promise.all(
    Object.entries(SIGNALS).map(async ([signal, code]) => {
      const opened = await openInShell(t);
      if (opened === null) return;
      const { pty, pid } = opened;
      process.kill(pid, signal as NodeJS.Signals);
      await pty.waitFor(/^left with \d+$[\s\S]*-?icanon/m);
      const { screen } = pty;
      assert.match(screen.text(), new RegExp(`^left with ${code}$`, 'm'), signal);
      assert.match(screen.text(), /(?<!-)icanon(.|\n)*(?<!-)echo\b/, `${signal}: cooked`);
      assert.deepEqual(
        [screen.isAlternate(), screen.mouseMode(), screen.hasBracketedPaste()],
        [false, 'none', false],
        signal,
      );
      assert.match(
        Buffer.concat(pty.bytes).toString(),
        /\x1b\[\?25h[^\x1b]*left with/,
        `${signal}: the cursor is shown`,
      );
    }),
  );
});

test('SIGUSR1 opens no debugger and ends nothing', async (t) => {
  const opened = await openInShell(t);
  if (opened === null) return;
  const { pty, pid } = opened;
  process.kill(pid, 'SIGUSR1');
  pty.send('?');
  await pty.waitFor(/help: General/);
  pty.send('qq');
  await pty.waitFor(/^left with 0$/m);
  assert.doesNotMatch(Buffer.concat(pty.bytes).toString(), /[Dd]ebugger/);
});

/** The live view as a shell's child; the shell tells how it ended and how the terminal is set. */
async function openInShell(t: TestContext): Promise<{ readonly pty: Pty; readonly pid: number } | null> {
  const script = '"$@"; echo "left with $?"; stty -a; exec sleep 60';
  const command = ['sh', '-c', `trap : HUP INT QUIT; ${script}`, 'sh', process.execPath, tstopPath, REPLY];
  const pty = openPty(t, { command, columns: 100, rows: 30, env: NO_CONFIG });
  if (pty === null) return null;
  await pty.waitFor((screen) => screen.isAlternate() && screen.text().includes('F10Quit'));
  const { pid: shell } = await pty.started;
  const children = () => readFileSync(`/proc/${shell}/task/${shell}/children`, 'utf8').trim();
  await waitFor('the child of the shell', () => children() !== '');
  return { pty, pid: Number(children()) };
}
