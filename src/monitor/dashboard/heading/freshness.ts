/* Freshness of the screen: one word, a sign, and the age or interval. */

import { formatAge, formatDuration } from '../../text/format.js';
import type { Span, Tone } from '../drawing/frame.js';
import { clockOf, type Scene, secondsSince } from '../drawing/scene.js';
import { speedText } from '../history/replay.js';
import { presentMs } from '../history/time-travel.js';
import type { LiveConnection } from '../model/connection.js';
import type { Past } from '../model/model.js';
import { wantedIntervalMs } from '../steps/pace.js';

/** `● LIVE 1s`: a sign, a word and how long or how often. */
export function freshnessSpans(scene: Scene): readonly Span[] {
  const { glyphs, connection } = scene;
  const { past } = scene.model;
  if (past !== null) return pastSpans(scene, past);
  switch (connection.phase) {
    case 'connecting':
      return state(glyphs.waiting, 'CONNECTING', forHowLong(scene, connection.sinceMs), 'warn');
    case 'live':
      return liveSpans(scene, connection);
    case 'lost':
      return state(glyphs.lost, lostWord(scene), forHowLong(scene, connection.sinceMs), 'critical');
    case 'ended':
      if (connection.failure !== null) return state(glyphs.lost, lostWord(scene), '', 'critical');
      return state(glyphs.ended, hasSeries(scene) ? 'ENDED' : 'FILE', '', 'dim');
  }
}

/** A frozen screen by how long it is frozen; another moment by its time. */
function pastSpans(scene: Scene, { timeMs, pausedSinceMs }: Past): readonly Span[] {
  const { glyphs } = scene;
  const { replay } = scene.model;
  if (replay !== null && replay.cursorMs !== null)
    return state(glyphs.selected, `REPLAY ${clockOf(scene, timeMs)}`, speedText(replay.speed), 'warn');
  if (pausedSinceMs !== null) return state(glyphs.paused, 'PAUSED', forHowLong(scene, pausedSinceMs), 'warn');
  const ago = agoText(Math.max(0, (presentMs(scene.model) - timeMs) / 1000));
  return state(glyphs.past, `PAST ${clockOf(scene, timeMs)}`, `(${ago} ago)`, 'warn');
}

/** To the second for an hour: it is stepped through in seconds. */
function agoText(seconds: number): string {
  const whole = Math.floor(seconds);
  if (whole < 60 || whole >= 3600) return formatDuration(whole);
  return `${Math.floor(whole / 60)}m${String(whole % 60).padStart(2, '0')}s`;
}

/** A server that never answered cannot be lost. */
export function lostWord({ connection, observation }: Scene): string {
  if (connection.phase === 'ended') return 'NO STATS';
  if (connection.phase === 'lost' && connection.kind === 'not-stats') return 'NO STATS';
  return observation === null ? 'UNREACHABLE' : 'LOST';
}

function isReplay(scene: Scene): boolean {
  const protocol = scene.observation?.sample.reading.protocol;
  return protocol === 'file' || protocol === 'stdin';
}

/** Green only while the numbers are as young as the user asked for; servers that push have a pace of their own. */
function liveSpans(scene: Scene, live: LiveConnection): readonly Span[] {
  const { glyphs, observation, model } = scene;
  if (isReplay(scene)) return state(glyphs.selected, 'REPLAY', '', 'warn');
  if (observation?.sample.reading.protocol === 'websocket') return state(glyphs.live, 'LIVE', 'push', 'ok');
  const intervalMs = live.slowedToMs ?? wantedIntervalMs(model);
  const ageMs = observation === null ? 0 : model.nowMs - observation.sample.timeMs;
  if (ageMs > intervalMs + Math.max(LATE_MS, intervalMs / 2)) {
    return state(glyphs.live, 'SLOW', `${Math.floor(ageMs / 1000)}s old`, 'warn');
  }
  if (live.slowedToMs !== null) return state(glyphs.live, 'SLOW', slowedText(scene, live), 'warn');
  return state(glyphs.live, 'LIVE', secondsText(intervalMs), 'ok');
}

/** So much later than expected a reading is late. */
const LATE_MS = 1000;

/** `2.5s`, and where that is long enough to count: `7s, next in 4s`. */
function slowedText(scene: Scene, { slowedToMs, nextAtMs }: LiveConnection): string {
  const interval = secondsText(slowedToMs ?? 0);
  const seconds = Math.ceil((nextAtMs - scene.model.nowMs) / 1000);
  return seconds < 1 || (slowedToMs ?? 0) < COUNTED_DOWN_MS ? interval : `${interval}, next in ${seconds}s`;
}

const COUNTED_DOWN_MS = 2000;

function secondsText(milliseconds: number): string {
  return `${Number((milliseconds / 1000).toFixed(1))}s`;
}

function forHowLong(scene: Scene, sinceMs: number): string {
  return formatAge(secondsSince(scene, sinceMs));
}

function hasSeries(scene: Scene): boolean {
  return (scene.observation?.history.length ?? 0) > 1;
}

function state(sign: string, word: string, detail: string, tone: Tone): readonly Span[] {
  const spans: Span[] = [{ text: `${sign} ${word}`, tone }];
  if (detail !== '') spans.push({ text: ` ${detail}`, tone: 'plain' });
  return spans;
}
