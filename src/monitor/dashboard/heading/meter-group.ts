import { displayWidth } from '../../text/width.js';
import type { Span, Tone } from '../drawing/frame.js';

/** Entries that stand below each other and share a width. */
export interface MeterGroup {
  readonly width: number;
  readonly lines: readonly (readonly Span[])[];
}

export function span(text: string, tone: Tone = 'plain'): Span {
  return { text, tone };
}

/** `HARAKIRI  3  last 6m ago`: a label, a number that ends in the same cell on every line, and what to know about it. */
export interface Counter {
  readonly label: string;
  readonly value: string;
  readonly tone: Tone;
  readonly note: string;
}

/** As wide as the widest of its counters, but never so narrow that a digit more would move what stands beside it. */
export function counterGroup(counters: readonly Counter[], leastWidth = 0): MeterGroup {
  const labels = Math.max(...counters.map(({ label }) => displayWidth(label)));
  const values = Math.max(LEAST_VALUE_CELLS, ...counters.map(({ value }) => displayWidth(value)));
  const notes = Math.max(...counters.map(({ note }) => (note === '' ? 0 : displayWidth(note) + 2)));
  return {
    width: Math.max(leastWidth, labels + 1 + values + notes),
    lines: counters.map(({ label, value, tone, note }) => [
      span(label.padEnd(labels + 1), 'label'),
      span(value.padStart(values), tone),
      ...(note === '' ? [] : [span(`  ${note}`, 'dim')]),
    ]),
  };
}

/** `0.4/s`. */
const LEAST_VALUE_CELLS = 5;
