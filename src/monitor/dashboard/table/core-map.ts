/* A cell for each core, in the row of its worker: which are busy, and which of them for too long. */
import type { CoreSample, WorkerSample } from '../../metrics/sample/sample.js';
import type { Column } from '../../tables/columns/columns.js';
import { fitText } from '../../text/width.js';
import type { Span, Tone } from '../drawing/frame.js';
import type { Scene } from '../drawing/scene.js';
import type { Model } from '../model/model.js';
import { shownObservation } from '../model/shown.js';
import { shownColumns } from './shown-columns.js';

/** Async servers have hundreds of cores: a number tells more than a field of dots. */
const MOST_CORES = 32;
/** `16/16 ` */
const COUNT_CELLS = 6;

/** The columns on the screen, with room for the cores of a worker where the terminal is wide. */
export function fittedColumns(model: Model): readonly Column[] {
  const columns = shownColumns(model);
  const cores = coresOfWorkers(model);
  if (cores < 2) return columns;
  return columns.map((column) => (column.field.name === 'in_flight' ? withMap(column, cores) : column));
}

function withMap(column: Column, cores: number): Column {
  const [narrow, medium] = column.widths;
  return { ...column, align: 'left', widths: [narrow, medium, COUNT_CELLS + cores] };
}

/** The most that a worker has; 0 for those that have too many. */
function coresOfWorkers(model: Model): number {
  const body = shownObservation(model)?.sample.body;
  if (body?.kind !== 'workers') return 0;
  const most = body.workers.workers.reduce((sum, { cores }) => Math.max(sum, cores.length), 0);
  return most <= MOST_CORES ? most : 0;
}

/** `9/16 ` and the cells of the cores; null where there is no room. */
export function coreMap(scene: Scene, worker: WorkerSample, width: number): readonly Span[] | null {
  const { cores, coresBusy, coresTotal } = worker;
  if (cores.length < 2 || cores.length + COUNT_CELLS > width) return null;
  const count = fitText(
    `${coresBusy ?? 0}/${coresTotal ?? 0}`.padStart(COUNT_CELLS - 1),
    COUNT_CELLS,
    'left',
  );
  const cells = cores.map((core) => coreCell(scene, core));
  const rest = width - COUNT_CELLS - cores.length;
  return [
    { text: count, tone: (coresBusy ?? 0) > 0 ? 'plain' : 'dim' },
    ...joined(cells),
    { text: ' '.repeat(rest), tone: 'plain' },
  ];
}

function coreCell({ glyphs }: Scene, { state }: CoreSample): Span {
  const isBusy = state !== 'idle' && state !== 'cheap' && state !== 'unknown';
  return { text: isBusy ? glyphs.filled : glyphs.empty, tone: isBusy ? busyTone(state) : 'bar-empty' };
}

function busyTone(state: CoreSample['state']): Tone {
  return state === 'stuck' || state === 'stall' ? 'bar-critical' : 'bar-ok';
}

function joined(cells: readonly Span[]): readonly Span[] {
  const spans: Span[] = [];
  for (const { text, tone } of cells) {
    const last = spans.at(-1);
    if (last?.tone === tone) spans[spans.length - 1] = { text: last.text + text, tone };
    else spans.push({ text, tone });
  }
  return spans;
}
