/*
 * The 256 colours that terminals agree on (cube and greys; the first 16 are the user's own), as numbers that contrast
 * can be computed from. Contrast is WCAG 2.1's ratio, 1 to 21.
 */

export type Rgb = readonly [red: number, green: number, blue: number];

const CUBE = [0, 95, 135, 175, 215, 255];

/** Xterm's first 16 colours; users change them, so nothing but the 16-colour mapping may rely on these. */
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

/** For 16-colour terminals. Bright black is left out: on the Linux console it is too dark to read. */
export function nearestForeground(index: number): number {
  return nearest(index, [0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 13, 14, 15]);
}

/** Consoles have eight backgrounds: the bright half of the 16 is blinking text there. */
export function nearestBackground(index: number): number {
  return nearest(index, [0, 1, 2, 3, 4, 5, 6, 7]);
}

function nearest(index: number, candidates: readonly number[]): number {
  const wanted = paletteColor(index);
  let best = 0;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const distance = squaredDistance(wanted, paletteColor(candidate));
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

function squaredDistance(one: Rgb, other: Rgb): number {
  return (one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2 + (one[2] - other[2]) ** 2;
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
