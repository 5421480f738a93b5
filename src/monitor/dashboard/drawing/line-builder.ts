import { clipText, displayWidth, fitText } from '../../text/width.js';
import type { Line, Span, Tone } from './frame.js';
import type { Scene } from './scene.js';

/**
 * Writes one line from left to right and never past its width. Takes cleaned text only. Neighbours of the same tone
 * become one span.
 */
export class LineBuilder {
  readonly width: number;
  readonly #spans: Span[] = [];
  #used = 0;

  constructor(width: number) {
    this.width = Math.max(0, width);
  }

  /** Cells used so far: where the next text begins. */
  get x(): number {
    return this.#used;
  }

  get room(): number {
    return this.width - this.#used;
  }

  add(text: string, tone: Tone = 'plain', ground?: Tone): this {
    const needed = displayWidth(text);
    if (needed <= this.room) return this.#append(text, needed, tone, ground);
    const kept = clipText(text, this.room);
    return this.#append(kept, displayWidth(kept), tone, ground);
  }

  gap(cells: number): this {
    return cells > 0 ? this.add(' '.repeat(Math.min(cells, this.room))) : this;
  }

  /** Blanks up to the cell `x`; nothing if it is passed already. */
  to(x: number): this {
    return this.gap(x - this.#used);
  }

  addAll(spans: readonly Span[]): this {
    for (const span of spans) this.add(span.text, span.tone, span.ground);
    return this;
  }

  end(fill: Tone = 'plain'): Line {
    return { spans: this.#spans, fill };
  }

  #append(text: string, width: number, tone: Tone, ground: Tone | undefined): this {
    if (text === '') return this;
    const last = this.#spans.at(-1);
    if (last !== undefined && last.tone === tone && last.ground === ground) {
      this.#spans[this.#spans.length - 1] = { ...last, text: last.text + text };
    } else {
      this.#spans.push(ground === undefined ? { text, tone } : { text, tone, ground });
    }
    this.#used += width;
    return this;
  }
}

export const EMPTY_LINE: Line = { spans: [], fill: 'plain' };

export function spansWidth(spans: readonly Span[]): number {
  return spans.reduce((sum, span) => sum + displayWidth(span.text), 0);
}

/** As much of the spans as fits `width` cells. */
export function clipSpans(spans: readonly Span[], width: number): readonly Span[] {
  return spansWidth(spans) <= width ? spans : new LineBuilder(width).addAll(spans).end().spans;
}

/** `─ workers ───────────────────── 6: 4 busy ─`. All texts cleaned; the right one goes if there is no room for it. */
export function ruleLine(scene: Scene, title: string, note: string, width: number, dim = ''): Line {
  const { horizontal } = scene.glyphs.frame;
  const line = new LineBuilder(width).add(`${horizontal} `, 'border');
  const room = Math.max(0, line.room - (note === '' ? 2 : displayWidth(note) + 5));
  line.add(displayWidth(title) > room ? fitText(title, room, 'left', scene.glyphs.ellipsis) : title, 'title');
  if (displayWidth(dim) + 2 <= line.room) line.add(dim, 'dim');
  line.add(' ');
  const rule = line.room - displayWidth(note) - 3;
  if (note === '' || rule < 1) return line.add(horizontal.repeat(line.room), 'border').end();
  line.add(horizontal.repeat(rule), 'border').add(` ${note} `, 'dim');
  return line.add(horizontal, 'border').end();
}
