/* Identity of the worker, its limits, and its applications. */

import { finishedMs, idleSinceMs } from '../../metrics/carried/watched-facts.js';
import type { ServerEvent } from '../../metrics/events/server-event.js';
import { harakiriTimer } from '../../metrics/lives/harakiri-timer.js';
import type { AppSample, WorkerSample } from '../../metrics/sample/sample.js';
import { formatAge, formatCount, formatDuration } from '../../text/format.js';
import { displayWidth, fitText } from '../../text/width.js';
import type { Line, Tone } from '../drawing/frame.js';
import { LineBuilder } from '../drawing/line-builder.js';
import { clockOf, type Scene, screenText, secondsUntilShown } from '../drawing/scene.js';
import { focusedTarget } from '../model/shown.js';
import { stateTone } from '../table/cell-tone.js';
import { LOUD_WORKER_STATES } from '../table/drawn-cells.js';

/** `pid 22193  STUCK 38s  accepting  spawned 11:16:03 (2h04 ago), respawn 3  18.1k requests, 1.2k since then`. */
export function identityLine(scene: Scene, worker: WorkerSample, columns: number): Line {
  const line = new LineBuilder(columns);
  const word = LOUD_WORKER_STATES.has(worker.state) ? worker.state.toUpperCase() : worker.state;
  const since = stateSeconds(scene, worker);
  line.add(worker.pid === null ? 'no process' : `pid ${worker.pid}`, 'strong').gap(2);
  line.add(since === null ? word : `${word} ${formatAge(since)}`, stateTone(worker.state)).gap(2);
  if (worker.accepting !== null) {
    line.add(worker.accepting ? 'accepting' : 'not accepting', worker.accepting ? 'plain' : 'warn').gap(2);
  }
  if (worker.spawnedAtMs !== null && worker.pid !== null) {
    line.add(`spawned ${clockOf(scene, worker.spawnedAtMs)}`, 'plain');
    line.add(` (${formatDuration(worker.uptimeSeconds)} ago)`, 'dim');
  }
  if (worker.respawns !== null && worker.respawns > 0) line.add(`  respawns ${formatCount(worker.respawns)}`);
  line.add(`  ${requestsText(worker.requestsTotal)}`, 'plain');
  const isYoung = worker.requestsSinceSpawn !== worker.requestsTotal;
  if (isYoung) line.add(`, ${formatCount(worker.requestsSinceSpawn)} since spawn`, 'dim');
  return line.end();
}

/** Time in its current state, where that can be known. */
function stateSeconds(scene: Scene, worker: WorkerSample): number | null {
  if (worker.ageSeconds !== null) return worker.ageSeconds;
  if (worker.state === 'start') return worker.uptimeSeconds;
  const observation = scene.model.past === null ? (focusedTarget(scene.model)?.observation ?? null) : null;
  if (observation === null || (worker.state !== 'idle' && worker.state !== 'stall')) return null;
  const sinceMs = idleSinceMs(observation, worker.slot);
  return sinceMs === null ? null : secondsUntilShown(scene, sinceMs);
}

/** When the oldest request will be killed, and what was killed on this worker before. */
export function harakiriLine(scene: Scene, worker: WorkerSample, columns: number): Line {
  const line = new LineBuilder(columns).add('harakiri ', 'label');
  const limit = harakiriLimit(scene, worker);
  const arrow = scene.glyphs.ascii ? '>' : '→';
  if (limit === null) line.add('limit not known (--harakiri)', 'dim');
  else line.add(`after ${formatDuration(limit)}`, 'plain');
  const fate = limit === null ? null : fateOf(scene, worker, limit);
  if (fate !== null) line.add(` ${arrow} ${fate[0]}`, fate[1]);
  const kills = killsOf(scene, worker);
  if (kills.length > 0) return killSpans(scene, line, kills).end();
  const earlier = worker.harakiriTotal ?? 0;
  return line.add(`   no kills seen${earlier > 0 ? `, ${formatCount(earlier)} before` : ''}`, 'dim').end();
}

/** Longer than this over the limit it is not the moment between the timer and the kill. */
const LATE_SECONDS = 3;

