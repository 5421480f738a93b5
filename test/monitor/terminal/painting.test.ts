import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Frame, Line, Tone } from '../../../src/monitor/dashboard/drawing/frame.js';
import { glyphsFor } from '../../../src/monitor/dashboard/drawing/glyphs.js';
import { pastePopup } from '../../../src/monitor/dashboard/drawing/popup.js';
import { THEMES } from '../../../src/monitor/terminal/colour/themes.js';
import { cleanText } from '../../../src/monitor/text/clean.js';
import { cellsOf } from '../../../src/monitor/text/width.js';
import { pick, randomFrom } from './random.js';
import { filledLine, frameOf, lineOf, openRig, plainFrame, type Rig } from './rig.js';

const TONES = Object.keys(THEMES.default.tones) as [Tone, ...Tone[]];
const BOLD = 1;
const UNDERLINE = 4;
const INVERSE = 7;

interface Look {
  readonly fg: number | null;
  readonly bg: number | null;
  readonly flags: readonly number[];
}

test('tones have the colours of the theme', async () => {
  const rig = openRig();
  await rig.show(
    frameOf([lineOf(['ok', 'ok'], ['bad', 'critical'], ['-', 'plain'], ['x', 'header-sorted'])]),
  );
  assert.deepEqual(look(rig, 0, 0), { fg: 114, bg: null, flags: [] });
  assert.deepEqual(look(rig, 2, 0), { fg: 210, bg: null, flags: [BOLD] });
  assert.deepEqual(look(rig, 5, 0), { fg: null, bg: null, flags: [] });
  assert.deepEqual(look(rig, 6, 0), { fg: 16, bg: 117, flags: [BOLD] });
  await rig.terminal.close();
});

test('a selected line is filled to the edge, its spans keep the colours that stay readable', async () => {
  const rig = openRig();
  const line = filledLine(
    'selected',
    ['ok', 'ok'],
    ['plain', 'plain'],
    ['bar', 'bar-empty'],
    ['hit', 'match'],
  );
  await rig.show(frameOf([line]));
  assert.deepEqual(look(rig, 0, 0), { fg: 114, bg: 18, flags: [] });
  assert.deepEqual(look(rig, 2, 0), { fg: 231, bg: 18, flags: [] });
  assert.deepEqual(look(rig, 7, 0), { fg: 231, bg: 18, flags: [] }, 'dark grey on dark blue is not readable');
  assert.deepEqual(look(rig, 10, 0), { fg: 16, bg: 221, flags: [] }, 'a background of its own stays');
  assert.deepEqual(look(rig, 39, 0), { fg: 231, bg: 18, flags: [] });
  await rig.terminal.close();
});

test('what covers a filled line keeps its own ground, what is beside it the fill', async () => {
  const rig = openRig();
  const under = filledLine('header', ['0123456789', 'header']);
  const over = { title: 'm', corner: '', lines: [lineOf(['ok', 'ok'])], columns: 2 };
  const frame = glyphsFor(false).frame;
  const [line = under] = pastePopup([under], over, { x: 2, y: -1 }, frame, 20);
  await rig.show(frameOf([line]));
  assert.deepEqual(look(rig, 4, 0), { fg: 114, bg: null, flags: [] });
  const beside = look(rig, 0, 0);
  assert.notEqual(beside.bg, null);
  for (const x of [1, 8, 30]) assert.deepEqual(look(rig, x, 0), beside, `column ${x}`);
  await rig.terminal.close();
});

test('on a stale line everything is stale', async () => {
  const rig = openRig();
  await rig.show(
    frameOf([filledLine('stale', ['ok', 'ok'], ['bad', 'critical'], ['sorted', 'header-sorted'])]),
  );
  for (const x of [0, 3, 7]) assert.deepEqual(look(rig, x, 0), { fg: 247, bg: null, flags: [] });
  await rig.terminal.close();
});

test('without colours there are bold, underline and reverse, and no colour at all', async () => {
  for (const options of [{ colors: false }, { theme: 'mono' }, { term: 'vt220' }] as const) {
    const rig = openRig(options);
    await rig.show(
      frameOf(TONES.map((tone) => filledLine(tone, ...TONES.map((span) => ['x', span] as const)))),
    );
    for (let y = 0; y < 10; y++) {
      for (let x = 0; x < TONES.length; x++) {
        const { fg, bg } = look(rig, x, y);
        assert.deepEqual({ fg, bg }, { fg: null, bg: null });
      }
    }
    await rig.show(frameOf([lineOf(['!', 'critical'], ['w', 'warn'], ['s', 'strong'])]));
    assert.deepEqual(look(rig, 0, 0).flags, [BOLD, INVERSE]);
    assert.deepEqual(look(rig, 1, 0).flags, [UNDERLINE]);
    assert.deepEqual(look(rig, 2, 0).flags, [BOLD]);
    assert.doesNotMatch(rig.output.written, /[34]8;5;/);
    await rig.terminal.close();
  }
});

