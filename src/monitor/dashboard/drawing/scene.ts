import type { Observed } from '../../metrics/observation.js';
import { cleanText, toAscii } from '../../text/clean.js';
import { formatClock } from '../../text/format.js';
import type { Connection } from '../model/connection.js';
import type { Model } from '../model/model.js';
import { focusedTarget, shownObservation } from '../model/shown.js';
import { type Glyphs, glyphsFor } from './glyphs.js';

/** Input of every part of the screen. */
export interface Scene {
  readonly model: Model;
  /** As the user typed it, cleaned. */
  readonly address: string;
  readonly connection: Connection;
  readonly badReplies: number;
  /** The observation on the screen: the newest, or that of a moment in the past. */
  readonly observation: Observed | null;
  /** The moment that the screen shows: now, or that of the last sample if nothing newer will come to it. */
  readonly shownAtMs: number;
  readonly width: number;
  readonly glyphs: Glyphs;
  readonly utcOffsetMinutes: number;
}

export function sceneOf(model: Model, utcOffsetMinutes: number): Scene {
  const target = focusedTarget(model);
  const observation = shownObservation(model);
  const glyphs = glyphsFor(model.settings.ascii);
  const connection = target?.connection ?? { phase: 'connecting', sinceMs: model.nowMs };
  const isLive = connection.phase === 'live' || connection.phase === 'connecting';
  const current = model.past === null && isLive && !isRecorded(observation);
  return {
    model,
    address: screenText({ glyphs }, target?.address ?? ''),
    connection,
    badReplies: target?.badReplies ?? 0,
    observation,
    shownAtMs: current ? model.nowMs : (observation?.sample.timeMs ?? model.nowMs),
    width: Math.max(0, model.size.columns),
    glyphs,
    utcOffsetMinutes,
  };
}

/** A recording has a clock of its own, also while it is replayed. */
function isRecorded(observation: Observed | null): boolean {
  const protocol = observation?.sample.reading.protocol ?? 'raw';
  return protocol === 'file' || protocol === 'stdin';
}

/** `13:20:27` on the clock of the user. */
export function clockOf(scene: Scene, timeMs: number): string {
  return formatClock(timeMs, scene.utcOffsetMinutes);
}

/** From then to the moment that the screen shows. */
export function secondsUntilShown(scene: Scene, timeMs: number): number {
  return Math.max(0, (scene.shownAtMs - timeMs) / 1000);
}

/** From then to now, whatever the screen shows. */
export function secondsSince(scene: Scene, timeMs: number): number {
  return Math.max(0, (scene.model.nowMs - timeMs) / 1000);
}

/** Nothing on the screen is current any more: the server is gone. */
export function isStale(scene: Scene): boolean {
  return scene.connection.phase === 'lost' && scene.model.past === null;
}

/** Text from outside as it may stand on this screen; to be measured and cut only after this. */
export function screenText({ glyphs }: Pick<Scene, 'glyphs'>, text: string, limit?: number): string {
  const clean = cleanText(text, limit);
  return glyphs.ascii ? toAscii(clean) : clean;
}