/** The kill that is to come, counted down only where it is: threads of uWSGI share one timer. */
function fateOf(
  scene: Scene,
  worker: WorkerSample,
  limit: number,
): readonly [text: string, tone: Tone] | null {
  const now = scene.model.past === null ? (focusedTarget(scene.model)?.observation ?? null) : null;
  const product = scene.observation?.sample.server.product ?? 'uWSGI';
  const timer = harakiriTimer(worker, product, now === null ? undefined : finishedMs(now, worker.slot));
  if (timer.kind === 'stopped')
    return ['stopped: a request ended since; the next to begin starts it', 'plain'];
  if (timer.kind === 'unknown')
    return worker.ageSeconds === null ? null : ['begins anew with each request of the worker', 'dim'];
  const left = limit - timer.seconds;
  if (left < -LATE_SECONDS) return [`over it for ${formatDuration(-left)}, it does not act here`, 'warn'];
  const when = left > 0 ? `killed in ~${formatDuration(Math.ceil(left))}` : 'killed at any moment';
  const unless = timer.kind === 'worker' ? ', unless a request begins or ends' : '';
  return [`${when}${unless}`, left < limit / 2 ? 'critical' : 'warn'];
}

/** As the user says, as the server says, as uWSGI was started. */
function harakiriLimit({ model, observation }: Scene, { pid }: WorkerSample): number | null {
  const told =
    focusedTarget(model)?.server.harakiriSeconds ?? observation?.sample.server.harakiriSeconds ?? null;
  const process = model.details?.process ?? null;
  return told ?? (process?.pid === pid ? (process?.facts?.harakiriSeconds ?? null) : null);
}

function killsOf({ observation }: Scene, { slot }: WorkerSample): readonly ServerEvent[] {
  const events = observation?.events ?? [];
  return events.filter((event) => event.kind === 'harakiri' && event.slot === slot).reverse();
}

/** The newest first, as many as there is room for. */
function killSpans(scene: Scene, line: LineBuilder, kills: readonly ServerEvent[]): LineBuilder {
  line.add('   killed ', 'label');
  for (const [index, kill] of kills.entries()) {
    const count = kill.count === 1 ? '' : ` ${scene.glyphs.ascii ? 'x' : '×'}${formatCount(kill.count)}`;
    const request = screenText(scene, requestText(kill), 256);
    const text = `${clockOf(scene, kill.lastMs)} ${request}${count}`;
    const room = line.room - (index === 0 ? 0 : 2);
    if (index > 0 && displayWidth(text) > room) break;
    line.gap(index === 0 ? 0 : 2);
    line.add(displayWidth(text) > room ? fitText(text, room, 'left', scene.glyphs.ellipsis) : text);
  }
  return line;
}

function requestText({ method, uri, text }: ServerEvent): string {
  return uri === null ? text : [method, uri].filter((part) => part !== null).join(' ');
}

/** `apps "/" 18.1k requests, 3 exceptions, loaded in 1s`. */
export function appsLine(scene: Scene, { apps }: WorkerSample, columns: number): Line {
  const line = new LineBuilder(columns).add(apps.length === 1 ? 'app ' : 'apps ', 'label');
  if (apps.length === 0) return line.add('none loaded', 'dim').end();
  for (const [index, app] of apps.entries()) {
    const text = appText(scene, app);
    if (index > 0 && displayWidth(text) + 3 > line.room)
      return line.add(`  and ${apps.length - index} more`, 'dim').end();
    line.gap(index === 0 ? 0 : 3);
    line.add(text, (app.exceptionsTotal ?? 0) > 0 ? 'warn' : 'plain');
  }
  return line.end();
}

export function requestsText(count: number | null): string {
  return count === 1 ? '1 request' : `${formatCount(count)} requests`;
}

function appText(scene: Scene, app: AppSample): string {
  const name = screenText(scene, app.mountpoint === '' ? '/' : app.mountpoint, 80);
  const exceptions = app.exceptionsTotal ?? 0;
  const parts = [
    `"${name}" ${requestsText(app.requestsTotal)}`,
    ...(exceptions > 0
      ? [`${formatCount(exceptions)} ${exceptions === 1 ? 'exception' : 'exceptions'}`]
      : []),
    ...(app.startupSeconds === null ? [] : [`loaded in ${formatAge(app.startupSeconds)}`]),
  ];
  return parts.join(', ');
}
