import type { Connection, Model } from '../app/model.js';
import { focusedTarget, shownObservation } from '../app/shown.js';
import type { Observation } from '../metrics/observation.js';
import { cleanText } from '../text/clean.js';
import { formatClock } from '../text/format.js';
import { type Glyphs, glyphsFor } from './glyphs.js';

/** What every part of the screen looks at. */
export interface Scene {
  readonly model: Model;
  /** As the user typed it, cleaned. */
  readonly address: string;
  readonly connection: Connection;
  readonly badReplies: number;
  /** What is on the screen: the newest observation, or the frozen one while paused. */
  readonly observation: Observation | null;
  readonly width: number;
  readonly glyphs: Glyphs;
  readonly utcOffsetMinutes: number;
}

export function sceneOf(model: Model, utcOffsetMinutes: number): Scene {
  const target = focusedTarget(model);
  return {
    model,
    address: cleanText(target?.address ?? ''),
    connection: target?.connection ?? { phase: 'connecting', sinceMs: model.nowMs },
    badReplies: target?.badReplies ?? 0,
    observation: shownObservation(model),
    width: Math.max(0, model.size.columns),
    glyphs: glyphsFor(model.settings.ascii),
    utcOffsetMinutes,
  };
}

/** `13:20:27` on the clock of the user. */
export function clockOf(scene: Scene, timeMs: number): string {
  return formatClock(timeMs, scene.utcOffsetMinutes);
}

export function secondsSince(scene: Scene, timeMs: number): number {
  return Math.max(0, (scene.model.nowMs - timeMs) / 1000);
}

/** Nothing on the screen is current any more: the server is gone. */
export function isStale(scene: Scene): boolean {
  return scene.connection.phase === 'lost' && scene.model.paused === null;
}
