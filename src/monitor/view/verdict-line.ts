/*
 * The second line: how the server is, in words. A lost connection and a paused screen take it over as a banner,
 * because then everything below is not what is going on now.
 */
import { shownObservation } from '../app/shown.js';
import type { Verdict } from '../metrics/verdict.js';
import { cleanText } from '../text/clean.js';
import { formatDuration } from '../text/format.js';
import { displayWidth, fitText } from '../text/width.js';
import type { Line, Tone } from './frame.js';
import { LineBuilder } from './line-builder.js';
import { clockOf, type Scene, secondsSince } from './scene.js';

export function verdictLine(scene: Scene): Line {
  const { connection, model } = scene;
  if (model.paused !== null) return pausedBanner(scene, model.paused.sinceMs);
  if (connection.phase === 'lost') return lostBanner(scene, connection);
  const observation = shownObservation(model);
  if (observation === null) return waitingLine(scene);
  const line = new LineBuilder(scene.width);
  writeVerdict(line, scene, observation.verdict);
  return line.end();
}

function writeVerdict(line: LineBuilder, scene: Scene, verdict: Verdict): void {
  const tone = TONES[verdict.level];
  const state = cleanText(verdict.state, 40);
  line.add(scene.glyphs.ascii && verdict.level === 'ok' ? state : `${markOf(scene, verdict)} ${state}`, tone);
  if (verdict.level === 'warn' || verdict.level === 'critical') {
    line.add(` ${formatDuration(secondsSince(scene, verdict.sinceMs))}`, tone);
  }
  writeFacts(line.gap(2), scene, verdict.facts, 'plain');
}

/** As many facts as fit; the first that does not is cut if enough of it is left to be read. */
function writeFacts(line: LineBuilder, scene: Scene, facts: readonly string[], tone: Tone): void {
  for (const [index, fact] of facts.entries()) {
    const between = index === 0 ? '' : scene.glyphs.between;
    const room = line.room - displayWidth(between);
    const text = cleanText(fact, 512);
    const fits = displayWidth(text) <= room;
    if (!fits && index > 0 && room < MIN_FACT_CELLS) return;
    line.add(between, tone === 'banner' ? tone : 'dim');
    line.add(fits ? text : fitText(text, room, 'left', scene.glyphs.ellipsis), tone);
    if (!fits) return;
  }
}

const MIN_FACT_CELLS = 20;

function pausedBanner(scene: Scene, sinceMs: number): Line {
  const line = new LineBuilder(scene.width);
  const sample = scene.observation?.sample;
  const time = sample === undefined ? '' : ` of ${clockOf(scene, sample.timeMs)}`;
  const age = formatDuration(secondsSince(scene, sample?.timeMs ?? sinceMs));
  line.add(`${scene.glyphs.paused} PAUSED: screen${time}, ${age} old`, 'banner');
  const facts = ['Z goes on'];
  if (scene.connection.phase === 'lost') facts.unshift(`connection lost: ${scene.connection.reason}`);
  else if (scene.observation !== null) facts.push(`then ${scene.observation.verdict.state}`);
  line.add(scene.glyphs.between, 'banner');
  writeFacts(line, scene, facts, 'banner');
  return line.end('banner');
}

function lostBanner(scene: Scene, lost: Scene['connection'] & { phase: 'lost' }): Line {
  const line = new LineBuilder(scene.width);
  line.add(`${scene.glyphs.lost} ${lost.kind === 'not-stats' ? 'NO STATS' : 'LOST'} `, 'banner');
  line.add(`${formatDuration(secondsSince(scene, lost.sinceMs))}  `, 'banner');
  const sample = scene.observation?.sample;
  const age =
    sample === undefined
      ? []
      : [
          `data of ${clockOf(scene, sample.timeMs)}, ${formatDuration(secondsSince(scene, sample.timeMs))} old`,
        ];
  const wait = Math.ceil((lost.retryAtMs - scene.model.nowMs) / 1000);
  const retry = wait > 0 ? `next try in ${wait}s` : 'trying again';
  const tail = [...age, retry].join(scene.glyphs.between);
  const room = line.room - displayWidth(scene.glyphs.between + tail);
  const reason = cleanText(lost.reason, 512);
  if (room < 12) writeFacts(line, scene, [reason, retry, ...age], 'banner');
  else {
    const text = displayWidth(reason) > room ? fitText(reason, room, 'left', scene.glyphs.ellipsis) : reason;
    line.add(text + scene.glyphs.between + tail, 'banner');
  }
  return line.end('banner');
}

function waitingLine(scene: Scene): Line {
  return new LineBuilder(scene.width).add(`${scene.glyphs.waiting} no reading yet`, 'dim').end();
}

function markOf(scene: Scene, verdict: Verdict): string {
  return scene.glyphs[verdict.level];
}

const TONES: Readonly<Record<Verdict['level'], Tone>> = {
  ok: 'ok',
  warn: 'warn',
  critical: 'critical',
  unknown: 'dim',
};
