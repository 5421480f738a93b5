import { stackOf } from '../model/shown.js';
/* A thread's wait in one line: the application's calls, then the innermost of all. */

import {
  foldedFrames,
  isOfStack,
  type PythonThread,
  tellingFrames,
  threadOfCore,
  threadTitle,
} from '../../metrics/python-stack.js';
import type { CoreSample, WorkerSample } from '../../metrics/sample/sample.js';
import { formatDuration } from '../../text/format.js';
import { displayWidth, fitText } from '../../text/width.js';
import type { Line } from '../drawing/frame.js';
import { LineBuilder } from '../drawing/line-builder.js';
import { type Scene, screenText, secondsSince } from '../drawing/scene.js';
import { keyFor } from '../keys/key-table.js';
import { focusedTarget } from '../model/shown.js';
import type { StackLook } from '../model/worker-look.js';
import { callText, placeText } from '../stacks/stack-lines.js';
import { chosenCore } from './details.js';

export function stackLine(scene: Scene, worker: WorkerSample, columns: number): Line {
  const line = new LineBuilder(columns).add('stack', 'label').gap(1);
  if (scene.model.past !== null) return line.add('only known of now', 'dim').end();
  const core = chosenCore(scene.model);
  const thread = core === null ? null : threadOf(scene, worker, core);
  const look = lookAt(scene, worker);
  if (thread === null || look === null) {
    return line.add(fittedReason(scene, silenceOf(scene, look, core), line.room), 'dim').end();
  }
  const seconds = look.readMs === null ? 0 : secondsSince(scene, look.readMs);
  const age = seconds < OLD_SECONDS ? '' : ` ${formatDuration(seconds)} ago`;
  line.add(`${screenText(scene, threadTitle(thread), 40)}${age}: `, 'dim');
  return line.add(stackText(scene, thread, line.room)).end();
}

/** The thread of a core, if what it did then is what the core works on now. */
export function threadOf(scene: Scene, worker: WorkerSample, core: CoreSample): PythonThread | null {
  const look = lookAt(scene, worker);
  if (look?.threads == null || core.now === null || !isOfStack(look.readMs, core.now)) return null;
  return threadOfCore(look.threads, worker.slot, core.id);
}

/** A thread that is stuck does not move: younger ones need no age. */
const OLD_SECONDS = 5;

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

function lookAt({ model }: Scene, worker: WorkerSample): StackLook | null {
  const stack = stackOf(model);
  return stack !== null && stack.slot === worker.slot && stack.pid === worker.pid ? stack : null;
}

/** Why there is nothing to show of this core. */
function silenceOf({ model }: Scene, look: StackLook | null, core: CoreSample | null): string {
  if (look?.failure != null) return look.failure;
  if (look?.asking === true) return 'asking';
  const reachable = focusedTarget(model)?.server.tracebacker != null || focusedTarget(model)?.local === true;
  if (!reachable) return 'the server is on another host';
  const wasThere = core !== null && core.now !== null && isOfStack(look?.readMs ?? null, core.now);
  if (wasThere) return `core ${core.id} has no thread of its own; greenlets have no stack here`;
  const key = keyFor(model.settings.keys, 'stack');
  return key === null ? 'not read' : `${key} reads it`;
}

/** Why there is none; the end may be missing, but not unmarked. */
function fittedReason(scene: Scene, reason: string, cells: number): string {
  const text = screenText(scene, reason);
  return displayWidth(text) > cells ? fitText(text, cells, 'left', scene.glyphs.ellipsis) : text;
}
