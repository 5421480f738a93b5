/*
 * The line above the keys: what the table shows and how, most important first. Parts that do not fit are left out as
 * a whole. What is wrong with a prompt takes the line, and so does a notice for as long as it lasts.
 */

import { columnOf } from '../../tables/columns/chosen-columns.js';
import { formatCount } from '../../text/format.js';
import { displayWidth, fitText } from '../../text/width.js';
import type { Line, Tone } from '../drawing/frame.js';
import { LineBuilder, spansWidth } from '../drawing/line-builder.js';
import { clockOf, type Scene, screenText } from '../drawing/scene.js';
import { layoutOf } from '../layout/layout.js';
import { shownTable } from '../model/shown.js';
import { shownColumnSet } from '../table/shown-columns.js';
import { span } from './meter-group.js';
import { type Part, pastParts, peakParts, readingParts, workerParts } from './status-facts.js';

export function statusLine(scene: Scene): Line {
  const { notice, nowMs, prompt } = scene.model;
  const line = new LineBuilder(scene.width).gap(1);
  if (prompt !== null && prompt.error !== null) return sentence(line, scene, prompt.error, 'error');
  if (notice !== null && notice.untilMs > nowMs) {
    return sentence(line, scene, notice.text, notice.level === 'error' ? 'error' : 'strong');
  }
  for (const part of partsOf(scene)) {
    const first = line.x === 1;
    if (spansWidth(part) + (first ? 0 : 3) > line.room) continue;
    line.add(first ? '' : ` ${scene.glyphs.bar} `, 'dim').addAll(part);
  }
  return line.end();
}

function sentence(line: LineBuilder, scene: Scene, text: string, tone: Tone): Line {
  const fitted = fitText(screenText(scene, text, 512), line.room, 'left', scene.glyphs.ellipsis);
  return line.add(fitted.trimEnd(), tone).end();
}

function partsOf(scene: Scene): readonly Part[] {
  const { observation } = scene;
  if (observation === null) return [];
  const { body } = observation.sample;
  return [
    ...pastParts(scene),
    ...(body.kind === 'workers' && scene.model.view === 'workers'
      ? workerParts(body.workers)
      : [[span(rowsText(scene))]]),
    sortPart(scene),
    filterPart(scene),
    ...hiddenPart(scene),
    ...searchPart(scene),
    ...scrollPart(scene),
    ...columnsPart(scene),
    [span(`${scene.model.table.tagged.size} tagged`, scene.model.table.tagged.size > 0 ? 'tagged' : 'dim')],
    ...(scene.model.table.follow ? [[span('following', 'strong')]] : []),
    ...badRepliesPart(scene),
    ...(body.kind === 'workers' && scene.width >= 110 ? peakParts(scene, body.workers) : []),
    ...(scene.width >= 150 ? readingParts(scene) : []),
  ];
}

function rowsText(scene: Scene): string {
  const kind = shownTable(scene.model);
  const count = scene.model.rows.length;
  return `${formatCount(count)} ${count === 1 ? kind.slice(0, -1) : kind}`;
}

function sortPart(scene: Scene): Part {
  const { sortField, descending } = scene.model.table;
  const title = columnOf(shownColumnSet(scene.model), sortField)?.title;
  if (title === undefined) return [span('sort ', 'dim'), span(scene.glyphs.none, 'dim')];
  const mark = descending ? scene.glyphs.descending : scene.glyphs.ascending;
  return [span('sort ', 'dim'), span(title + mark)];
}

function filterPart(scene: Scene): Part {
  const { filterText } = scene.model.table;
  if (filterText === '') return [span('filter ', 'dim'), span(scene.glyphs.none, 'dim')];
  return [
    span('filter ', 'dim'),
    span(shortText(scene, filterText), 'warn'),
    span(` (${scene.model.rows.length} shown)`, 'dim'),
  ];
}

/** Rows that are left out because they are idle; only workers and cores are. */
function hiddenPart({ model }: Scene): readonly Part[] {
  if (!model.table.hidesIdle || shownTable(model) !== 'workers') return [];
  return [[span('idle hidden', 'warn')]];
}

function searchPart(scene: Scene): readonly Part[] {
  const { searchText } = scene.model.table;
  return searchText === '' ? [] : [[span('search ', 'dim'), span(shortText(scene, searchText), 'match')]];
}

function shortText(scene: Scene, text: string): string {
  const clean = screenText(scene, text, 256);
  const room = Math.max(12, Math.floor(scene.width / 4));
  return displayWidth(clean) > room ? fitText(clean, room, 'left', scene.glyphs.ellipsis) : clean;
}

/** Which rows are on the screen, when not all are. */
function scrollPart(scene: Scene): readonly Part[] {
  const { rows, table } = scene.model;
  const { height } = layoutOf(scene.model).tableBody;
  if (rows.length <= height) return [];
  const last = Math.min(rows.length, table.top + height);
  return [[span(`rows ${table.top + 1}-${last} of ${rows.length}`)]];
}

function columnsPart(scene: Scene): readonly Part[] {
  const { columnOffset } = scene.model.table;
  return columnOffset === 0 ? [] : [[span(`columns +${columnOffset}`)]];
}

function badRepliesPart(scene: Scene): readonly Part[] {
  const { badReplies, observation } = scene;
  const bad = badReplies === 1 ? '1 bad reply' : `${formatCount(badReplies)} bad replies`;
  return [
    ...(badReplies > 0 ? [[span(bad, 'warn')]] : []),
    ...(observation?.sample.reading.repaired === true ? [[span('reply repaired', 'warn')]] : []),
    ...(observation?.sample.reading.timeIsNewest === true
      ? [[span(`ages at ${clockOf(scene, observation.sample.timeMs)}, the newest time in it`, 'warn')]]
      : []),
  ];
}
