import type { WorkersBody } from '../../metrics/sample/sample.js';
import { formatCount } from '../../text/format.js';
import { displayWidth } from '../../text/width.js';
import type { Hit, Line } from '../drawing/frame.js';
import { EMPTY_LINE, LineBuilder } from '../drawing/line-builder.js';
import type { Scene } from '../drawing/scene.js';
import { keyFor } from '../keys/key-table.js';
import type { ViewName } from '../keys/view-name.js';
import { tableKind, tableOfView, viewsOf } from '../model/shown.js';
import type { TableMode } from '../model/table-state.js';

/**
 * The views that exist, the open one in brackets, each with what there is to see in it; a click opens it. Brackets take
 * the place of blanks: no tab moves when another one opens.
 */
export function tabsLine(scene: Scene, y: number): { readonly line: Line; readonly hits: readonly Hit[] } {
  if (scene.observation === null) return { line: EMPTY_LINE, hits: [] };
  const line = new LineBuilder(scene.width);
  const hits: Hit[] = [];
  for (const view of viewsOf(scene.observation)) {
    const text = tabText(scene, view);
    if (line.room === 0) break;
    const width = Math.min(displayWidth(text), line.room);
    hits.push({ x: line.x, y, width, height: 1, target: { kind: 'view', view } });
    line.add(text, view === scene.model.view ? 'tab-active' : 'tab');
  }
  const key = keyFor(scene.model.settings.keys, 'help');
  const hint = key === null ? '' : `${key} help`;
  if (scene.width >= 100) line.to(scene.width - hint.length).add(hint, 'dim');
  return { line: line.end('tab'), hits: hits.length > 1 ? hits : [] };
}

function tabText(scene: Scene, view: ViewName): string {
  const open = view === scene.model.view;
  const title = view === 'workers' ? MAIN_TITLES[tableKind(scene.observation)] : TITLES[view];
  const key = keyFor(scene.model.settings.keys, `view-${view}`);
  const text = `${key === null ? '' : `${key} `}${title}${markOf(scene, view)}`;
  return open ? `[${text}]` : ` ${text} `;
}

/** Mark of a tab: the mode of the workers, the number of requests, a full queue. */
function markOf(scene: Scene, view: ViewName): string {
  if (view === 'events') return unseenMark(scene);
  const body = scene.observation?.sample.body;
  if (body?.kind !== 'workers') return '';
  switch (view) {
    case 'workers':
      return modeMark(scene);
    case 'requests':
      return countMark(scene, body.workers.requests.length);
    case 'sockets':
      return isSomeQueueFull(body.workers) ? ` ${scene.glyphs.critical}` : '';
    case 'history':
    case 'more':
      return '';
  }
}

/** Number of unseen events. */
function unseenMark(scene: Scene): string {
  const { observation, model } = scene;
  return countMark(scene, observation?.events.filter((event) => event.id > model.seenEvent).length ?? 0);
}

/** `·3`: digits with a blank before them are keys. */
function countMark({ glyphs }: Scene, count: number): string {
  const [before, after] = glyphs.count;
  return count === 0 ? '' : `${before}${formatCount(count)}${after}`;
}

function isSomeQueueFull({ sockets }: WorkersBody): boolean {
  return sockets.some((socket) => socket.fullRatio === 1);
}

function modeMark({ glyphs, model }: Scene): string {
  const mode: TableMode | undefined = (
    tableOfView(model.view) === 'workers' ? model.table : model.otherTables.workers
  )?.mode;
  if (mode === 'tree') return ` ${glyphs.folded} tree`;
  return mode === 'cores' ? ` ${glyphs.listed} cores` : '';
}

const MAIN_TITLES = { workers: 'Workers', vassals: 'Vassals', nodes: 'Nodes', peers: 'Peers' } as const;

const TITLES: Readonly<Record<Exclude<ViewName, 'workers'>, string>> = {
  requests: 'Requests',
  sockets: 'Sockets',
  history: 'History',
  events: 'Events',
  more: 'More',
};
