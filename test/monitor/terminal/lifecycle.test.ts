import assert from 'node:assert/strict';
import { test } from 'node:test';
import { waitFor } from '../../wait-for.js';
import { openRig, plainFrame, type Rig } from './rig.js';

test('a signal that ends the program restores the terminal first, and tells by its exit code', async () => {
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGQUIT', 131],
    ['SIGTERM', 143],
    ['SIGUSR2', 140],
    ['SIGALRM', 142],
    ['SIGVTALRM', 154],
    ['SIGPROF', 155],
    ['SIGXCPU', 152],
    ['SIGIO', 157],
    ['SIGPWR', 158],
  ] as const) {
    const rig = openRig();
    await rig.show(plainFrame('tstop'));
    rig.process.emit(signal);
    await rig.process.exited();
    await assertRestored(rig);
    assert.deepEqual(rig.process.exits, [code]);
  }
});

test('a hang-up restores what can be restored and dies by the signal, not by exit()', async () => {
  const rig = openRig();
  await rig.show(plainFrame('tstop'));
  rig.process.emit('SIGHUP');
  assert.deepEqual(rig.process.kills, [[4711, 'SIGHUP']]);
  assert.deepEqual(rig.process.exits, []);
  assert.equal(rig.process.listenerCount('SIGHUP'), 0, 'nobody may catch it again');
  await assertRestored(rig);
});

test('a terminal that is gone is a hang-up, however it is noticed', async () => {
  for (const notice of [
    (rig: Rig) => rig.input.emit('end'),
    (rig: Rig) => rig.input.emit('error', new Error('EIO')),
    (rig: Rig) => rig.output.emit('error', new Error('EIO')),
  ]) {
    const rig = openRig();
    await rig.show(plainFrame('tstop'));
    notice(rig);
    assert.deepEqual(rig.process.kills, [[4711, 'SIGHUP']]);
  }
});

test('a bug restores the terminal, then shows its stack, then exits with 1', async () => {
  const rig = openRig();
  await rig.show(plainFrame('tstop'));
  rig.process.emit('uncaughtException', new Error('a bug'));
  await rig.process.exited();
  await assertRestored(rig);
  assert.match(rig.process.stderr.text, /^Error: a bug\n {4}at /);
  assert.deepEqual(rig.process.exits, [1]);
});

test('what a message quotes from a server does nothing to the terminal', async () => {
  const rig = openRig();
  rig.process.stderr.write('bad name \x1b]0;owned\x07\n');
  rig.process.emit('uncaughtException', new Error('bad reply \x1b[2J'));
  await rig.process.exited();
  assert.match(rig.process.stderr.text, /^bad name ·\]0;owned·\nError: bad reply ·\[2J\n/);
});

test('an exit that nobody announced restores the terminal', async () => {
  const rig = openRig();
  await rig.show(plainFrame('tstop'));
  rig.process.emit('exit');
  await assertRestored(rig);
});

test('what others write meanwhile is held back, and shown when the screen is the user’s again', async () => {
  const rig = openRig();
  await rig.show(plainFrame('tstop'));
  rig.process.stderr.write('a warning\n');
  rig.output.write('a log line\n');
  await rig.settled();
  assert.deepEqual([rig.line(0), rig.process.stderr.text], ['tstop', '']);
  await rig.terminal.close();
  assert.equal(rig.process.stderr.text, 'a warning\na log line\n');
  rig.process.stderr.write('and on it goes\n');
  assert.match(rig.process.stderr.text, /and on it goes\n$/);
});

test('of what is held back the end is kept', async () => {
  const rig = openRig();
  for (let count = 0; count < 100; count++) rig.process.stderr.write(`${count} ${'x'.repeat(1000)}\n`);
  await rig.terminal.close();
  assert.equal(rig.process.stderr.text.length, 65_536);
  assert.match(rig.process.stderr.text, /99 x+\n$/);
});

test('suspending leaves the screen, stops the group, and comes back with the same frame', async () => {
  const rig = openRig();
  await rig.show(plainFrame('tstop'));
  rig.terminal.suspend();
  await rig.settled();
  assert.equal(rig.emulator.buffer.active.type, 'normal');
  assert.deepEqual([rig.input.isRaw, rig.input.isFlowing], [false, false]);
  assert.deepEqual(rig.process.kills, [[0, 'SIGTSTP']]);
  assert.equal(rig.process.listenerCount('SIGTSTP'), 0, 'or it would not stop');
  assert.equal(rig.terminal.draw(plainFrame('newer')), false, 'nothing is drawn over the shell');
  rig.process.emit('SIGCONT');
  await rig.settled();
  assert.equal(rig.emulator.buffer.active.type, 'alternate');
  assert.equal(rig.line(0), 'newer');
  assert.equal(rig.emulator.modes.mouseTrackingMode, 'vt200');
  assert.equal(rig.input.isRaw, true);
  assert.equal(rig.events[0], 'resumed');
  await rig.terminal.close();
  assert.deepEqual(rig.process.eventNames(), []);
});

