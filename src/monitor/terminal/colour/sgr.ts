import { BOLD, DEFAULT_ATTRIBUTE, INVERSE, NO_COLOR, UNDERLINE } from './cell-attributes.js';

/** The shortest escape sequence that turns one cell attribute into another; empty when they are the same. */
export function sgrBetween(from: number, to: number): string {
  if (from === to) return '';
  if (to === DEFAULT_ATTRIBUTE) return '\x1b[m';
  const known = keptOf(from, to);
  const parameters = known === from ? [] : ['0'];
  const added = (to >> 18) & ~(known >> 18);
  if (added & BOLD) parameters.push('1');
  if (added & UNDERLINE) parameters.push('4');
  if (added & INVERSE) parameters.push('7');
  if (foreground(known) !== foreground(to)) parameters.push(color(foreground(to), 30));
  if (background(known) !== background(to)) parameters.push(color(background(to), 40));
  return `\x1b[${parameters.join(';')}m`;
}

/** Flags are taken away with a reset only: terminals disagree on what 22 and 24 take with them. */
function keptOf(from: number, to: number): number {
  const takenAway = (from >> 18) & ~(to >> 18);
  return takenAway === 0 ? from : DEFAULT_ATTRIBUTE;
}

function color(index: number, base: 30 | 40): string {
  if (index === NO_COLOR) return String(base + 9);
  if (index < 8) return String(base + index);
  if (index < 16) return String(base + 52 + index);
  return `${base + 8};5;${index}`;
}

function foreground(attribute: number): number {
  return (attribute >> 9) & 0x1ff;
}

function background(attribute: number): number {
  return attribute & 0x1ff;
}
