/* What a thread waits for in one line: the application's calls, then the innermost of all. */
import { chosenCore } from '../app/details.js';
import { keyFor } from '../app/key-table.js';
import type { StackLook } from '../app/model.js';
import { focusedTarget } from '../app/shown.js';
import { callText, placeText } from '../app/stack-lines.js';
import {
  foldedFrames,
  type PythonThread,
  tellingFrames,
  threadOfCore,
  threadTitle,
} from '../metrics/python-stack.js';
import type { WorkerSample } from '../metrics/sample.js';
import { displayWidth, fitText } from '../text/width.js';
import type { Line } from './frame.js';
import { LineBuilder } from './line-builder.js';
import { type Scene, screenText, secondsSince } from './scene.js';

export function stackLine(scene: Scene, worker: WorkerSample, columns: number): Line {
  const line = new LineBuilder(columns).add('stack', 'label').gap(1);
  const look = lookAt(scene, worker);
  if (scene.model.past !== null) return line.add('only known of now', 'dim').end();
  if (look?.threads == null || isOutdated(scene, worker, look)) {
    const text = look?.failure ?? (look?.asking === true ? 'asking' : idleText(scene));
    return line.add(fittedReason(scene, text, line.room), 'dim').end();
  }
  const core = chosenCore(scene.model);
  const thread = core === null ? null : threadOfCore(look.threads, worker.slot, core.id);
  if (thread === null)
    return line.add(core === null ? '' : `core ${core.id} runs no Python code`, 'dim').end();
  line.add(`${screenText(scene, threadTitle(thread), 40)}: `, 'dim');
  return line.add(stackText(scene, thread, line.room)).end();
}

/** `views.py:88 report() → psycopg/connection.py:967 wait()`; where it is too long the outermost calls go. */
export function stackText(scene: Scene, thread: PythonThread, cells: number): string {
  const cwd = scene.observation?.sample.server.cwd ?? null;
  const arrow = scene.glyphs.ascii ? ' > ' : ' → ';
  const calls = foldedFrames(tellingFrames(thread.frames)).map(({ frame, times }) =>
    screenText(scene, `${placeText(frame, cwd)} ${callText(frame, times)}`, 160),
  );
  const shown: string[] = [];
  let used = 0;
  for (const call of calls.reverse()) {
    const more = displayWidth(call) + (shown.length === 0 ? 0 : displayWidth(arrow));
    const dots = shown.length + 1 < calls.length ? displayWidth(arrow) + 1 : 0;
    if (shown.length > 0 && used + more + dots > cells) break;
    shown.unshift(call);
    used += more;
  }
  return (shown.length < calls.length ? scene.glyphs.ellipsis + arrow : '') + shown.join(arrow);
}

/** Of a worker at rest nothing new is read by itself: what it did before says nothing any more. */
function isOutdated(scene: Scene, { now }: WorkerSample, { readMs }: StackLook): boolean {
  return now === null && readMs !== null && secondsSince(scene, readMs) > OUTDATED_SECONDS;
}

const OUTDATED_SECONDS = 6;

function lookAt({ model }: Scene, worker: WorkerSample) {
  const { stack } = model;
  return stack !== null && stack.slot === worker.slot && stack.pid === worker.pid ? stack : null;
}

/** A worker at rest is not asked without being told to. */
function idleText({ model }: Scene): string {
  const key = keyFor(model.settings.keys, 'stack');
  const reachable = model.settings.tracebacker !== null || focusedTarget(model)?.local === true;
  if (!reachable) return 'the server is on another host';
  return key === null ? 'not asked for' : `${key} asks for it`;
}

/** Why there is none; the end may be missing, but not unmarked. */
function fittedReason(scene: Scene, reason: string, cells: number): string {
  const text = screenText(scene, reason);
  return displayWidth(text) > cells ? fitText(text, cells, 'left', scene.glyphs.ellipsis) : text;
}
