import type { Frame, Hit, Line } from '../dashboard/drawing/frame.js';
import { LineBuilder } from '../dashboard/drawing/line-builder.js';
import type { Key } from '../dashboard/model/message.js';
import type { Size } from '../dashboard/model/size.js';
import type { FoundStats } from '../discovery/find-servers.js';
import { describeServer } from '../discovery/found-text.js';
import { cleanText } from '../text/clean.js';

/** The list that asks which of several servers to watch. */
export interface Chooser {
  readonly found: readonly FoundStats[];
  readonly selected: number;
}

export type Choice =
  | { readonly kind: 'still'; readonly chooser: Chooser }
  | { readonly kind: 'chosen'; readonly found: FoundStats }
  | { readonly kind: 'left' };

export function pressed(chooser: Chooser, { name, text }: Key): Choice {
  const { found, selected } = chooser;
  if (LEAVING.has(name)) return { kind: 'left' };
  if (name === 'enter' || name === 'return') return chosen(chooser, selected);
  const step = STEPS.get(name);
  if (step !== undefined) return moved(chooser, selected + step);
  if (name === 'home') return moved(chooser, 0);
  if (name === 'end') return moved(chooser, found.length - 1);
  return /^[1-9]$/.test(text ?? '') ? chosen(chooser, Number(text) - 1) : { kind: 'still', chooser };
}

const LEAVING = new Set(['q', 'escape', 'ctrl-c', 'f10']);
const STEPS = new Map([
  ['up', -1],
  ['k', -1],
  ['down', 1],
  ['j', 1],
  ['tab', 1],
  ['page-up', -10],
  ['page-down', 10],
]);

export function moved(chooser: Chooser, to: number): Choice {
  const selected = Math.max(0, Math.min(chooser.found.length - 1, to));
  return { kind: 'still', chooser: { ...chooser, selected } };
}

export function chosen(chooser: Chooser, index: number): Choice {
  const found = chooser.found[index];
  return found === undefined ? { kind: 'still', chooser } : { kind: 'chosen', found };
}

/** Lines of the frame before the first server. */
const HEADING_LINES = 2;

export function chooserFrame({ found, selected }: Chooser, { columns, rows }: Size): Frame {
  const room = Math.max(1, rows - HEADING_LINES - 2);
  const top = Math.max(0, Math.min(selected - room + 1, found.length - room));
  const shown = found.slice(top, top + room);
  const width = Math.max(...found.map(({ candidate }) => candidate.address.length));
  const entries = shown.map((one, index) => entryLine(one, top + index, selected, width, columns));
  const heading = new LineBuilder(columns)
    .add('tstop', 'title')
    .add(`  ${found.length} servers on this host`)
    .end();
  const keys = keyLine(columns);
  const blank: Line = { spans: [], fill: 'plain' };
  const lines = [heading, blank, ...entries, blank, keys].slice(0, rows);
  const hits = shown.map(
    (_, index): Hit => ({
      x: 0,
      y: HEADING_LINES + index,
      width: columns,
      height: 1,
      target: { kind: 'menu-item', index: top + index },
    }),
  );
  return {
    lines: [...lines, ...Array.from({ length: rows - lines.length }, () => blank)],
    charts: [],
    hits,
    cursor: null,
  };
}

function entryLine(one: FoundStats, index: number, selected: number, width: number, columns: number): Line {
  const line = new LineBuilder(columns)
    .add(index === selected ? ' > ' : '   ')
    .add(index < 9 ? String(index + 1) : ' ', 'key')
    .add(`  ${cleanText(one.candidate.address.padEnd(width))}  `, 'strong')
    .add(cleanText(describeServer(one)));
  return line.end(index === selected ? 'selected' : 'plain');
}

function keyLine(columns: number): Line {
  const line = new LineBuilder(columns);
  for (const [key, label] of KEYS) line.add(` ${key}`, 'key').add(` ${label} `, 'key-label');
  return line.end();
}

const KEYS = [
  ['Enter', 'watch it'],
  ['1-9', 'that one'],
  ['q', 'leave'],
] as const;
