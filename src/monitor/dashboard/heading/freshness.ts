/* Whether the screen shows what is going on now: one word, a sign, and how long or how often. */

import { formatAge, formatDuration } from '../../text/format.js';
import type { Span, Tone } from '../drawing/frame.js';
import { clockOf, type Scene, secondsSince } from '../drawing/scene.js';
import { presentMs } from '../history/time-travel.js';
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
      return isReplay(scene)
        ? state(glyphs.selected, 'REPLAY', '', 'warn')
        : state(glyphs.live, 'LIVE', pace(scene, connection.slowedToMs), 'ok');
    case 'lost':
      return state(glyphs.lost, lostWord(scene), forHowLong(scene, connection.sinceMs), 'critical');
    case 'ended':
      return state(glyphs.ended, hasSeries(scene) ? 'ENDED' : 'FILE', '', 'dim');
  }
}

/** A frozen screen by how long it is frozen; another moment by its time. */
function pastSpans(scene: Scene, { timeMs, pausedSinceMs }: Past): readonly Span[] {
  const { glyphs } = scene;
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

/** What was never there cannot be lost. */
export function lostWord({ connection, observation }: Scene): string {
  if (connection.phase === 'lost' && connection.kind === 'not-stats') return 'NO STATS';
  return observation === null ? 'UNREACHABLE' : 'LOST';
}

function isReplay(scene: Scene): boolean {
  const protocol = scene.observation?.sample.reading.protocol;
  return protocol === 'file' || protocol === 'stdin';
}

/** The interval, and whether it is longer than the user asked for; servers that push have a pace of their own. */
function pace(scene: Scene, slowedToMs: number | null): string {
  if (scene.observation?.sample.reading.protocol === 'websocket') return 'push';
  const interval = secondsText(slowedToMs ?? wantedIntervalMs(scene.model));
  return slowedToMs === null ? interval : `${interval} slowed`;
}

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
