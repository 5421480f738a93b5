import type { Connection } from '../model/connection.js';
import { type Scene, screenText } from './scene.js';

export type LostConnection = Extract<Connection, { phase: 'lost' }>;

/** The reason alone, without the address, which the first line shows. */
export function lossReason(scene: Scene, lost: { readonly reason: string }): string {
  const reason = /^Cannot read stats from ".*?": (.+)$/s.exec(lost.reason)?.[1] ?? lost.reason;
  return screenText(scene, reason, 512);
}

/** `next try in 4s`. */
export function nextTry(scene: Scene, lost: LostConnection): string {
  const seconds = Math.ceil((lost.retryAtMs - scene.model.nowMs) / 1000);
  return seconds > 0 ? `next try in ${seconds}s` : 'trying again';
}
