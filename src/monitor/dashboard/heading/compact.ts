/*
 * Small terminals. Below 60×12 the table keeps one line a row and nothing is decorated; below 40×6 there is only the
 * verdict, wrapped over the lines that are there.
 */
import { clipText, displayWidth } from '../../text/width.js';
import type { Line, Tone } from '../drawing/frame.js';
import { EMPTY_LINE, LineBuilder } from '../drawing/line-builder.js';
import type { Scene } from '../drawing/scene.js';
import { verdictLine } from './verdict-line.js';

/** The verdict alone, over `height` lines. */
export function verdictLines(scene: Scene, height: number): readonly Line[] {
  if (height <= 1) return height === 1 ? [verdictLine(scene)] : [];
  const wide = verdictLine({ ...scene, width: scene.width * height });
  const tone: Tone = wide.fill === 'banner' ? 'banner' : (wide.spans[0]?.tone ?? 'plain');
  const texts = wrapped(wide.spans.map((span) => span.text).join(''), scene.width);
  return Array.from({ length: height }, (_, index) => {
    const text = texts[index];
    if (text === undefined) return EMPTY_LINE;
    return new LineBuilder(scene.width).add(text, index === 0 ? tone : 'plain').end();
  });
}

/** Breaks at blanks where there are any; a word longer than the line is broken. */
function wrapped(text: string, width: number): readonly string[] {
  if (width <= 0) return [];
  const lines: string[] = [];
  let rest = text.trim();
  while (rest !== '') {
    const fits = displayWidth(rest) <= width;
    const cut = clipText(rest, width);
    const blank = fits ? -1 : `${cut}${rest.slice(cut.length, cut.length + 1)}`.lastIndexOf(' ');
    const end = fits ? rest.length : blank > 0 ? blank : Math.max(1, cut.length);
    lines.push(clipText(rest.slice(0, end).trimEnd(), width));
    rest = rest.slice(end).trimStart();
  }
  return lines;
}
