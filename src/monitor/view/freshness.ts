/* Whether the screen shows what is going on now: one word, a sign, and how long or how often. */
import { wantedIntervalMs } from '../app/pace.js';
import { formatAge } from '../text/format.js';
import type { Span, Tone } from './frame.js';
import { type Scene, secondsSince } from './scene.js';

/** `● LIVE 1s`: a sign, a word and how long or how often. */
export function freshnessSpans(scene: Scene): readonly Span[] {
  const { glyphs, connection } = scene;
  const paused = scene.model.paused;
  if (paused !== null) return state(glyphs.paused, 'PAUSED', forHowLong(scene, paused.sinceMs), 'warn');
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
