import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { projectRoot } from '../../fixtures.js';
import { keys } from '../../pty/keys.js';
import { openPty, type Pty } from '../../pty/pty.js';

/*
 * Tests that need a real process on a real terminal: signals, job control, crashes. The program is example-program.ts;
 * its keys are listed there.
 */

const PROGRAM = [
  process.execPath,
  join(projectRoot, 'dist/test/monitor/terminal/example-program.js'),
] as const;

test('q: the terminal is restored, the program ends by itself', async (t) => {
  const pty = await openProgram(t);
  if (pty === null) return;
  assert.equal(pty.screen.mouseMode(), 'vt200');
  pty.send('q');
  assert.equal((await pty.ended).code, 0);
  assertRestored(pty);
  assert.match(pty.screen.text(), /^goodbye$/m);
});

for (const [signal, code] of [
  ['SIGTERM', 143],
  ['SIGINT', 130],
  ['SIGQUIT', 131],
  ['SIGUSR2', 140],
  ['SIGALRM', 142],
  ['SIGHUP', -1],
] as const) {
  test(`${signal}: the terminal is restored, the exit tells why`, async (t) => {
    const pty = await openProgram(t);
    if (pty === null) return;
    pty.signal(signal);
    assert.equal((await pty.ended).code, code);
    assertRestored(pty);
  });
}

for (const [what, key, message] of [
  ['an exception', 'c', 'thrown in a listener'],
  ['a rejection that nobody handles', 'r', 'rejected and forgotten'],
] as const) {
  test(`${what}: the terminal is restored, then the stack is shown`, async (t) => {
    const pty = await openProgram(t);
    if (pty === null) return;
    pty.send(key);
    assert.equal((await pty.ended).code, 1);
    assertRestored(pty);
    assert.match(pty.screen.text(), new RegExp(`Error: ${message}\\n\\s+at `));
  });
}

test('process.exit() anywhere: the terminal is restored, the code stays', async (t) => {
  const pty = await openProgram(t);
  if (pty === null) return;
  pty.send('x');
  assert.equal((await pty.ended).code, 7);
  assertRestored(pty);
});

test('stderr, the console and Node’s warnings do not disturb the screen, and are shown afterwards', async (t) => {
  const pty = await openProgram(t);
  if (pty === null) return;
  for (const [key, shown] of [
    ['w', 'written at'],
    ['l', 'logged at'],
    ['n', 'warned at'],
  ] as const) {
    pty.send(key);
    await pty.waitFor(shown);
    assert.deepEqual(pty.screen.lines().slice(2).join(''), '');
  }
  pty.send('q');
  await pty.ended;
  const text = pty.screen.text();
  for (const held of ['written to stderr', 'logged to the console', 'warned by Node']) {
    assert.ok(text.includes(held), held);
  }
});

test('the terminal goes away: the program dies of it, without a core dump', async (t) => {
  const pty = await openProgram(t);
  if (pty === null) return;
  await pty.close();
  assert.equal((await pty.ended).code, -1);
});

test('standard input is something else: keys come from the terminal all the same', async (t) => {
  const pty = await openProgram(t, ['sh', '-c', `exec ${PROGRAM.join(' ')} < /dev/null`]);
  if (pty === null) return;
  pty.send('q');
  assert.equal((await pty.ended).code, 0);
  assertRestored(pty);
});

test('a resize is drawn', async (t) => {
  const pty = await openProgram(t);
  if (pty === null) return;
  pty.resize(100, 30);
  await pty.waitFor('resized at 100x30');
});

test('Ctrl-Z and fg: the shell has its terminal back, then the dashboard has, in the size of now', async (t) => {
  const pty = await openShell(t);
  if (pty === null) return;
  pty.send('z');
  await pty.waitFor((screen) => !screen.isAlternate() && screen.text().includes('Stopped'));
  assert.equal(pty.screen.mouseMode(), 'none');
  pty.resize(70, 20);
  pty.send('echo from the "shell"\n');
  await pty.waitFor('from the shell');
  pty.send('fg\n');
  await pty.waitFor('resumed at 70x20');
  assert.equal(pty.screen.isAlternate(), true);
  assert.equal(pty.screen.mouseMode(), 'vt200');
  pty.send('q');
  await pty.waitFor('goodbye');
  assertLeft(pty);
});

test('a stop from outside: the same', async (t) => {
  const pty = await openShell(t);
  if (pty === null) return;
  process.kill(pidOf(pty), 'SIGTSTP');
  await pty.waitFor((screen) => !screen.isAlternate() && screen.text().includes('Stopped'));
  assert.equal(pty.screen.mouseMode(), 'none');
  pty.send('fg\n');
  await pty.waitFor('resumed at 80x24');
  pty.send('q');
  await pty.waitFor('goodbye');
});

test('a stop that cannot be caught: everything is drawn again afterwards', async (t) => {
  const pty = await openShell(t);
  if (pty === null) return;
  process.kill(pidOf(pty), 'SIGSTOP');
  await pty.waitFor('Stopped');
  pty.send('fg\n');
  await pty.waitFor((screen) => screen.line(0) === 'resumed at 80x24' && !screen.text().includes('Stopped'));
  pty.send('q');
  await pty.waitFor('goodbye');
  assertLeft(pty);
});

async function openProgram(t: TestContext, command: readonly string[] = PROGRAM): Promise<Pty | null> {
  const pty = openPty(t, { command });
  await pty?.waitFor('started at 80x24');
  return pty;
}

/** The program as a job of an interactive shell; its lines end in LF, which works in raw mode as well. */
async function openShell(t: TestContext): Promise<Pty | null> {
  const pty = openPty(t, { command: ['sh', '-i'], env: { ENV: undefined } });
  if (pty === null) return null;
  await pty.waitFor(/[$#]/);
  pty.send(`${PROGRAM.join(' ')}${keys.enter}`);
  await pty.waitFor('started at 80x24');
  return pty;
}

function pidOf(pty: Pty): number {
  return Number(/process (\d+)/.exec(pty.screen.text())?.[1]);
}

/** A shell may have modes of its own on again. */
function assertLeft({ screen }: Pty): void {
  assert.equal(screen.isAlternate(), false);
  assert.equal(screen.mouseMode(), 'none');
}

function assertRestored({ screen, bytes }: Pty): void {
  assert.equal(screen.isAlternate(), false);
  assert.equal(screen.mouseMode(), 'none');
  assert.equal(screen.hasBracketedPaste(), false);
  const written = Buffer.concat(bytes).toString();
  assert.ok(written.lastIndexOf('\x1b[?25h') > written.lastIndexOf('\x1b[?25l'), 'the cursor is shown');
}
