/* The cells that are more than a formatted value: bars, trends, the tree, what a worker is doing now. */

import { stepsWithGaps } from '../../metrics/history-gaps.js';
import { BUSY_STEP_MS, TREND_STEPS } from '../../metrics/sample/mean-trend.js';
import type { WorkerState } from '../../metrics/sample/sample.js';
import type { VisibleColumn } from '../../tables/columns/visible-columns.js';
import type { CoreRow, Row, WorkerRow } from '../../tables/row.js';
import { formatPercent } from '../../text/format.js';
import { displayWidth, fitText } from '../../text/width.js';
import { barOf, barTone, sparkline, sparkPoints, spreadPoints } from '../drawing/bar.js';
import type { Span } from '../drawing/frame.js';
import { markMatches } from '../drawing/match.js';
import type { Scene } from '../drawing/scene.js';
import { textCell } from '../drawing/text-cell.js';
import { isAsleep, stateTone } from './cell-tone.js';
import { coreMap } from './core-map.js';
import { eventCell } from './event-cells.js';
import { entryCell } from './more-cells.js';
import { nodeCell, vassalCell } from './node-cells.js';
import { nowText } from './now-text.js';
import { requestCell, socketCell } from './request-cells.js';

/** Null for a cell that goes by its unit. */
export function drawnCell(
  scene: Scene,
  row: Row,
  place: VisibleColumn,
  lastOfWorker: boolean,
): readonly Span[] | null {
  switch (row.kind) {
    case 'worker':
    case 'core':
      return workerCell(scene, row, place, lastOfWorker);
    case 'request':
      return requestCell(scene, row, place);
    case 'event':
      return eventCell(scene, row, place);
    case 'socket':
      return socketCell(scene, row, place);
    case 'node':
      return nodeCell(scene, row, place);
    case 'vassal':
      return vassalCell(scene, row, place);
    default:
      return entryCell(scene, row, place);
  }
}

function workerCell(
  scene: Scene,
  row: WorkerRow | CoreRow,
  place: VisibleColumn,
  lastOfWorker: boolean,
): readonly Span[] | null {
  switch (place.column.field.name) {
    case 'slot':
      return slotCell(scene, row, place, lastOfWorker);
    case 'pid':
      return row.kind === 'core' && scene.model.table.mode === 'tree'
        ? textCell(scene, place, '·', 'dim')
        : null;
    case 'state':
      return stateCell(scene, row, place);
    case 'in_flight':
      return row.kind === 'worker' ? inFlightCell(scene, row, place) : null;
    case 'busy_ratio':
      return busyCell(scene, row, place);
    case 'busy_5m_ratio':
      return trendCell(scene, row, place);
    case 'now':
      return nowCell(scene, row, place);
    default:
      return null;
  }
}

/** `2`, `2.0`, and in the tree with its fold mark or branch. */
function slotCell(
  scene: Scene,
  row: WorkerRow | CoreRow,
  place: VisibleColumn,
  lastOfWorker: boolean,
): readonly Span[] {
  const { glyphs, model } = scene;
  const slot = String(row.worker.slot);
  const name = row.kind === 'core' ? `${slot}.${row.core.id}` : slot;
  const tone = isAsleep(row) ? 'dim' : 'strong';
  if (model.table.mode !== 'tree') return textCell(scene, place, name, tone);
  const branch = lastOfWorker ? glyphs.lastBranch : glyphs.branch;
  const mark = row.kind === 'worker' ? foldMark(scene, row) : branch;
  const text = fitText(name, Math.max(0, place.width - displayWidth(mark) - 1), 'left', glyphs.ellipsis);
  return [
    { text: `${mark} `, tone: 'dim' },
    { text, tone },
  ];
}

function foldMark(scene: Scene, row: WorkerRow): string {
  if (row.worker.cores.length === 0) return ' ';
  return scene.model.table.folded.has(row.key) ? scene.glyphs.folded : scene.glyphs.unfolded;
}

/** Words that want attention are loud without any colour. */
function stateCell(scene: Scene, row: WorkerRow | CoreRow, place: VisibleColumn): readonly Span[] {
  const state: WorkerState = row.kind === 'core' ? row.core.state : row.worker.state;
  return [
    { text: fitText(stateWord(state), place.width, 'left', scene.glyphs.ellipsis), tone: stateTone(state) },
  ];
}

function stateWord(state: WorkerState): string {
  if (state === 'unknown') return '?';
  return LOUD_WORKER_STATES.has(state) ? state.toUpperCase() : state;
}

/** States that need attention. */
export const LOUD_WORKER_STATES: ReadonlySet<WorkerState> = new Set(['stuck', 'stall', 'dead']);

function inFlightCell(scene: Scene, { worker }: WorkerRow, place: VisibleColumn): readonly Span[] {
  if (worker.coresBusy === null || worker.coresTotal === null || worker.state === 'cheap') {
    return textCell(scene, place, '-', 'dim');
  }
  const map = coreMap(scene, worker, place.width);
  if (map !== null) return map;
  const whole = `${worker.coresBusy}/${worker.coresTotal}`;
  const text = whole.length <= place.width ? whole : String(worker.coresBusy);
  return textCell(scene, place, text, worker.coresBusy > 0 ? 'plain' : 'dim');
}

function busyCell(scene: Scene, row: WorkerRow | CoreRow, place: VisibleColumn): readonly Span[] {
  const ratio = row.kind === 'core' ? row.core.busyRatio : row.worker.busyRatio;
  const cells = place.width - PERCENT_CELLS;
  if (ratio === null || isAsleep(row)) return textCell(scene, place, '-', 'dim');
  const { busyWarnRatio, busyCriticalRatio } = scene.model.settings.thresholds;
  const { filled, empty } = barOf(ratio, Math.max(0, cells), scene.glyphs);
  const percent = formatPercent(ratio).replace('%', '').padStart(PERCENT_CELLS);
  return [
    { text: filled, tone: barTone(ratio, busyWarnRatio, busyCriticalRatio) },
    { text: empty, tone: 'bar-empty' },
    { text: fitText(percent, Math.min(place.width, PERCENT_CELLS), 'right'), tone: 'plain' },
  ];
}

const PERCENT_CELLS = 4;

function trendCell(scene: Scene, row: WorkerRow | CoreRow, place: VisibleColumn): readonly Span[] {
  if (row.kind === 'core') return textCell(scene, place, '', 'dim');
  const steps = stepsWithGaps(row.worker.busyTrend, BUSY_STEP_MS, scene.observation?.history ?? []);
  const points = spreadPoints(steps, TREND_STEPS, sparkPoints(place.width, scene.glyphs));
  const trend = sparkline(points, place.width, scene.glyphs, { low: 0, high: 1 });
  return [{ text: trend, tone: 'spark' }];
}

function nowCell(scene: Scene, row: WorkerRow | CoreRow, place: VisibleColumn): readonly Span[] {
  const { text, tone } = nowText(scene, row, place.width);
  const fitted = fitText(text, place.width, 'left', scene.glyphs.ellipsis);
  return markMatches(fitted, tone, scene.model.table.searchText);
}
