/* This host's kernel on a worker's process, or the reason why it does not tell. */

import { type ProcessFacts, processStateWord } from '../../metrics/process-facts.js';
import type { WorkerSample } from '../../metrics/sample/sample.js';
import { formatBytes, formatCount, formatPercent } from '../../text/format.js';
import { displayWidth, fitText } from '../../text/width.js';
import type { Line, Tone } from '../drawing/frame.js';
import { LineBuilder } from '../drawing/line-builder.js';
import { type Scene, screenText } from '../drawing/scene.js';
import { focusedTarget } from '../model/shown.js';

export function processLine(scene: Scene, worker: WorkerSample, columns: number): Line {
  const line = new LineBuilder(columns).add('/proc', 'label').gap(1);
  const look = scene.model.details?.process ?? null;
  const own = look?.pid === worker.pid ? look : null;
  const silent = reasonFor(scene, worker);
  if (silent !== null) return line.add(silent, 'dim').end();
  if (own === null || own.facts === null) return waitingLine(scene, line, own?.failure ?? null);
  for (const [text, tone] of factsOf(scene, own.facts, own.cpuRatio)) {
    if (text === '' || displayWidth(text) + 2 > line.room) continue;
    line.gap(line.x > FIRST_FACT ? 2 : 0).add(text, tone);
  }
  return line.end();
}

const FIRST_FACT = 6;

function waitingLine(scene: Scene, line: LineBuilder, failure: string | null): Line {
  const text = screenText(scene, failure ?? 'asking');
  const fitted =
    displayWidth(text) > line.room ? fitText(text, line.room, 'left', scene.glyphs.ellipsis) : text;
  return line.add(fitted, failure === null ? 'dim' : 'warn').end();
}

function reasonFor({ model, observation }: Scene, { pid }: WorkerSample): string | null {
  const protocol = observation?.sample.reading.protocol;
  if (model.past !== null) return 'only known of now';
  if (protocol === 'file' || protocol === 'stdin') return 'not in recordings';
  if (focusedTarget(model)?.local !== true) return 'the server is on another host';
  return pid === null ? 'the worker has no process' : null;
}

type Fact = readonly [text: string, tone: Tone];

/** In the order in which they may be left out from the end. */
function factsOf(scene: Scene, facts: ProcessFacts, cpuRatio: number | null): readonly Fact[] {
  const waits = facts.wchan === null ? '' : ` in ${screenText(scene, facts.wchan, 40)}`;
  const state = screenText(scene, facts.state, 1);
  return [
    [`CPU ${formatPercent(cpuRatio)}`, cpuRatio !== null && cpuRatio >= 0.9 ? 'warn' : 'strong'],
    [
      `${state} ${processStateWord(facts.state)}${waits}`,
      LOUD_STATES.has(facts.state) ? 'critical' : 'plain',
    ],
    [`RSS ${formatBytes(facts.rssBytes)}`, 'memory'],
    [facts.pssBytes === null ? '' : `PSS ${formatBytes(facts.pssBytes)}`, 'memory'],
    [facts.swapBytes === null || facts.swapBytes === 0 ? '' : `swap ${formatBytes(facts.swapBytes)}`, 'warn'],
    [`threads ${formatCount(facts.threads)}`, 'plain'],
    [filesText(facts), isNearLimit(facts) ? 'critical' : 'plain'],
  ];
}

/** Waiting for a disk that does not answer, stopped, dead: no request will end. */
const LOUD_STATES: ReadonlySet<string> = new Set(['D', 'T', 't', 'Z', 'X']);

function filesText({ openFiles, openFilesLimit }: ProcessFacts): string {
  if (openFiles === null) return 'fds unknown (not permitted)';
  return openFilesLimit === null ? `fds ${openFiles}` : `fds ${openFiles}/${formatCount(openFilesLimit)}`;
}

function isNearLimit({ openFiles, openFilesLimit }: ProcessFacts): boolean {
  return openFiles !== null && openFilesLimit !== null && openFiles >= openFilesLimit * 0.9;
}
