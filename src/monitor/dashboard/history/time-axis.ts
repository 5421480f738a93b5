/* The line below a chart: when it was, what happened then, and the moment that is looked at. */

import type { ServerEvent } from '../../metrics/events/server-event.js';
import { columnAt, type TimeColumns } from '../../metrics/history-columns.js';
import type { Span, Tone } from '../drawing/frame.js';
import { clockOf, type Scene } from '../drawing/scene.js';
import { eventMark, eventTone } from '../table/event-cells.js';

interface AxisCell {
  readonly text: string;
  readonly tone: Tone;
}

/** One mark for each cell in which something happened: the worst of it, and of that the newest. */
export type Marks = ReadonlyMap<number, ServerEvent>;

/** `cells`: the time of each cell of the chart. */
export function marksOf(events: readonly ServerEvent[], cells: TimeColumns): Marks {
  const marks = new Map<number, ServerEvent>();
  for (const event of events) {
    for (const timeMs of [event.beginMs, event.lastMs]) {
      const cell = columnAt(cells, timeMs);
      if (cell < 0 || cell >= cells.count) continue;
      const other = marks.get(cell);
      if (other === undefined || RANK[event.level] >= RANK[other.level]) marks.set(cell, event);
    }
  }
  return marks;
}

const RANK: Readonly<Record<ServerEvent['level'], number>> = { info: 0, warn: 1, critical: 2 };

/** The line of marks alone. */
export function markSpans(
  scene: Scene,
  marks: Marks,
  cells: TimeColumns,
  cursor: number | null,
): readonly Span[] {
  const line = blankLine(cells.count, ' ', 'plain');
  if (cursor !== null) line[cursor] = { text: scene.glyphs.cursor, tone: 'strong' };
  putMarks(line, scene, marks);
  return spansOf(line);
}

/** Round times, the cursor's time, and the marks if they have no line of their own. */
export function axisSpans(
  scene: Scene,
  marks: Marks,
  cells: TimeColumns,
  cursorMs: number | null,
): readonly Span[] {
  const line = blankLine(cells.count, scene.glyphs.frame.horizontal, 'border');
  const cursor = cursorLabel(scene, cells, cursorMs);
  for (const label of roundTimes(scene, cells)) {
    const free = !hitsMark(marks, label) && (cursor === null || !areClose(label, cursor));
    if (free) putText(line, label, 'dim');
  }
  putMarks(line, scene, marks);
  if (cursor !== null) putText(line, cursor, 'strong');
  return spansOf(line);
}

interface Label {
  readonly cell: number;
  readonly text: string;
}

/** Below the cursor, or as near to that as the axis allows. */
function cursorLabel(scene: Scene, cells: TimeColumns, cursorMs: number | null): Label | null {
  const cursor = cursorMs === null ? -1 : columnAt(cells, cursorMs);
  if (cursorMs === null || cursor < 0 || cursor >= cells.count) return null;
  const text = clockOf(scene, cursorMs);
  const left = cursor - Math.floor(text.length / 2);
  return { cell: Math.max(0, Math.min(left, cells.count - text.length)), text };
}

function areClose(one: Label, other: Label): boolean {
  return one.cell <= other.cell + other.text.length && other.cell <= one.cell + one.text.length;
}

/** Where the texts of round times begin: centred below their moment, with room between them. */
function roundTimes(scene: Scene, cells: TimeColumns): readonly Label[] {
  const step = STEPS.find((ms) => ms / cells.columnMs >= widthFor(ms) + LEAST_BETWEEN);
  if (step === undefined) return [];
  const offsetMs = scene.utcOffsetMinutes * 60_000;
  const endMs = cells.startMs + cells.columnMs * cells.count;
  const texts: Label[] = [];
  const first = Math.ceil((cells.startMs + offsetMs) / step) * step - offsetMs;
  for (let timeMs = first; timeMs < endMs; timeMs += step) {
    const text = clockOf(scene, timeMs).slice(0, widthFor(step));
    const cell = columnAt(cells, timeMs) - Math.floor(text.length / 2);
    if (cell >= 0 && cell + text.length <= cells.count) texts.push({ cell, text });
  }
  return texts;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const STEPS: readonly number[] = [
  ...[5, 10, 15, 30].map((seconds) => seconds * SECOND),
  ...[1, 2, 5, 10, 15, 30, 60, 120].map((minutes) => minutes * MINUTE),
];
const LEAST_BETWEEN = 5;

/** `13:05`, with seconds where the steps are shorter than a minute. */
function widthFor(stepMs: number): number {
  return stepMs < MINUTE ? 8 : 5;
}

function hitsMark(marks: Marks, { cell, text }: Label): boolean {
  return [...marks.keys()].some((mark) => mark >= cell - 1 && mark <= cell + text.length);
}

function putMarks(line: AxisCell[], scene: Scene, marks: Marks): void {
  for (const [cell, event] of marks)
    line[cell] = { text: eventMark(scene.glyphs, event.kind), tone: eventTone(event) };
}

function putText(line: AxisCell[], { cell, text }: Label, tone: Tone): void {
  for (const [index, character] of [...text].entries()) {
    if (line[cell + index] !== undefined) line[cell + index] = { text: character, tone };
  }
}

function blankLine(count: number, text: string, tone: Tone): AxisCell[] {
  return Array.from({ length: Math.max(0, count) }, () => ({ text, tone }));
}

function spansOf(line: readonly AxisCell[]): readonly Span[] {
  const spans: { text: string; tone: Tone }[] = [];
  for (const { text, tone } of line) {
    const last = spans.at(-1);
    if (last?.tone === tone) last.text += text;
    else spans.push({ text, tone });
  }
  return spans;
}
