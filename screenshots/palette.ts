/** A terminal palette index as a CSS colour: 16 base colours of our choice, then the standard cube and greys. */
export function paletteColor(index: number): string {
  const base = BASE[index];
  if (base !== undefined) return base;
  if (index >= 232) {
    const grey = 8 + (index - 232) * 10;
    return hex(grey, grey, grey);
  }
  const cube = index - 16;
  return hex(level(Math.floor(cube / 36)), level(Math.floor(cube / 6) % 6), level(cube % 6));
}

const BASE: readonly string[] = (
  '#1b1e25 #e5635f #7fc16b #d8a54a #5aa2ee #b98ae0 #4fb8c4 #c9cdd6 ' +
  '#6c7380 #ff8580 #a0dd8a #f2c879 #82bdff #d6b0f5 #7fd8e0 #ffffff'
).split(' ');

function level(step: number): number {
  return step === 0 ? 0 : 55 + step * 40;
}

function hex(...parts: readonly number[]): string {
  return `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}