test('a console with 16 colours gets none but those', async () => {
  const rig = openRig({ term: 'linux', theme: 'default' });
  await rig.show(
    frameOf(TONES.map((tone) => filledLine(tone, ...TONES.map((span) => ['x', span] as const)))),
  );
  assert.doesNotMatch(rig.output.written, /[34]8;5;/);
  assert.match(rig.output.written, /\x1b\[(\d+;)*3[1-7]/);
  await rig.terminal.close();
  assert.match(
    rig.output.written,
    /\x1b\[H\x1b\[2J\x1b\[\?1049l/,
    'it has no second screen: cleared on leaving',
  );
});

test('another theme recolours the frame that is shown', async () => {
  const rig = openRig();
  await rig.show(frameOf([lineOf(['ok', 'ok'])]));
  rig.terminal.setTheme('blue-orange');
  await rig.settled();
  assert.equal(look(rig, 0, 0).fg, 75);
  const { length } = rig.output.written;
  rig.terminal.setTheme('blue-orange');
  assert.equal(rig.output.written.length, length);
  await rig.terminal.close();
});

test('wide characters take two cells, also in the last column, and never shift what follows', async () => {
  const rig = openRig({ columns: 10 });
  await rig.show(plainFrame('世界abcdefgh', '123456789世', 'a世b', '🙂|'));
  assert.deepEqual(rig.screen().slice(0, 4), ['世界abcdef', '123456789', 'a世b', '🙂|']);
  await rig.show(plainFrame('x世界bcdefgh', '12345678世', 'abb', 'é|'));
  assert.deepEqual(rig.screen().slice(0, 4), ['x世界bcdef', '12345678世', 'abb', 'é|']);
  await rig.terminal.close();
});

test('a combining mark stays on its letter', async () => {
  const rig = openRig();
  await rig.show(plainFrame('q\u0323q', 'x'));
  assert.equal(rig.line(0), 'q\u0323q');
  await rig.terminal.close();
});

test('an empty braille cell is sent as a blank', async () => {
  const rig = openRig();
  await rig.show(plainFrame('⣿⠀⣿'));
  assert.equal(rig.line(0), '⣿ ⣿');
  await rig.terminal.close();
});

test('the text cursor stands in the prompt and is hidden elsewhere', async () => {
  const rig = openRig();
  const { lines } = plainFrame('', '/busy');
  await rig.show({ lines, charts: [], hits: [], cursor: { x: 5, y: 1 } });
  assert.match(rig.output.written, /\x1b\[2;6H\x1b\[\?25h\x1b\[\?2026l$/);
  assert.deepEqual([rig.emulator.buffer.active.cursorX, rig.emulator.buffer.active.cursorY], [5, 1]);
  await rig.show({
    lines: plainFrame('changed', '/busy').lines,
    charts: [],
    hits: [],
    cursor: { x: 5, y: 1 },
  });
  assert.deepEqual([rig.emulator.buffer.active.cursorX, rig.emulator.buffer.active.cursorY], [5, 1]);
  await rig.show(plainFrame('changed', '/busy'));
  assert.match(rig.output.written, /\x1b\[\?25l\x1b\[\?2026l$/);
  await rig.terminal.close();
});

test('redraw sends every cell again', async () => {
  const rig = openRig();
  await rig.show(plainFrame('first', 'second'));
  rig.emulator.write('\x1b[2J\x1b[Hsomebody else wrote this');
  rig.terminal.redraw();
  await rig.settled();
  assert.deepEqual(rig.screen().slice(0, 3), ['first', 'second', '']);
  await rig.terminal.close();
});

test('the screen shows the frame, whatever came before it, whatever the size and the terminal', async () => {
  const random = randomFrom(42);
  for (const theme of ['default', 'high-contrast', 'mono'] as const) {
    const rig = openRig({ theme, oldWidths: theme === 'default' });
    for (let round = 0; round < 60; round++) {
      if (random(4) === 0) await resizeRandomly(rig, random);
      const frame = randomFrame(rig.terminal.size, random);
      await rig.show(frame);
      assertShows(rig, frame, `theme ${theme}, round ${round}`);
    }
    await rig.terminal.close();
  }
});

test('nothing hostile in a frame reaches the terminal, and nothing shifts', async () => {
  const random = randomFrom(7);
  const rig = openRig({ columns: 60 });
  for (let round = 0; round < 300; round++) {
    const start = rig.output.written.length;
    const texts = Array.from({ length: 10 }, () => `${hostileText(random)}|end`);
    await rig.show(plainFrame(...texts));
    texts.forEach((text, y) => {
      assert.deepEqual(shownCells(rig, y), wantedCells(text, 60), `${round}, ${y}: ${JSON.stringify(text)}`);
    });
    assertOnlyOurSequences(rig.output.written.slice(start));
  }
  await rig.terminal.close();
});

async function resizeRandomly(rig: Rig, random: (below: number) => number): Promise<void> {
  await rig.settled();
  const [columns, rows] = pick(
    [
      [1, 1],
      [300, 100],
      [80, 24],
      [1 + random(300), 1 + random(100)],
      [1 + random(20), 1 + random(6)],
    ],
    random,
  );
  rig.output.resizeTo(columns ?? 1, rows ?? 1);
  assert.deepEqual(rig.events.at(-1), { resized: { columns, rows } });
}

/** Also of the wrong size, as a frame is that was made just before a resize. */
function randomFrame(size: { columns: number; rows: number }, random: (below: number) => number): Frame {
  const rows = random(10) === 0 ? random(size.rows * 2) : size.rows;
  const lines = Array.from({ length: rows }, () => randomLine(size.columns, random));
  return frameOf(lines, random(5) === 0 ? { x: random(size.columns), y: random(size.rows) } : null);
}

function randomLine(columns: number, random: (below: number) => number): Line {
  const words = [
    'busy',
    '世界',
    '한글',
    '🙂',
    'e\u0323',
    '│▁▂▃█',
    '⣿⣀',
    ' ',
    '      ',
    '12.5',
    '·',
    '…',
    '⌚',
    '◽',
    '☃',
  ];
  const spans: [string, Tone][] = [];
  const wanted = random(columns + 5);
  for (let length = 0; length < wanted; ) {
    const text = pick(words as [string, ...string[]], random);
    spans.push([text, pick(TONES, random)]);
    length += cellsOf(text).length;
  }
  return filledLine(random(3) === 0 ? pick(TONES, random) : 'plain', ...spans);
}

function hostileText(random: (below: number) => number): string {
  const pieces: [string, ...string[]] = [
    ...([
      '/app',
      '\x1b[31m',
      '\x1b]0;owned\x07',
      '\x1b[2J',
      '\r\n',
      '\t',
      '\x00',
      '\x7f',
      '\u009b31m',
      '\u009dx',
    ] as const),
    ...([
      '\u202e',
      '\u200b',
      '\u200d',
      '\ufe0f',
      '\ufeff',
      '\u2028',
      '\ud800',
      '\udc00',
      '{red-fg}',
      '{31}',
    ] as const),
    ...([
      '世',
      '👨‍👩‍👧',
      'a\u0301\u0302\u0303\u0304',
      '\u0301',
      '\u115f',
      '\u3164',
      '🇩🇪',
      '\u00ad',
      '\u{e0041}',
    ] as const),
  ];
  return Array.from({ length: 1 + random(8) }, () => pick(pieces, random)).join('');
}

function assertShows(rig: Rig, frame: Frame, when: string): void {
  for (let y = 0; y < rig.emulator.rows; y++) {
    const text = (frame.lines[y]?.spans ?? []).map((span) => span.text).join('');
    assert.deepEqual(shownCells(rig, y), wantedCells(text, rig.terminal.size.columns), `${when}, line ${y}`);
  }
}

/** Column by column (the emulator has never less than two); the right half of a wide character is a blank, however wide the emulator takes it to be. */
function shownCells(rig: Rig, y: number): string[] {
  const line = rig.emulator.buffer.active.getLine(y);
  return Array.from({ length: rig.terminal.size.columns }, (_, x) => line?.getCell(x)?.getChars() || ' ');
}

function wantedCells(text: string, columns: number): string[] {
  const cells = cellsOf(cleanText(text));
  if (cells[columns] === '') cells[columns - 1] = ' ';
  return Array.from({ length: columns }, (_, x) => cells[x] || ' ');
}

function assertOnlyOurSequences(written: string): void {
  const rest = written.replace(/\x1b\[(\?2026[hl]|\?25[hl]|[0-9;]*[HmCKX]|2J)/g, '');
  assert.doesNotMatch(rest, /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
}

function look(rig: Rig, x: number, y: number): Look {
  const cell = rig.emulator.buffer.active.getLine(y)?.getCell(x);
  assert.ok(cell);
  const flags = [
    ...(cell.isBold() ? [BOLD] : []),
    ...(cell.isUnderline() ? [UNDERLINE] : []),
    ...(cell.isInverse() ? [INVERSE] : []),
  ];
  return {
    fg: cell.isFgDefault() ? null : cell.getFgColor(),
    bg: cell.isBgDefault() ? null : cell.getBgColor(),
    flags,
  };
}
