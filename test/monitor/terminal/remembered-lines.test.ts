// Lines that say what their cells say already are not painted again: whatever came before a frame, the screen is the one that the
// frame alone makes.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ChartArea, Frame, Line, Span, Tone } from '../../../src/monitor/dashboard/drawing/frame.js';
import type { ThemeName } from '../../../src/monitor/dashboard/model/themes.js';
import { pick, randomFrom } from './random.js';
import { openRig, type Rig } from './rig.js';

type Random = (below: number) => number;

const COLUMNS = 12;
const ROWS = 6;
const TONES: readonly [Tone, ...Tone[]] = ['plain', 'ok', 'critical', 'selected', 'chart', 'stale'];
const GROUNDS: readonly [Tone | undefined, ...(Tone | undefined)[]] = [undefined, undefined, 'header'];
const TEXTS: readonly [string, ...string[]] = [
  '',
  'a',
  'ab',
  '日本',
  'x日',
  '      ',
  'é',
  '■□',
  '\u{1f600}',
  '            ',
];
const THEMES: readonly [ThemeName, ...ThemeName[]] = ['default', 'light', 'mono'];

test('a frame looks as it does alone, whatever was drawn before it', async () => {
  for (const seed of [1, 2]) {
    const random = randomFrom(seed);
    const rig = openRig({ columns: COLUMNS, rows: ROWS });
    let theme: ThemeName = 'default';
    let frame: Frame = { lines: [], charts: [], hits: [], cursor: null };
    for (let step = 0; step < 40; step += 1) {
      if (random(12) === 0) {
        theme = pick(THEMES, random);
        rig.terminal.setTheme(theme);
      }
      if (random(12) === 0) rig.terminal.redraw();
      frame = nextFrame(frame, random);
      await rig.show(frame);
      assert.deepEqual(cells(rig), await cellsAlone(frame, theme), `seed ${seed}, step ${step}`);
    }
    await rig.terminal.close();
  }
});

async function cellsAlone(frame: Frame, theme: ThemeName): Promise<readonly string[]> {
  const rig = openRig({ columns: COLUMNS, rows: ROWS, theme });
  await rig.show(frame);
  const alone = cells(rig);
  await rig.terminal.close();
  return alone;
}

function cells({ emulator }: Rig): readonly string[] {
  return Array.from({ length: ROWS * COLUMNS }, (_, index) => {
    const cell = emulator.buffer.active.getLine(Math.floor(index / COLUMNS))?.getCell(index % COLUMNS);
    assert.ok(cell);
    const flags = [
      cell.isBold(),
      cell.isUnderline(),
      cell.isInverse(),
      cell.isFgDefault(),
      cell.isBgDefault(),
    ];
    return [cell.getChars() || ' ', cell.getFgColor(), cell.getBgColor(), ...flags.map(Number)].join(' ');
  });
}

/** Most lines stay, as the same object or an equal one. */
function nextFrame(frame: Frame, random: Random): Frame {
  const lines = Array.from({ length: ROWS }, (_, y) => nextLine(frame.lines[y], random));
  const charts = random(3) === 0 ? [chart(random)].slice(random(3) === 0 ? 1 : 0) : frame.charts;
  return { ...frame, lines, charts };
}

function nextLine(line: Line | undefined, random: Random): Line {
  const choice = random(8);
  if (line === undefined || choice === 0) return randomLine(random);
  if (choice === 1) return { ...line, fill: pick(TONES, random) };
  if (choice === 2) return { ...line, spans: [...line.spans.slice(0, 1), randomSpan(random)] };
  if (choice === 3) return structuredClone(line);
  if (choice === 4)
    return { ...line, spans: line.spans.map((span) => ({ ...span, ground: pick(TONES, random) })) };
  return line;
}

function randomLine(random: Random): Line {
  return { fill: pick(TONES, random), spans: Array.from({ length: random(4) }, () => randomSpan(random)) };
}

function randomSpan(random: Random): Span {
  const ground = pick(GROUNDS, random);
  const span = { text: pick(TEXTS, random), tone: pick(TONES, random) };
  return ground === undefined ? span : { ...span, ground };
}

function chart(random: Random): ChartArea {
  const width = 1 + random(8);
  return {
    x: random(4),
    y: random(3),
    width,
    height: 1 + random(3),
    points: Array.from({ length: width * 2 }, () => (random(4) === 0 ? null : random(10) / 10)),
    tones: new Array<Tone>(width).fill('ok'),
    limit: random(2) === 0 ? null : 0.5,
    gaps: [],
    cursor: random(3) === 0 ? random(width) : null,
  };
}
