import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Tone } from '../../../src/monitor/dashboard/drawing/frame.js';
import {
  BOLD,
  CellAttributes,
  INVERSE,
  NO_COLOR,
} from '../../../src/monitor/terminal/colour/cell-attributes.js';
import { contrastRatio, paletteColor, type Rgb } from '../../../src/monitor/terminal/colour/palette.js';
import { type DrawnTheme, THEMES } from '../../../src/monitor/terminal/colour/themes.js';

const NAMES = Object.keys(THEMES) as DrawnTheme[];
const TONES = Object.keys(THEMES.default.tones) as Tone[];
/** Drawn as shapes: they must be seen, not read. */
const SHAPES: ReadonlySet<Tone> = new Set(['bar-ok', 'bar-warn', 'bar-critical', 'spark', 'memory']);
/** The quiet part of a meter, and lines between things: they may almost vanish. */
const DECORATION: ReadonlySet<Tone> = new Set(['bar-empty', 'border']);
const FILLS: readonly Tone[] = [
  'plain',
  'selected',
  'header',
  'tab',
  'banner',
  'error',
  'prompt',
  'stale',
  'title',
];

test('contrast is that of WCAG', () => {
  assert.equal(contrastRatio([0, 0, 0], [255, 255, 255]), 21);
  assert.equal(contrastRatio([119, 119, 119], [255, 255, 255]).toFixed(2), '4.48');
});

test('every tone can be read on every fill, on every background that the theme is made for', () => {
  for (const name of NAMES) {
    const attributes = new CellAttributes(name, 256);
    for (const background of THEMES[name].backgrounds) {
      for (const fill of FILLS) {
        for (const tone of TONES) {
          const ratio = contrastOf(attributes.of(tone, fill), background);
          assert.ok(ratio >= wanted(tone, fill), `${name}: ${tone} on ${fill} has ${ratio.toFixed(2)}`);
        }
      }
    }
  }
});

test('a selected line stands out from every background that the theme is made for', () => {
  for (const name of NAMES) {
    for (const background of THEMES[name].backgrounds) {
      const { bg } = THEMES[name].tones.selected;
      assert.ok(bg !== undefined && distance(paletteColor(bg), background) > 20, name);
    }
  }
});

test('no theme but the one for terminals without colours relies on the 16 colours that users change', () => {
  for (const name of NAMES) {
    for (const tone of TONES) {
      const { fg = 16, bg = 16 } = THEMES[name].tones[tone];
      assert.ok(fg >= 16 && bg >= 16, `${name}: ${tone}`);
    }
  }
});

test('good, warning and critical are told apart without seeing red or green or blue', () => {
  for (const name of ['blue-orange', 'high-contrast'] as const) {
    for (const [kind, matrix] of Object.entries(COLOR_BLINDNESS)) {
      for (const levels of [
        ['ok', 'warn', 'critical'],
        ['bar-ok', 'bar-warn', 'bar-critical'],
      ] as const) {
        const seen = levels.map((tone) => see(markOf(name, tone), matrix));
        for (const [one, other] of [
          [0, 1],
          [1, 2],
          [0, 2],
        ] as const) {
          const difference = distance(seen[one] ?? [0, 0, 0], seen[other] ?? [0, 0, 0]);
          const what = `${name}, ${kind}: ${levels[one]} and ${levels[other]}`;
          assert.ok(
            difference >= 25 || differInForm(name, levels[one], levels[other]),
            `${what}: ${difference}`,
          );
        }
      }
    }
  }
});

