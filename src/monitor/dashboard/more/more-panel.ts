/* Below the tables of More: what is worth knowing of the open one, and what the server could tell but does not. */

import { blockNamed } from '../../tables/tables.js';
import type { Line, Tone } from '../drawing/frame.js';
import { EMPTY_LINE, LineBuilder } from '../drawing/line-builder.js';
import type { Scene } from '../drawing/scene.js';
import { possibleSections, sectionsOf } from '../model/more-blocks.js';
import { openSectionOf } from '../model/shown.js';

export function morePanel(scene: Scene, height: number): readonly Line[] {
  const missing = missingText(scene);
  const open = openSectionOf(scene.model);
  const isTold = sectionsOf(scene.observation).includes(open);
  const lines = [
    ...(isTold ? wrapped(scene, blockNamed(open).note, 'dim') : []),
    ...(missing === null ? [] : wrapped(scene, missing, 'dim')),
  ].slice(0, height);
  return [...Array.from({ length: height - lines.length }, () => EMPTY_LINE), ...lines];
}

/** `Others come with options: caches (cache2), …`. */
function missingText({ observation }: Scene): string | null {
  if (observation === null) return null;
  const told = sectionsOf(observation);
  const missing = possibleSections(observation.sample.body).filter((section) => !told.includes(section));
  if (missing.length === 0) return null;
  const named = missing.map((section) => `${section} (${blockNamed(section).option})`);
  return `Others come with options: ${named.join(', ')}.`;
}

function wrapped(scene: Scene, text: string, tone: Tone): readonly Line[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > scene.width - 2) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines.map((line) => new LineBuilder(scene.width).gap(1).add(line, tone).end());
}
