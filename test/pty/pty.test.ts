import assert from 'node:assert/strict';
import test from 'node:test';
import { keys } from './keys.js';
import { openPty } from './pty.js';

test('the program sees a terminal of the size asked for, and its bytes arrive on the screen', async (t) => {
  const pty = openPty(t, {
    command: ['sh', '-c', 'stty size; tty -s && echo terminal'],
    columns: 97,
    rows: 31,
  });
  if (pty === null) return;
  const { code } = await pty.ended;
  assert.equal(code, 0);
  assert.deepEqual(pty.screen.lines().slice(0, 2), ['31 97', 'terminal']);
});

test('what is typed reaches the program, byte for byte', async (t) => {
  const pty = openPty(t, {
    command: ['sh', '-c', 'stty raw -echo; echo ready; head -c 8 | od -An -tx1'],
  });
  if (pty === null) return;
  await pty.waitFor('ready');
  pty.send(`é${keys.f6}\x03`);
  await pty.ended;
  assert.match(pty.screen.text(), /c3 a9 1b 5b 31 37 7e 03/);
});

test('a resize reaches the program as a signal and a new size', async (t) => {
  const script = `
    process.stdout.on('resize', () => process.stdout.write('now ' + process.stdout.columns + 'x' + process.stdout.rows + '\\r\\n'));
    process.stdin.resume();
    console.log('ready');`;
  const pty = openPty(t, { command: [process.execPath, '-e', script] });
  if (pty === null) return;
  await pty.waitFor('ready');
  pty.resize(133, 44);
  await pty.waitFor('now 133x44');
});

test('the exit code, or the signal, of the program is known', async (t) => {
  const failing = openPty(t, { command: ['sh', '-c', 'exit 7'] });
  const killed = openPty(t, { command: ['sh', '-c', 'echo ready; exec sleep 60'] });
  if (failing === null || killed === null) return;
  assert.equal((await failing.ended).code, 7);
  await killed.waitFor('ready');
  killed.signal('SIGTERM');
  assert.equal((await killed.ended).code, -15);
});

test('modes, the alternate screen and the cursor can be asked for', async (t) => {
  const command = [
    'sh',
    '-c',
    String.raw`printf '\033[?1049h\033[?1002h\033[?2004h\033[3;5Hx'; exec sleep 60`,
  ];
  const pty = openPty(t, { command });
  if (pty === null) return;
  await pty.waitFor('x');
  const { screen } = pty;
  assert.equal(screen.isAlternate(), true);
  assert.equal(screen.mouseMode(), 'drag');
  assert.equal(screen.hasBracketedPaste(), true);
  assert.deepEqual(screen.cursor, { x: 5, y: 2 });
  assert.deepEqual(screen.find('x'), { x: 4, y: 2 });
});

test('a wish that is not fulfilled fails with the screen, a program that ended fails at once', async (t) => {
  const waiting = openPty(t, { command: ['sh', '-c', 'echo something; exec sleep 60'] });
  const ending = openPty(t, { command: ['sh', '-c', 'echo something'] });
  if (waiting === null || ending === null) return;
  await waiting.waitFor('something');
  await assert.rejects(waiting.waitFor('else', 500), /500 ms passed.*something/s);
  await assert.rejects(ending.waitFor('else'), /ended with 0.*something/s);
});

const programs = {
  'a program': 'echo ready; exec sleep 60',
  'a program that ignores the hangup': 'trap "" HUP; echo ready; exec sleep 60',
};

for (const [name, script] of Object.entries(programs)) {
  test(`closing hangs up: ${name} is gone afterwards`, async (t) => {
    const pty = openPty(t, { command: ['sh', '-c', script] });
    if (pty === null) return;
    const { pid } = await pty.started;
    await pty.waitFor('ready');
    await pty.close();
    assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' });
  });
}