for (const depth of [16, 8] as const) {
  test(`with ${depth} colours nothing vanishes: letters and background differ`, () => {
    for (const name of NAMES) {
      const attributes = new CellAttributes(name, depth);
      for (const fill of FILLS) {
        for (const tone of TONES) {
          const { fg: sent, bg, flags } = partsOf(attributes.of(tone, fill));
          assert.ok(
            (sent < depth || sent === NO_COLOR) && (bg < 8 || bg === NO_COLOR),
            `${name}: ${tone} on ${fill}`,
          );
          // Bold is bright there.
          const fg = depth === 8 && sent < 8 && flags & BOLD ? sent + 8 : sent;
          if (fg !== NO_COLOR && bg !== NO_COLOR) {
            assert.ok(contrastRatio(paletteColor(fg), paletteColor(bg)) >= 3, `${name}: ${tone} on ${fill}`);
          }
        }
      }
    }
  });

  test(`with ${depth} colours the verdict, the open tab, bars and the selected line have looks of their own`, () => {
    for (const name of NAMES) {
      const attributes = new CellAttributes(name, depth);
      const look = (tone: Tone, fill: Tone = 'plain') => attributes.of(tone, fill);
      assert.notEqual(look('plain', 'selected'), look('plain'), name);
      assert.notEqual(look('tab-active', 'tab'), look('tab', 'tab'), name);
      assert.notEqual(look('header-sorted', 'header'), look('header', 'header'), name);
      if (name === 'mono') continue;
      for (const levels of [
        ['ok', 'warn', 'critical'],
        ['bar-ok', 'bar-warn', 'bar-critical'],
      ] as const) {
        assert.equal(new Set(levels.map((tone) => look(tone))).size, 3, name);
        // High contrast tells what is good by the absence of anything else.
        if (name !== 'high-contrast')
          assert.ok(
            levels.every((tone) => look(tone) !== look('plain')),
            name,
          );
      }
    }
  });
}

test('without colours, selected and critical are in reverse', () => {
  const attributes = new CellAttributes('default', 0);
  for (const tone of ['selected', 'critical', 'header', 'error'] as const) {
    assert.ok(partsOf(attributes.of(tone, 'plain')).flags & INVERSE, tone);
  }
});

/** Full colour blindness of three kinds as a matrix on linear RGB (Machado, Oliveira and Fernandes 2009). */
const COLOR_BLINDNESS = {
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
} as const;

function wanted(tone: Tone, fill: Tone): number {
  if (fill === 'stale') return 4.5;
  if (DECORATION.has(tone)) return 1.5;
  return SHAPES.has(tone) ? 3 : 4.5;
}

/** The terminal's own foreground is taken to be readable on its own background. */
function contrastOf(attribute: number, background: Rgb): number {
  const { fg, bg } = partsOf(attribute);
  if (fg === NO_COLOR) return bg === NO_COLOR ? 21 : 0;
  return contrastRatio(paletteColor(fg), bg === NO_COLOR ? background : paletteColor(bg));
}

function partsOf(attribute: number): { flags: number; fg: number; bg: number } {
  return { flags: attribute >> 18, fg: (attribute >> 9) & 0x1ff, bg: attribute & 0x1ff };
}

/** The colour that catches the eye: that of the background where there is one. */
function markOf(name: DrawnTheme, tone: Tone): Rgb {
  const { fg, bg } = THEMES[name].tones[tone];
  return paletteColor(bg ?? fg ?? 231);
}

function differInForm(name: DrawnTheme, one: Tone, other: Tone): boolean {
  const form = (tone: Tone): string => {
    const { bg, underline, inverse } = THEMES[name].tones[tone];
    return [bg !== undefined, underline, inverse].join();
  };
  return form(one) !== form(other);
}

function see(color: Rgb, matrix: readonly (readonly number[])[]): Rgb {
  const light = color.map((channel) => (channel / 255) ** 2.2);
  const [red = 0, green = 0, blue = 0] = matrix.map((row) => {
    const sum = row.reduce((total, weight, index) => total + weight * (light[index] ?? 0), 0);
    return 255 * Math.max(0, Math.min(1, sum)) ** (1 / 2.2);
  });
  return [red, green, blue];
}

/** Distance in CIE Lab (1976); 2 is just noticeable. */
function distance(one: Rgb, other: Rgb): number {
  const [l1, a1, b1] = lab(one);
  const [l2, a2, b2] = lab(other);
  return Math.hypot(l1 - l2, a1 - a2, b1 - b2);
}

function lab(color: Rgb): [number, number, number] {
  const [r, g, b] = color.map((channel) => (channel / 255) ** 2.2) as [number, number, number];
  const f = (t: number): number => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116);
  const x = f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505);
  const y = f(0.2126 * r + 0.7152 * g + 0.0722 * b);
  const z = f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}
