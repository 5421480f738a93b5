/* Below the requests: which routes, clients, apps or user agents took the time of the last minutes. */

import {
  type RequestGrouping,
  type RouteShare,
  type RouteWatch,
  routeShares,
  routeWindow,
} from '../../metrics/routes/routes.js';
import { formatAge, formatCount, formatDuration, formatLatency, formatPercent } from '../../text/format.js';
import { displayWidth, fitText } from '../../text/width.js';
import { barOf } from '../drawing/bar.js';
import type { Line } from '../drawing/frame.js';
import { EMPTY_LINE, LineBuilder } from '../drawing/line-builder.js';
import { type Scene, screenText } from '../drawing/scene.js';
import type { RequestGroup } from '../model/setting-table.js';

export function routesPanel(scene: Scene, height: number): readonly Line[] {
  const { requestGroup } = scene.model.settings;
  const routes = scene.observation?.routes ?? null;
  if (height === 0 || routes === null || requestGroup === 'none') return emptyPanel(height);
  const columns = columnsFor(scene.width);
  const shares = routeShares(routes, requestGroup);
  const lines = [
    ruleLine(scene, requestGroup, routes),
    headLine(scene, requestGroup, columns),
    ...shares.slice(0, Math.max(0, height - 2)).map((share) => shareLine(scene, share, columns)),
  ];
  return [...lines, ...emptyPanel(height)].slice(0, height);
}

function emptyPanel(height: number): readonly Line[] {
  return Array.from({ length: height }, () => EMPTY_LINE);
}

interface PanelColumns {
  readonly name: number;
  readonly bar: number;
}

/** Numbers have fixed columns; the name and the bar share the rest. */
function columnsFor(width: number): PanelColumns {
  const rest = Math.max(0, width - NUMBER_CELLS);
  const bar = Math.min(40, Math.floor(rest * 0.4));
  return { name: Math.min(80, rest - bar), bar };
}

const [NOW, SEEN, OLDEST, MEAN, SHARE] = [4, 6, 7, 9, 5] as const;
/** One blank before the name, one after it, one before the bar and one at the end. */
const NUMBER_CELLS = NOW + SEEN + OLDEST + MEAN + SHARE + 4;

function ruleLine(scene: Scene, group: RequestGrouping, routes: RouteWatch): Line {
  const { horizontal } = scene.glyphs.frame;
  const { readings, sinceMs } = routeWindow(routes);
  const seconds = sinceMs === null ? 0 : ((scene.observation?.sample.timeMs ?? sinceMs) - sinceMs) / 1000;
  const line = new LineBuilder(scene.width).add(`${horizontal} `, 'border');
  line
    .add(`by ${NAMES[group]}`, 'title')
    .add(scene.model.view === 'requests' ? `, g: ${NEXT[group]} ` : ' ', 'dim');
  const sampled = ` sampled ${readings}× in ${formatDuration(seconds)} `;
  const rule = line.room - displayWidth(sampled) - 1;
  if (rule < 1) return line.add(horizontal.repeat(line.room), 'border').end();
  return line.add(horizontal.repeat(rule), 'border').add(sampled, 'dim').add(horizontal, 'border').end();
}

const NAMES: Readonly<Record<RequestGrouping, string>> = {
  route: 'route',
  client: 'client',
  app: 'app',
  agent: 'user agent',
};

const NEXT: Readonly<Record<Exclude<RequestGroup, 'none'>, string>> = {
  route: 'client',
  client: 'app',
  app: 'user agent',
  agent: 'none',
};

function headLine(scene: Scene, group: RequestGrouping, columns: PanelColumns): Line {
  const line = new LineBuilder(scene.width).gap(1);
  line.add(fitText(NAMES[group].toUpperCase(), columns.name), 'header').gap(1);
  line.add('NOW'.padStart(NOW) + 'SEEN'.padStart(SEEN), 'header');
  line.add('OLDEST'.padStart(OLDEST) + 'MEAN AGE'.padStart(MEAN), 'header').gap(1);
  const title = columns.bar >= 12 ? 'SHARE OF BUSY TIME' : 'SHARE';
  return line.add(title, 'header').end('header');
}

function shareLine(scene: Scene, share: RouteShare, columns: PanelColumns): Line {
  const name = share.group === '' ? scene.glyphs.none : screenText(scene, share.group, 256);
  const line = new LineBuilder(scene.width).gap(1);
  line
    .add(fitText(name, columns.name, 'left', scene.glyphs.ellipsis), share.inFlight > 0 ? 'plain' : 'dim')
    .gap(1);
  line.add(formatCount(share.inFlight).padStart(NOW), share.inFlight > 0 ? 'strong' : 'dim');
  line.add(formatCount(share.seen).padStart(SEEN));
  line.add(formatAge(share.oldestSeconds).padStart(OLDEST));
  line.add(formatLatency(share.meanAgeSeconds).padStart(MEAN)).gap(1);
  const { filled, empty } = barOf(share.busyShare, columns.bar, scene.glyphs);
  line.add(filled, 'bar-ok').add(empty, 'bar-empty');
  return line.add(formatPercent(share.busyShare).padStart(SHARE)).end();
}
