import { isReadonly } from '../model/shown.js';
/*
 * The panel about one worker. A function of the scene and of its own size, so that it can stand below the table and
 * anywhere else: who it is, what each core does, how it was lately, what kills it, its process, what Python waits for.
 */

import type { WorkerSample } from '../../metrics/sample/sample.js';
import type { Hit, Line } from '../drawing/frame.js';
import { EMPTY_LINE, LineBuilder } from '../drawing/line-builder.js';
import { boxLines, FRAME_COLUMNS, FRAME_ROWS, type Popup } from '../drawing/popup.js';
import type { Scene } from '../drawing/scene.js';
import { keyFor } from '../keys/key-table.js';
import type { ActionName } from '../keys/keymap.js';
import { CHART_LINES, FACT_LINES, WIDE_PANEL_COLUMNS } from '../layout/panel-layout.js';
import type { Model } from '../model/model.js';
import { selectedRow } from '../table/selection.js';
import { orderedCores, selectedWorker } from './details.js';
import { CHART_COLUMN_CELLS, chartColumn, chartLine } from './panel-charts.js';
import { coreLine } from './panel-cores.js';
import { appsLine, harakiriLine, identityLine } from './panel-facts.js';
import { processLine } from './panel-process.js';
import { stackLine } from './panel-stack.js';

/** Exactly `height` lines; nothing below four. */
export function workerPanel(scene: Scene, width: number, height: number): readonly Line[] {
  if (height < FRAME_ROWS + 1 || width < FRAME_COLUMNS + 10) return blank(height);
  const columns = width - FRAME_COLUMNS;
  const rows = height - FRAME_ROWS;
  const worker = selectedWorker(scene.model);
  const lines = worker === null ? [] : contentOf(scene, worker, columns, rows);
  const popup: Popup = {
    title: titleOf(worker, columns, rows),
    corner: cornerOf(scene, worker, columns),
    lines: [...lines, ...blank(rows)].slice(0, rows),
    columns,
  };
  return boxLines(popup, scene.glyphs.frame);
}

/** The lines of the cores take clicks; `x` and `y` are the place of the panel. */
export function workerPanelHits(scene: Scene, { x, y, width, height }: Omit<Hit, 'target'>): readonly Hit[] {
  const worker = selectedWorker(scene.model);
  if (worker === null || height < FRAME_ROWS + 1) return [];
  const { cores } = partsFor(worker, width - FRAME_COLUMNS, height - FRAME_ROWS);
  return shownCores(scene, worker, cores).map((core, index) => ({
    x: x + 1,
    y: y + 2 + index,
    width: width - 2,
    height: 1,
    target: { kind: 'panel-core', core },
  }));
}

/** Height of each part. Parts that matter most in an emergency stay longest. */
interface Parts {
  readonly wide: boolean;
  readonly cores: number;
  readonly process: number;
  readonly stack: number;
  readonly facts: number;
  readonly charts: number;
}

function partsFor(worker: WorkerSample, columns: number, rows: number): Parts {
  const wide = columns + FRAME_COLUMNS >= WIDE_PANEL_COLUMNS;
  let rest = rows - 1;
  const take = (wanted: number): number => {
    const taken = Math.max(0, Math.min(wanted, rest));
    rest -= taken;
    return taken;
  };
  const all = Math.max(1, worker.cores.length);
  const first = take(Math.min(2, all));
  const [process, stack] = [take(1), take(1)];
  const facts = take(FACT_LINES);
  const charts = wide ? CHART_LINES : take(1);
  return { wide, cores: first + take(all - first), process, stack, facts, charts };
}

function contentOf(scene: Scene, worker: WorkerSample, columns: number, rows: number): readonly Line[] {
  const parts = partsFor(worker, columns, rows);
  const left = parts.wide ? columns - CHART_COLUMN_CELLS : columns;
  const upper = [
    ...coreLines(scene, worker, left, parts.cores),
    ...[harakiriLine(scene, worker, left), appsLine(scene, worker, left)].slice(0, parts.facts),
  ];
  return [
    identityLine(scene, worker, columns),
    ...(parts.wide ? besideCharts(scene, worker, upper, left, rows) : upper),
    ...(parts.wide || parts.charts === 0 ? [] : [chartLine(scene, worker, columns)]),
    ...(parts.process === 0 ? [] : [processLine(scene, worker, columns)]),
    ...(parts.stack === 0 ? [] : [stackLine(scene, worker, columns)]),
  ].slice(0, rows);
}

function coreLines(scene: Scene, worker: WorkerSample, columns: number, count: number): readonly Line[] {
  if (worker.cores.length === 0) {
    return [
      new LineBuilder(columns).add('the server does not tell of its cores (--stats-no-cores)', 'dim').end(),
    ];
  }
  return shownCores(scene, worker, count).map((place) => coreLine(scene, worker, place, columns));
}

/** The window onto the cores, by place: it follows the chosen one. */
function shownCores(scene: Scene, worker: WorkerSample, count: number): readonly number[] {
  const places = orderedCores(worker);
  const { details } = scene.model;
  const chosen = details?.inside === true ? Math.max(0, places.indexOf(details.core)) : 0;
  const top = Math.max(0, Math.min(chosen - Math.floor(count / 2), places.length - count));
  return places.slice(top, top + count);
}

function besideCharts(
  scene: Scene,
  worker: WorkerSample,
  left: readonly Line[],
  columns: number,
  rows: number,
): readonly Line[] {
  const charts = chartColumn(scene, worker);
  const count = Math.min(Math.max(left.length, charts.length), Math.max(left.length, rows - 3));
  return Array.from({ length: count }, (_, index) => {
    const line = new LineBuilder(columns + CHART_COLUMN_CELLS);
    line.addAll(left[index]?.spans ?? []).to(columns);
    return line.addAll(charts[index]?.spans ?? []).end();
  });
}

function titleOf(worker: WorkerSample | null, columns: number, rows: number): string {
  if (worker === null) return 'no worker selected';
  const { cores } = partsFor(worker, columns, rows);
  const hidden = worker.cores.length > cores;
  return `worker ${worker.slot}${hidden ? `  ${cores} of ${worker.cores.length} cores` : ''}`;
}

function cornerOf({ model, glyphs }: Scene, worker: WorkerSample | null, columns: number): string {
  const inside = model.details?.inside === true;
  const key = (action: ActionName, does: string): string => {
    const name = keyFor(model.settings.keys, action);
    return name === null ? '' : `${name} ${does}`;
  };
  const moves = glyphs.ascii ? 'arrows choose' : '↑↓ choose';
  const opens = inside || !hasCoresToChoose(model, worker) ? 'variables' : 'cores';
  const acts = columns >= WIDE_PANEL_COLUMNS && !isReadonly(model) && model.past === null;
  const entries = [
    inside ? moves : '',
    key('open', opens),
    model.past === null ? key('stack', 'stack') : '',
    key('copy', 'copies URI'),
    acts ? key('action-menu', 'actions') : '',
    key('back', inside ? 'back' : 'closes'),
  ];
  const shown = columns < 60 ? entries.slice(-1) : entries;
  return shown.filter((entry) => entry !== '').join('  ');
}

/** Where Enter goes inside; else it opens the request at once. */
function hasCoresToChoose(model: Model, worker: WorkerSample | null): boolean {
  return worker !== null && worker.cores.length > 1 && selectedRow(model)?.kind === 'worker';
}

function blank(height: number): readonly Line[] {
  return Array.from({ length: Math.max(0, height) }, () => EMPTY_LINE);
}
