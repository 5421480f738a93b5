import type { Frame } from '../dashboard/drawing/frame.js';
import type { HitTarget } from '../dashboard/model/hit-target.js';

/** The target at a position of the screen; later hits lie above earlier ones. */
export function hitAt(frame: Frame, x: number, y: number): HitTarget | null {
  const hit = frame.hits.findLast(
    (area) => x >= area.x && x < area.x + area.width && y >= area.y && y < area.y + area.height,
  );
  return hit?.target ?? null;
}