test('a stop from outside stops this process only', async () => {
  const rig = openRig();
  rig.process.emit('SIGTSTP');
  await rig.settled();
  assert.deepEqual(rig.process.kills, [[4711, 'SIGTSTP']]);
  rig.process.emit('SIGCONT');
  assert.equal(rig.process.listenerCount('SIGTSTP'), 1);
  await rig.terminal.close();
});

test('where no shell controls the job, a suspended dashboard comes back by itself', async () => {
  const rig = openRig();
  await rig.show(plainFrame('tstop'));
  rig.terminal.suspend();
  await waitFor('the dashboard to come back', () => rig.events.includes('resumed'));
  await rig.settled();
  assert.equal(rig.line(0), 'tstop');
  await rig.terminal.close();
});

test('a terminal that was resized while the program was stopped is noticed', async () => {
  const rig = openRig();
  await rig.show(plainFrame('tstop'));
  rig.terminal.suspend();
  await rig.settled();
  Object.assign(rig.output, { _refreshSize: () => rig.output.resizeTo(20, 5) });
  rig.process.emit('SIGCONT');
  await rig.settled();
  assert.deepEqual(rig.events.slice(0, 2), [{ resized: { columns: 20, rows: 5 } }, 'resumed']);
  await rig.terminal.close();
});

test('frames are skipped while the terminal has not swallowed the last one, then the newest is drawn', async () => {
  const rig = openRig();
  await rig.show(plainFrame('first'));
  rig.output.isStalled = true;
  assert.equal(rig.terminal.draw(plainFrame('second')), true);
  const { writableLength } = rig.output;
  for (const text of ['third', 'fourth', 'fifth']) assert.equal(rig.terminal.draw(plainFrame(text)), false);
  assert.equal(rig.output.writableLength, writableLength, 'no backlog grows');
  rig.output.goOn();
  await waitFor('the newest frame', () => rig.events.includes('ready'));
  await rig.settled();
  assert.equal(rig.line(0), 'fifth');
  assert.doesNotMatch(rig.output.written, /third|fourth/);
  assert.deepEqual(rig.events, ['ready']);
  await rig.terminal.close();
});

test('closing waits for a slow terminal', async () => {
  const rig = openRig();
  await rig.show(plainFrame('first'));
  rig.output.isStalled = true;
  rig.terminal.draw(plainFrame('second'));
  const closed = rig.terminal.close();
  assert.equal(rig.terminal.draw(plainFrame('third')), false);
  rig.output.goOn();
  await closed;
  await assertRestored(rig);
  assert.doesNotMatch(rig.output.written, /third/);
});

test('closing does not wait forever', async () => {
  const rig = openRig();
  await rig.show(plainFrame('first'));
  rig.output.isStalled = true;
  rig.terminal.draw(plainFrame('second'));
  const start = performance.now();
  await rig.terminal.close();
  const tookMs = performance.now() - start;
  assert.ok(tookMs > 900 && tookMs < 5000, `${tookMs}`);
});

test('closing twice is closing once', async () => {
  const rig = openRig();
  assert.equal(rig.terminal.close(), rig.terminal.close());
  await rig.terminal.close();
  rig.process.emit('SIGTERM');
  rig.terminal.suspend();
  assert.deepEqual([rig.process.exits, rig.process.kills], [[], []]);
  assert.equal(rig.output.written.split('\x1b[?1049l').length, 2);
});

async function assertRestored(rig: Rig): Promise<void> {
  await rig.settled();
  assert.equal(rig.emulator.buffer.active.type, 'normal');
  assert.equal(rig.emulator.modes.mouseTrackingMode, 'none');
  assert.equal(rig.emulator.modes.bracketedPasteMode, false);
  assert.equal(rig.emulator.modes.wraparoundMode, true);
  assert.match(rig.output.written, /\x1b\[\?1049l\x1b\[\?25h$/);
  assert.deepEqual([rig.input.isRaw, rig.input.isFlowing], [false, false]);
}
