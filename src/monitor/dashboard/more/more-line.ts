/* The tables of More in one line: those that the document has, each with its length; the open one in brackets. */

import type { MoreSection } from '../../tables/tables.js';
import { formatCount } from '../../text/format.js';
import { displayWidth } from '../../text/width.js';
import type { Hit, Line } from '../drawing/frame.js';
import { LineBuilder } from '../drawing/line-builder.js';
import type { Scene } from '../drawing/scene.js';
import { sectionCount, sectionsOf } from '../model/more-blocks.js';
import { openSectionOf } from '../model/shown.js';

export function moreLine(scene: Scene, y: number): { readonly line: Line; readonly hits: readonly Hit[] } {
  const open = openSectionOf(scene.model);
  const sections = listedSections(scene, open);
  const titles = fittingTitles(scene, sections, open);
  const gap = widthOf(titles, 2) < scene.width ? 2 : 1;
  const line = new LineBuilder(scene.width).gap(1);
  const hits: Hit[] = [];
  for (const [index, section] of sections.entries()) {
    const title = titles[index] ?? '';
    line.gap(index === 0 ? 0 : gap);
    if (line.room === 0) break;
    const width = Math.min(displayWidth(title), line.room);
    hits.push({ x: line.x, y, width, height: 1, target: { kind: 'section', section } });
    line.add(title, section === open ? 'tab-active' : 'tab');
  }
  return { line: line.end('tab'), hits };
}

/** The open block stays in the line when the server stops sending it. */
function listedSections({ observation }: Scene, open: MoreSection): readonly MoreSection[] {
  const sections = sectionsOf(observation);
  return sections.includes(open) ? sections : [open, ...sections];
}

/** With the lengths where they fit; only the open one has its own then. */
function fittingTitles(scene: Scene, sections: readonly MoreSection[], open: MoreSection): readonly string[] {
  const counted = sections.map((section) => bracketed(counts(scene, section), section === open));
  if (widthOf(counted, 1) < scene.width) return counted;
  return sections.map((section) => (section === open ? bracketed(counts(scene, section), true) : section));
}

function counts({ observation }: Scene, section: MoreSection): string {
  return `${section} ${formatCount(sectionCount(observation, section))}`;
}

function bracketed(text: string, open: boolean): string {
  return open ? `[${text}]` : text;
}

function widthOf(titles: readonly string[], gap: number): number {
  return titles.reduce((sum, title) => sum + displayWidth(title) + gap, 0);
}
