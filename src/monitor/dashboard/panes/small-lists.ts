/* Panes of half a narrow screen: no columns with titles, only what matters of each row. */
import type { ServerEvent } from '../../metrics/events/server-event.js';
import type { Observed } from '../../metrics/observation.js';
import { type RouteShare, routeShares } from '../../metrics/routes/routes.js';
import type { RequestSample } from '../../metrics/sample/sample.js';
import { requestLine } from '../../tables/requests.js';
import type { Row } from '../../tables/row.js';
import { formatAge, formatPercent } from '../../text/format.js';
import { fitText } from '../../text/width.js';
import { barOf } from '../drawing/bar.js';
import type { Line } from '../drawing/frame.js';
import { EMPTY_LINE, LineBuilder, ruleLine } from '../drawing/line-builder.js';
import { clockOf, type Scene, screenText } from '../drawing/scene.js';
import { ageTone } from '../table/cell-tone.js';
import { eventTitle, eventTone } from '../table/event-cells.js';
import { newestEventRows, oldestRequestRows } from '../table/rows.js';
import { eventsNote, requestsNote, routesHits, type SmallPart, viewHits } from './small-tables.js';

/** Panes from here on have room for tables. */
export const LIST_COLUMNS = 70;

export function requestsList(scene: Scene, observation: Observed, height: number): SmallPart {
  const rows = oldestRequestRows(observation, height - 1);
  const lines = rows.flatMap((row) => (row.kind === 'request' ? [requestListLine(scene, row.entry)] : []));
  const rule = ruleLine(scene, 'in flight', requestsNote(observation, rows.length), scene.width);
  const hits = viewHits(scene, { view: 'requests', rows }, { height, first: 1 });
  return { lines: listOf(scene, rule, lines, 'nothing is being served', height), hits };
}

/** `1.0   8s GET /report?year=2024`. */
function requestListLine(scene: Scene, request: RequestSample): Line {
  const line = new LineBuilder(scene.width);
  line.add(`${request.slot}.${request.core}`.padStart(5), 'strong');
  const tone = request.ageSeconds === null ? 'dim' : ageTone(scene, request.ageSeconds);
  line.add(formatAge(request.ageSeconds).padStart(5), tone).gap(1);
  return restOf(scene, line, requestLine(request) ?? '-').end();
}

export function eventsList(scene: Scene, observation: Observed, height: number): SmallPart {
  const rows: readonly Row[] = newestEventRows(observation, height - 1);
  const lines = rows.flatMap((row) => (row.kind === 'event' ? [eventListLine(scene, row.entry.event)] : []));
  const rule = ruleLine(scene, 'events', eventsNote(observation), scene.width);
  const hits = viewHits(scene, { view: 'events', rows }, { height, first: 1 });
  return { lines: listOf(scene, rule, lines, 'nothing has happened', height), hits };
}

/** `13:14:02 ✖ HARAKIRI W4 GET /report`; what goes on has a plus behind its beginning. */
function eventListLine(scene: Scene, event: ServerEvent): Line {
  const line = new LineBuilder(scene.width).gap(1);
  line.add(clockOf(scene, event.lastMs), 'dim').gap(1).add(eventTitle(scene, event), eventTone(event));
  if (event.slot !== null) line.gap(1).add(`W${event.slot}`, 'strong');
  const about = [event.name, event.uri === null ? event.text : `${event.method ?? ''} ${event.uri}`.trim()];
  return restOf(scene, line.gap(1), about.filter(Boolean).join(' ')).end();
}

export function routesList(scene: Scene, height: number): SmallPart {
  const { requestGroup } = scene.model.settings;
  const { routes } = scene.observation ?? {};
  const shares = routes == null ? [] : routeShares(routes, requestGroup === 'none' ? 'route' : requestGroup);
  const lines = shares.slice(0, height - 1).map((share) => shareLine(scene, share));
  const rule = ruleLine(scene, 'who took the time', 'last 5 min', scene.width);
  return {
    lines: listOf(scene, rule, lines, 'no request was seen yet', height),
    hits: routesHits(scene, height),
  };
}

/** `GET /report   56% ■■■■■□□□`. */
function shareLine(scene: Scene, { group, busyShare, inFlight }: RouteShare): Line {
  const bar = Math.floor((scene.width - 7) * 0.4);
  const name = Math.max(0, scene.width - 8 - bar);
  const text = group === '' ? scene.glyphs.none : screenText(scene, group, 256);
  const { filled, empty } = barOf(busyShare, bar, scene.glyphs);
  return new LineBuilder(scene.width)
    .gap(1)
    .add(fitText(text, name, 'left', scene.glyphs.ellipsis), inFlight > 0 ? 'plain' : 'dim')
    .add(formatPercent(busyShare).padStart(5), inFlight > 0 ? 'strong' : 'dim')
    .gap(1)
    .add(filled, 'bar-ok')
    .add(empty, 'bar-empty')
    .end();
}

/** Cut where the line ends, and said to be. */
function restOf(scene: Scene, line: LineBuilder, text: string): LineBuilder {
  const clean = screenText(scene, text, 512);
  return line.add(fitText(clean, line.room, 'left', scene.glyphs.ellipsis).trimEnd());
}

function listOf(
  scene: Scene,
  rule: Line,
  lines: readonly Line[],
  nothing: string,
  height: number,
): readonly Line[] {
  const none = new LineBuilder(scene.width).gap(1).add(nothing, 'dim').end();
  const body = lines.length === 0 ? [none] : lines;
  return Array.from({ length: height }, (_, index) => (index === 0 ? rule : (body[index - 1] ?? EMPTY_LINE)));
}
