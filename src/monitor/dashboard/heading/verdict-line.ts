/*
 * The second line: how the server is, in words. A lost connection and a paused screen take it over as a banner,
 * because then everything below is not what is going on now. In the past it says how the server was, and when.
 */

import type { ServerEvent } from '../../metrics/events/server-event.js';
import type { Observed } from '../../metrics/observation.js';
import type { Verdict } from '../../metrics/verdict/verdict.js';
import { formatAge } from '../../text/format.js';
import { displayWidth, fitText } from '../../text/width.js';
import type { Line, Tone } from '../drawing/frame.js';
import { LineBuilder } from '../drawing/line-builder.js';
import { type LostConnection, lossReason, nextTry } from '../drawing/loss.js';
import { clockOf, type Scene, screenText, secondsSince, secondsUntilShown } from '../drawing/scene.js';
import { shownObservation } from '../model/shown.js';
import { eventTitle } from '../table/event-cells.js';
import { lostWord } from './freshness.js';

export function verdictLine(scene: Scene): Line {
  const { connection, model } = scene;
  if (model.past !== null) return model.past.pausedSinceMs === null ? pastLine(scene) : pausedBanner(scene);
  if (connection.phase === 'lost') return lostBanner(scene, connection);
  if (connection.phase === 'ended' && connection.failure !== null)
    return unreadLine(scene, connection.failure);
  const observation = shownObservation(model);
  if (observation === null) return waitingLine(scene);
  const line = new LineBuilder(scene.width);
  writeVerdict(line, scene, observation.verdict);
  return line.end();
}

function writeVerdict(line: LineBuilder, scene: Scene, verdict: Verdict): void {
  const tone = TONES[verdict.level];
  const state = screenText(scene, verdict.state, 40);
  line.add(scene.glyphs.ascii && verdict.level === 'ok' ? state : `${markOf(scene, verdict)} ${state}`, tone);
  if (verdict.level === 'warn' || verdict.level === 'critical') {
    line.add(` ${formatAge(secondsUntilShown(scene, verdict.sinceMs))}`, tone);
  }
  writeFacts(line.gap(2), scene, verdict.facts, 'plain');
}

/** As many facts as fit; the first that does not is cut if enough of it is left to be read. */
function writeFacts(line: LineBuilder, scene: Scene, facts: readonly string[], tone: Tone): void {
  for (const [index, fact] of facts.entries()) {
    const between = index === 0 ? '' : scene.glyphs.between;
    const room = line.room - displayWidth(between);
    const text = screenText(scene, fact, 512);
    const fits = displayWidth(text) <= room;
    if (!fits && index > 0 && room < MIN_FACT_CELLS) return;
    line.add(between, tone === 'banner' ? tone : 'dim');
    line.add(fits ? text : fitText(text, room, 'left', scene.glyphs.ellipsis), tone);
    if (!fits) return;
  }
}

const MIN_FACT_CELLS = 20;

/** Events at that moment, and the verdict then. */
function pastLine(scene: Scene): Line {
  const line = new LineBuilder(scene.width);
  const { observation } = scene;
  if (observation === null) return waitingLine(scene);
  line.add(`At ${clockOf(scene, observation.sample.timeMs)} `, 'banner').gap(1);
  const event = worstEventOf(observation);
  if (event !== null) {
    writeFacts(
      line,
      scene,
      [eventText(scene, event)],
      TONES[event.level === 'info' ? 'unknown' : event.level],
    );
    if (line.room < MIN_FACT_CELLS) return line.end();
    line.add(scene.glyphs.between, 'dim');
  }
  writeVerdict(line, scene, observation.verdict);
  return line.end();
}

/** Of those that happened, or began, in this very sample. */
function worstEventOf({ events, sample: { timeMs } }: Observed): ServerEvent | null {
  const now = events.filter(
    ({ beginMs, lastMs, count }) => beginMs === timeMs || (count > 1 && lastMs === timeMs),
  );
  return LEVELS.map((level) => now.findLast((event) => event.level === level)).find(Boolean) ?? null;
}

const LEVELS: readonly ServerEvent['level'][] = ['critical', 'warn', 'info'];

function eventText(scene: Scene, event: ServerEvent): string {
  const who = event.slot === null ? '' : ` W${event.slot}`;
  return `${eventTitle(scene, event)}${who} ${event.text}`;
}

/** Frozen by the user: how old it is comes first, what it says after that. */
function pausedBanner(scene: Scene): Line {
  const line = new LineBuilder(scene.width).add(`${scene.glyphs.paused} PAUSED  `, 'banner');
  const facts = [frozenFact(scene), 'Z resumes'];
  if (scene.connection.phase === 'lost')
    facts.push(`${lostWord(scene)}: ${lossReason(scene, scene.connection)}`);
  if (scene.observation !== null)
    facts.push(scene.observation.verdict.state, ...scene.observation.verdict.facts);
  writeFacts(line, scene, facts, 'banner');
  return line.end('banner');
}

function frozenFact(scene: Scene): string {
  const age = formatAge(secondsSince(scene, scene.shownAtMs));
  return `screen of ${clockOf(scene, scene.shownAtMs)}, ${age} old`;
}

/** Nobody answers: why, how old the screen is, and when it is tried again; the reason is cut first. */
function lostBanner(scene: Scene, lost: LostConnection): Line {
  const line = new LineBuilder(scene.width).add(`${scene.glyphs.lost} ${lostWord(scene)} `, 'banner');
  line.add(`${formatAge(secondsSince(scene, lost.sinceMs))}  `, 'banner');
  const age = formatAge(secondsSince(scene, scene.shownAtMs));
  const data = scene.observation === null ? [] : [`data of ${clockOf(scene, scene.shownAtMs)}, ${age} old`];
  const tail = [...data, nextTry(scene, lost)];
  const room = line.room - displayWidth(['', ...tail].join(scene.glyphs.between));
  const reason = lossReason(scene, lost);
  const short =
    displayWidth(reason) > room
      ? fitText(reason, Math.max(MIN_FACT_CELLS, room), 'left', scene.glyphs.ellipsis)
      : reason;
  writeFacts(line, scene, [short.trimEnd(), ...tail], 'banner');
  return line.end('banner');
}

/** A file or pipe is over, and nothing of it could be read. */
function unreadLine(scene: Scene, failure: { readonly reason: string }): Line {
  const line = new LineBuilder(scene.width).add(`${scene.glyphs.lost} ${lostWord(scene)}  `, 'banner');
  writeFacts(line, scene, [lossReason(scene, failure)], 'banner');
  return line.end('banner');
}

function waitingLine(scene: Scene): Line {
  return new LineBuilder(scene.width)
    .add(`${scene.glyphs.waiting} waiting for the first reading`, 'dim')
    .end();
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
