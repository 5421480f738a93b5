import type { VisibleColumn } from '../../tables/columns/visible-columns.js';
import { fitText } from '../../text/width.js';
import type { Span, Tone } from './frame.js';
import type { Scene } from './scene.js';

/** A text in its column, cut or filled up to the width of it. */
export function textCell(
  { glyphs }: Scene,
  { width, column }: VisibleColumn,
  text: string,
  tone: Tone,
): readonly Span[] {
  return [{ text: fitText(text, width, column.align, glyphs.ellipsis), tone }];
}
