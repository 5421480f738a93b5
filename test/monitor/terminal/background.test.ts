import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ASK_BACKGROUND } from '../../../src/monitor/terminal/background-question.js';
import { openRig, plainFrame, type Rig, type RigOptions } from './rig.js';

const LIGHT_SELECTION = 159;
const DARK_SELECTION = 18;

function open(options: RigOptions = {}): Rig {
  return openRig({ theme: 'auto', ...options });
}

async function selectionOf(rig: Rig): Promise<number | undefined> {
  await rig.show({ ...plainFrame(), lines: [{ fill: 'selected', spans: [] }] });
  return rig.emulator.buffer.active.getLine(0)?.getCell(0)?.getBgColor();
}

function askedTimes(rig: Rig): number {
  return rig.output.written.split(ASK_BACKGROUND).length - 1;
}

const answers: readonly [name: string, pieces: readonly string[], selection: number][] = [
  ['white', ['\x1b]11;rgb:ffff/ffff/ffff\x1b\\'], LIGHT_SELECTION],
  ['black', ['\x1b]11;rgb:0000/0000/0000\x07'], DARK_SELECTION],
  ['solarized light, short channels', ['\x1b]11;rgb:fd/f6/e3\x07'], LIGHT_SELECTION],
  ['with an alpha channel', ['\x1b]11;rgba:ffff/ffff/dddd/ffff\x1b\\'], LIGHT_SELECTION],
  ['cut anywhere', [...'\x1b]11;rgb:ffff/ffff/ffff\x1b\\'], LIGHT_SELECTION],
  ['of another question', ['\x1b]10;rgb:ffff/ffff/ffff\x1b\\'], DARK_SELECTION],
  ['nonsense', ['\x1b]11;whatever\x07'], DARK_SELECTION],
];
for (const [name, pieces, selection] of answers)
  test(`an answer ${name}`, async () => {
    const rig = open();
    await rig.settled();
    assert.equal(askedTimes(rig), 1);
    for (const piece of pieces) {
      rig.input.type(piece);
      await new Promise((resolve) => setTimeout(resolve, pieces.length > 1 ? 3 : 0));
    }
    assert.equal(await selectionOf(rig), selection);
    assert.deepEqual(rig.events, [], 'no part of it is a key');
    await rig.terminal.close();
  });

test('keys around an answer are keys', async () => {
  const rig = open();
  rig.input.type('a\x1b]11;rgb:ffff/ffff/ffff\x1b\\b');
  assert.equal(rig.events.length, 2);
  await rig.terminal.close();
});

test('the variable decides until the answer comes, and where nobody answers', async () => {
  const rig = open({ colorfgbg: '0;15' });
  assert.equal(await selectionOf(rig), LIGHT_SELECTION);
  rig.input.type('\x1b]11;rgb:0/0/0\x07');
  assert.equal(await selectionOf(rig), DARK_SELECTION);
  await rig.terminal.close();
  const console = open({ term: 'linux' });
  await console.settled();
  assert.equal(askedTimes(console), 0);
  await console.terminal.close();
});

test('a theme of the user is not questioned, nor is a terminal without colours; one chosen later asks then', async () => {
  for (const options of [{ theme: 'default' }, { colors: false }, { theme: 'light' }] as const) {
    const rig = open(options);
    await rig.settled();
    assert.equal(askedTimes(rig), 0);
    await rig.terminal.close();
  }
  const rig = open({ theme: 'high-contrast' });
  rig.terminal.setTheme('auto');
  rig.terminal.setTheme('light');
  rig.terminal.setTheme('auto');
  await rig.settled();
  assert.equal(askedTimes(rig), 1);
  await rig.terminal.close();
});

test('an answer on its way is not left to the shell', async () => {
  const rig = open();
  const closed = rig.terminal.close();
  assert.equal(rig.input.isRaw, true);
  rig.input.type('\x1b]11;rgb:ffff/ffff/ffff\x1b\\');
  await closed;
  assert.equal(rig.input.isRaw, false);
  assert.deepEqual(rig.events, []);
});
