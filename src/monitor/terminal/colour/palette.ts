/*
 * The 256 colours that terminals agree on (cube and greys; the first 16 are the user's own), as numbers that contrast
 * can be computed from. Contrast is WCAG 2.1's ratio, 1 to 21.
 */

export type Rgb = readonly [red: number, green: number, blue: number];

const CUBE = [0, 95, 135, 175, 215, 255];

/** Xterm's first 16 colours; users change them, so they say no more than which colours can be read on each other. */
const BASE: readonly Rgb[] = [
  [0, 0, 0],
  [205, 0, 0],
  [0, 205, 0],
  [205, 205, 0],
  [0, 0, 238],
  [205, 0, 205],
  [0, 205, 205],
  [229, 229, 229],
  [127, 127, 127],
  [255, 0, 0],
  [0, 255, 0],
  [255, 255, 0],
  [92, 92, 255],
  [255, 0, 255],
  [0, 255, 255],
  [255, 255, 255],
];

/** The colour of palette index 0 … 255. */
export function paletteColor(index: number): Rgb {
  const base = BASE[index];
  if (base !== undefined) return base;
  if (index >= 232) {
    const grey = 8 + (index - 232) * 10;
    return [grey, grey, grey];
  }
  const cube = index - 16;
  return [cubeLevel(Math.floor(cube / 36)), cubeLevel(Math.floor(cube / 6) % 6), cubeLevel(cube % 6)];
}

export function contrastRatio(one: Rgb, other: Rgb): number {
  const a = luminance(one);
  const b = luminance(other);
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

function luminance(color: Rgb): number {
  return 0.2126 * linear(color[0]) + 0.7152 * linear(color[1]) + 0.0722 * linear(color[2]);
}

function linear(channel: number): number {
  const share = channel / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
}

function cubeLevel(step: number): number {
  return CUBE[step] ?? 0;
}
