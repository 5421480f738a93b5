import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openRig, plainFrame } from './rig.js';

test('a frame appears on the alternate screen, the cursor hidden, mouse and paste reported', async () => {
  const rig = openRig();
  await rig.show(plainFrame('tstop', '', 'third line'));
  assert.deepEqual(rig.screen().slice(0, 4), ['tstop', '', 'third line', '']);
  assert.equal(rig.emulator.buffer.active.type, 'alternate');
  assert.equal(rig.emulator.modes.mouseTrackingMode, 'vt200');
  assert.equal(rig.emulator.modes.bracketedPasteMode, true);
  assert.equal(rig.emulator.modes.wraparoundMode, false);
  assert.equal(rig.input.isRaw, true);
  await rig.terminal.close();
});

test('closing makes the terminal what it was before', async () => {
  const rig = openRig();
  await rig.show(plainFrame('tstop'));
  await rig.terminal.close();
  await rig.settled();
  assert.equal(rig.emulator.buffer.active.type, 'normal');
  assert.equal(rig.emulator.modes.mouseTrackingMode, 'none');
  assert.equal(rig.emulator.modes.bracketedPasteMode, false);
  assert.equal(rig.emulator.modes.wraparoundMode, true);
  assert.match(rig.output.written, /\x1b\[\?25h$/);
  assert.deepEqual([rig.input.isRaw, rig.input.isFlowing], [false, false]);
  assert.deepEqual(rig.process.eventNames(), []);
});

test('a frame that changes nothing writes nothing', async () => {
  const rig = openRig();
  await rig.show(plainFrame('same', '世界 wide', 'e\u0301'));
  const { length } = rig.output.written;
  await rig.show(plainFrame('same', '世界 wide', 'e\u0301'));
  assert.equal(rig.output.written.length, length);
  await rig.terminal.close();
});

test('a text for the clipboard goes out as OSC 52, cleaned and cut', async () => {
  const rig = openRig();
  await rig.show(plainFrame('screen'));
  const hostile = `/a\x1b]0;x\x07${'y'.repeat(20_000)}`;
  rig.terminal.copy([hostile]);
  await rig.settled();
  const [, base64 = ''] = /\x1b\]52;c;([A-Za-z0-9+/=]*)\x07/.exec(rig.output.written) ?? [];
  const copied = Buffer.from(base64, 'base64').toString('utf8');
  assert.ok(copied.startsWith('/a·]0;x·yyy'), copied.slice(0, 20));
  assert.equal(copied.length, 8192);
  await rig.terminal.close();
  rig.terminal.copy(['too late']);
  await rig.settled();
  assert.equal(rig.output.written.split('\x1b]52;').length, 2);
});

test('several lines for the clipboard keep their ends, and only those', async () => {
  const rig = openRig();
  await rig.show(plainFrame('screen'));
  rig.terminal.copy(['one\nrm -rf', 'two']);
  await rig.settled();
  const [, base64 = ''] = /\x1b\]52;c;([A-Za-z0-9+/=]*)\x07/.exec(rig.output.written) ?? [];
  assert.equal(Buffer.from(base64, 'base64').toString('utf8'), 'one·rm -rf\ntwo');
  await rig.terminal.close();
});

test('the mouse can be given back and taken again while the screen is up', async () => {
  const rig = openRig();
  await rig.show(plainFrame('screen'));
  rig.terminal.setMouse(false);
  await rig.settled();
  assert.equal(rig.emulator.modes.mouseTrackingMode, 'none');
  const { length } = rig.output.written;
  rig.terminal.setMouse(false);
  assert.equal(rig.output.written.length, length, 'nothing to say twice');
  rig.terminal.setMouse(true);
  await rig.settled();
  assert.equal(rig.emulator.modes.mouseTrackingMode, 'vt200');
  await rig.terminal.close();
  await rig.settled();
  assert.equal(rig.emulator.modes.mouseTrackingMode, 'none');
});
