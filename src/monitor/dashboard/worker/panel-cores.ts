/* One core in the panel about a worker: since when it does what, for whom. */

import type { CoreSample, RequestSample, WorkerSample } from '../../metrics/sample/sample.js';
import { requestLine } from '../../tables/requests.js';
import { formatAge } from '../../text/format.js';
import { displayWidth, fitText } from '../../text/width.js';
import type { Line } from '../drawing/frame.js';
import { LineBuilder } from '../drawing/line-builder.js';
import { type Scene, screenText } from '../drawing/scene.js';
import { cellTone, stateTone } from '../table/cell-tone.js';
import { selectedRow } from '../table/selection.js';
import { chosenCore } from './details.js';
import { requestsText } from './panel-facts.js';
import { stackText, threadOf } from './panel-stack.js';

export function coreLine(scene: Scene, worker: WorkerSample, place: number, columns: number): Line {
  const core = worker.cores[place];
  const chosen = isChosen(scene, worker, place);
  const line = new LineBuilder(columns);
  if (core === undefined) return line.end();
  line.add(chosen ? `${scene.glyphs.selected} ` : '  ', 'strong');
  line.add(fitText(`core ${core.id}`, LABEL_CELLS), chosen ? 'strong' : 'plain');
  if (core.now === null) return restLine(line, core);
  const tone = cellTone(scene, { kind: 'core', key: '', worker, core }, 'age', core.ageSeconds);
  line.add(`${fitText(formatAge(core.ageSeconds), AGE_CELLS, 'right')}  `, tone);
  return requestSpans(scene, line, worker, core, core.now).end(chosen ? 'selected' : 'plain');
}

/** Gone to by the user: inside the panel, or as a row of the table. */
function isChosen({ model }: Scene, worker: WorkerSample, place: number): boolean {
  const isGoneTo = model.details?.inside === true || selectedRow(model)?.kind === 'core';
  return isGoneTo && chosenCore(model) === worker.cores[place];
}

const LABEL_CELLS = 8;
const AGE_CELLS = 5;

function restLine(line: LineBuilder, core: CoreSample): Line {
  line.add(`${fitText('', AGE_CELLS)}  `).add(core.state, stateTone(core.state));
  const served = core.requestsTotal === null ? '' : `   ${requestsText(core.requestsTotal)} served`;
  return line.add(served, 'dim').end();
}

/** The request has what client, host and stack leave; they stand where there is room for more than half of it. */
function requestSpans(
  scene: Scene,
  line: LineBuilder,
  worker: WorkerSample,
  core: CoreSample,
  request: RequestSample,
): LineBuilder {
  const text = screenText(scene, requestLine(request) ?? 'request unknown', 512);
  const client = !request.client ? '' : `  from ${screenText(scene, request.client, 40)}`;
  const host = request.host === null ? '' : `  host ${screenText(scene, request.host, 60)}`;
  const rest = line.room >= HOST_FROM ? client + host : line.room >= CLIENT_FROM ? client : '';
  const thread = line.room >= STACK_FROM ? threadOf(scene, worker, core) : null;
  const most = thread === null ? line.room - displayWidth(rest) - 1 : REQUEST_CELLS;
  const room = Math.max(20, most);
  const shown = displayWidth(text) > room ? fitText(text, room, 'left', scene.glyphs.ellipsis) : text;
  line.add(shown, 'strong').add(rest, 'dim');
  return thread === null ? line : line.add('  ').add(stackText(scene, thread, line.room - 2));
}

const CLIENT_FROM = 45;
const HOST_FROM = 80;
const STACK_FROM = 120;
/** Of the request, where the stack follows it. */
const REQUEST_CELLS = 48;
