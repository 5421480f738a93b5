/* The rule above the table where charts stand above that: what the table lists, and when that was. */
import { formatCount } from '../../text/format.js';
import type { Line } from '../drawing/frame.js';
import { ruleLine } from '../drawing/rule-line.js';
import { clockOf, type Scene } from '../drawing/scene.js';

export function tableTitleLine(scene: Scene): Line {
  const { length } = scene.model.rows;
  const body = scene.observation?.sample.body;
  if (body?.kind !== 'workers') return ruleLine(scene, 'workers', '', scene.width);
  const { past } = scene.model;
  const when = past === null ? '' : ` at ${clockOf(scene, past.timeMs)}`;
  const all = body.workers.totals.workers;
  const shown =
    scene.model.table.filterText === '' ? '' : `${formatCount(length)} of ${formatCount(all)} shown`;
  return ruleLine(scene, `workers${when}`, shown, scene.width);
}
