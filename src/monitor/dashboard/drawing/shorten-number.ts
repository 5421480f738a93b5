/**
 * A formatted number made to fit a narrow column without telling a wrong one: decimals go first, then the smaller of
 * two units, then it says "more than that". `12.3k` → `12k`, `3d04h` → `3d`, `+102M` → `+.1G`, `512` → `9+`.
 */
export function shortenNumber(text: string, width: number): string {
  if (text.length <= width || width <= 0) return text;
  const shorter = [withoutDecimals(text), withoutSmallerUnit(text), nextUnit(text), moreThan(text, width)];
  return shorter.find((candidate) => candidate !== null && candidate.length <= width) ?? '+'.repeat(width);
}

function withoutDecimals(text: string): string | null {
  const match = /^([+<-]?\d+)\.\d(\D*)$/.exec(text);
  return match === null ? null : `${match[1]}${match[2]}`;
}

function withoutSmallerUnit(text: string): string | null {
  const match = /^(\d+[dh])\d+/.exec(text);
  return match === null ? null : (match[1] ?? null);
}

/** Hundreds of one unit as tenths of the next. */
function nextUnit(text: string): string | null {
  const match = /^([+-]?)(\d)(\d)\d([kMGTP])$/.exec(text);
  if (match === null) return null;
  const [, sign = '', hundreds = '', tens = '', unit = ''] = match;
  const tenths = Math.min(9, Number(hundreds) + (Number(tens) >= 5 ? 1 : 0));
  return `${sign}.${tenths}${NEXT[unit] ?? ''}`;
}

const NEXT: Readonly<Record<string, string>> = { k: 'M', M: 'G', G: 'T', T: 'P', P: 'E' };

function moreThan(text: string, width: number): string | null {
  return /^\d/.test(text) ? `${'9'.repeat(width - 1)}+` : null;
}
