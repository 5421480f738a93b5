/* The NOW column: the request that explains a row, or why there is none. */

import type { WorkerSample, WorkerState } from '../../metrics/sample/sample.js';
import { requestLine } from '../../tables/requests.js';
import type { CoreRow, WorkerRow } from '../../tables/row.js';
import { formatDuration } from '../../text/format.js';
import { displayWidth, fitText } from '../../text/width.js';
import type { Span } from '../drawing/frame.js';
import { type Scene, screenText } from '../drawing/scene.js';

export function nowText(scene: Scene, row: WorkerRow | CoreRow, width: number): Span {
  if (row.kind === 'core') return requestOrState(scene, row.core.now, row.core.state);
  const { worker } = row;
  if (scene.model.table.mode === 'tree') return treeText(scene, row, width);
  if (worker.state === 'start' && worker.now === null)
    return { text: loadingText(worker, width), tone: 'dim' };
  if (worker.state === 'unknown') return { text: screenText(scene, unknownText(worker), 1024), tone: 'dim' };
  const others = (worker.coresBusy ?? 1) - 1;
  const now = requestOrState(scene, worker.now, worker.state);
  if (worker.now === null || others <= 0) return now;
  return { text: withOthers(scene, now.text, `  (+${others})`, width), tone: now.tone };
}

/** An unfolded worker has its requests below; a folded one says how much is hidden. */
function treeText(scene: Scene, row: WorkerRow, width: number): Span {
  const { worker } = row;
  if (worker.state === 'start') return { text: loadingText(worker, width), tone: 'dim' };
  if (worker.state !== 'idle' && worker.state !== 'busy' && worker.state !== 'stuck') {
    return requestOrState(scene, null, worker.state);
  }
  const folded = scene.model.table.folded.has(row.key);
  return { text: folded ? `${worker.cores.length} thr` : '', tone: 'dim' };
}

function requestOrState(scene: Scene, request: WorkerSample['now'], state: WorkerState): Span {
  const line = requestLine(request);
  if (line !== null)
    return { text: screenText(scene, line, 1024), tone: state === 'stuck' ? 'strong' : 'plain' };
  return { text: WORDS[state] ?? '-', tone: 'dim' };
}

function loadingText({ uptimeSeconds }: WorkerSample, width: number): string {
  const text = `loading app (${formatDuration(uptimeSeconds)})`;
  return uptimeSeconds === null || text.length > width ? 'loading app' : text;
}

/** An unknown word, as the server says it. */
function unknownText({ status }: WorkerSample): string {
  return status === null ? 'no status' : `says "${status}"`;
}

/** The count stays when the URI is cut, as long as there is something left of the URI. */
function withOthers(scene: Scene, text: string, others: string, width: number): string {
  const room = width - displayWidth(others);
  if (room < MIN_URI_CELLS) return text;
  return (displayWidth(text) > room ? fitText(text, room, 'left', scene.glyphs.ellipsis) : text) + others;
}

const MIN_URI_CELLS = 20;

const WORDS: Readonly<Partial<Record<WorkerState, string>>> = {
  start: 'loading app',
  pause: 'paused',
  sig: 'in a signal handler',
  stall: 'idle, but requests wait',
  dead: 'no process',
  drain: 'finishing',
};
