/** Lines of an unpacked member as the frames of its servers. */
import type { Frame } from '../metrics/archive/segment.js';
import type { ServerEvent } from '../metrics/events/server-event.js';
import type { HistoryPoint } from '../metrics/sample/history.js';
import type { ReadMoment } from './lines.js';

export interface LoadedTrack {
  readonly address: string;
  /** Numbered from 0. */
  readonly frames: readonly Frame[];
  readonly points: readonly HistoryPoint[];
}

/** In the order in which the servers come. */
export function tracksOf(moments: readonly ReadMoment[], version: number): readonly LoadedTrack[] {
  const tracks = new Map<number, GrowingTrack>();
  for (const moment of moments) {
    const track = tracks.get(moment.server) ?? begun(moment);
    if (track === null) continue;
    tracks.set(moment.server, track);
    track.list = listAfter(track, moment.events);
    track.frames.push({ ...frameOf(moment, track.frames.length, track.list), version });
    track.points.push(moment.point);
  }
  return [...tracks.values()];
}

interface GrowingTrack {
  readonly address: string;
  readonly frames: Frame[];
  readonly points: HistoryPoint[];
  readonly events: Map<number, ServerEvent>;
  list: readonly ServerEvent[];
}

/** null: the line that names the server is lost, and with it all that is built on it. */
function begun({ address }: ReadMoment): GrowingTrack | null {
  return address === null ? null : { address, frames: [], points: [], events: new Map(), list: [] };
}

function listAfter({ events, list }: GrowingTrack, told: ReadMoment['events']): readonly ServerEvent[] {
  if (told === null) return list;
  for (const event of told.changed) events.set(event.id, event);
  return told.order.flatMap((id) => events.get(id) ?? []);
}

function frameOf(
  { timeMs, eventful, delta }: ReadMoment,
  sequence: number,
  events: readonly ServerEvent[],
): Frame {
  return { sequence, timeMs, eventful, pinned: false, delta, events, bytes: delta.length };
}
