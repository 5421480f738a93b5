/**
 * Up to 64 samples that follow each other, each as the difference to an earlier one: number n is built on n without its
 * lowest bit, so that nothing is built on odd ones, only odd ones on those that divide by two once, and so on. So every
 * second sample can be left out without touching the others, and again and again, and none is more than six steps away
 * from the first, which is whole.
 */

import type { ServerEvent } from '../events/server-event.js';
import type { Observed } from '../observation.js';
import type { HistoryPoint } from '../sample/history.js';
import { BrokenBytesError } from './bytes.js';
import { decodedDelta, encodedDelta } from './delta.js';
import { Dictionary } from './dictionary.js';
import { type FlatSample, flattened, NO_SAMPLE, type RecalledSample, unflattened } from './flat-sample.js';

export interface Segment {
  /** By place; null where a sample was left out. */
  readonly frames: readonly (Frame | null)[];
  /** Of each 2^level samples one is kept, besides those in which something happened. */
  readonly level: number;
  /** Number of frames left. */
  readonly kept: number;
  readonly bytes: number;
  /** Of a segment whose frames are fetched when they are looked at. */
  readonly index?: SegmentIndex;
}

/** A segment as it is known without its frames. */
export interface SegmentIndex {
  readonly moments: readonly KeptSample[];
  /** Points of the history up to the sample at that place, oldest first. */
  historyTo(place: number): readonly HistoryPoint[];
}

/** A moment that can be gone back to. */
export interface KeptSample {
  /** Which sample since attach it is, from 0. */
  readonly sequence: number;
  readonly timeMs: number;
  /** Something happened: the list of events is another than that of the sample before. */
  readonly eventful: boolean;
}

export interface Frame extends KeptSample {
  /** Stays when others are left out: something began or ended here. */
  readonly pinned: boolean;
  readonly delta: Uint8Array;
  /** Of its cells; absent: this program's. */
  readonly version?: number;
  /** As they were then; shared with the samples around it. */
  readonly events: readonly ServerEvent[];
  /** Memory of the frame with its place in the list and its own events. */
  readonly bytes: number;
}

/** Frames that the next ones may build on: from the first of the segment to the last, each built on the one before. */
export type Chain = readonly Link[];

interface Link {
  readonly place: number;
  readonly flat: FlatSample;
  readonly dictionary: Dictionary;
}

export const SEGMENT_FRAMES = 64;
export const HIGHEST_LEVEL = Math.log2(SEGMENT_FRAMES);
export const EMPTY_SEGMENT: Segment = { frames: [], level: 0, kept: 0, bytes: 0 };

/** Facts of a frame before it is encoded. */
type FrameFacts = Omit<Frame, 'delta' | 'bytes'> & { readonly extraBytes: number };

/** Looks at the frames only where there is no index. */
export function momentsOf(segment: Segment): readonly KeptSample[] {
  return segment.index?.moments ?? segment.frames.filter((frame) => frame !== null);
}

export function firstSequence(segment: Segment): number {
  const first = segment.index === undefined ? segment.frames[0] : segment.index.moments[0];
  return first?.sequence ?? 0;
}

export function appended(
  segment: Segment,
  chain: Chain,
  observed: Observed,
  { extraBytes, ...facts }: FrameFacts,
): { readonly segment: Segment; readonly chain: Chain } {
  const place = segment.frames.length;
  const below = chain.filter((link) => isBelow(link.place, place));
  const base = below.at(-1);
  const dictionary = new Dictionary(base?.dictionary ?? null);
  const flat = flattened(observed, base?.flat ?? NO_SAMPLE);
  const room = (segment.frames.at(-1)?.delta.length ?? 0) * 2;
  const delta = encodedDelta(flat, base?.flat ?? NO_SAMPLE, dictionary, room);
  const frame: Frame = { ...facts, delta, bytes: delta.length + FRAME_BYTES + extraBytes };
  return {
    segment: {
      frames: [...segment.frames, frame],
      level: segment.level,
      kept: segment.kept + 1,
      bytes: segment.bytes + frame.bytes,
    },
    chain: [...below, { place, flat, dictionary }],
  };
}

/** null where the sample was left out, or is broken. */
export function decodedFrame({ frames }: Pick<Segment, 'frames'>, place: number): RecalledSample | null {
  try {
    return decoded(frames, place);
  } catch (error) {
    if (error instanceof BrokenBytesError) return null;
    throw error;
  }
}

function decoded(frames: Segment['frames'], place: number): RecalledSample | null {
  const wanted = frames[place];
  if (wanted == null) return null;
  let flat = NO_SAMPLE;
  let dictionary: Dictionary | null = null;
  for (const at of placesTo(place)) {
    const frame = frames[at];
    if (frame == null) return null;
    dictionary = new Dictionary(dictionary);
    flat = decodedDelta(frame.delta, flat, dictionary);
  }
  return unflattened(flat, wanted.version);
}

/** Leaves out every second of what is left, but what is pinned and what that is built on. */
export function thinned(segment: Segment): Segment {
  const level = segment.level + 1;
  const frames = [...segment.frames];
  const step = 2 ** segment.level;
  for (let place = step; place < frames.length; place += 2 * step) {
    const family = frames.slice(place, place + step);
    if (family.every((frame) => frame === null || !frame.pinned)) frames[place] = null;
  }
  const left = frames.filter((frame) => frame !== null);
  return { frames, level, kept: left.length, bytes: left.reduce((sum, frame) => sum + frame.bytes, 0) };
}

/** Objects, the buffer's own and places in lists, as measured with Node 20. */
const FRAME_BYTES = 600;

/** The frame at `place` is built on the one at `lower`, or would be. */
function isBelow(lower: number, place: number): boolean {
  return placesTo(place).includes(lower);
}

/** From the first frame to `place`, each built on the one before. */
function placesTo(place: number): readonly number[] {
  const places: number[] = [];
  for (let rest = place; rest > 0; rest &= rest - 1) places.unshift(rest);
  return [0, ...places];
}
