import type { DatedSegment } from '../metrics/archive/sample-archive.js';
import type { Frame, KeptSample, SegmentIndex } from '../metrics/archive/segment.js';
import { HISTORY_POINTS, type HistoryPoint } from '../metrics/sample/history.js';
import type { LoadedTrack } from './loaded-track.js';

interface SegmentFacts {
  readonly moments: readonly KeptSample[];
  readonly fromWatchedMs: number;
  readonly toWatchedMs: number;
  readonly before: RecordedSegment | null;
}

/**
 * Samples of one server in one member as a segment of an archive. Its frames are fetched from the file when somebody looks
 * at one; the points of the history are few bytes, and stay.
 */
export class RecordedSegment implements DatedSegment, SegmentIndex {
  readonly level = 0;
  readonly bytes = 0;
  readonly moments: readonly KeptSample[];
  readonly fromWatchedMs: number;
  readonly toWatchedMs: number;
  readonly #before: RecordedSegment | null;
  readonly #load: () => LoadedTrack | null;
  #points: readonly HistoryPoint[] | null = null;

  constructor({ moments, fromWatchedMs, toWatchedMs, before }: SegmentFacts, load: () => LoadedTrack | null) {
    this.moments = moments;
    this.fromWatchedMs = fromWatchedMs;
    this.toWatchedMs = toWatchedMs;
    this.#before = before;
    this.#load = load;
  }

  get index(): SegmentIndex {
    return this;
  }

  get kept(): number {
    return this.moments.length;
  }

  get frames(): readonly Frame[] {
    const first = this.moments[0]?.sequence ?? 0;
    const frames = this.#load()?.frames ?? [];
    return frames.map((frame, place) => ({ ...frame, sequence: first + place }));
  }

  /** Without the samples from that one on; null: none is left. */
  upTo(sequence: number): RecordedSegment | null {
    const moments = this.moments.filter((moment) => moment.sequence < sequence);
    const { fromWatchedMs, toWatchedMs } = this;
    if (moments.length === 0) return null;
    return new RecordedSegment({ moments, fromWatchedMs, toWatchedMs, before: this.#before }, this.#load);
  }

  historyTo(place: number): readonly HistoryPoint[] {
    const parts: (readonly HistoryPoint[])[] = [this.#pointsHere().slice(0, place + 1)];
    let length = parts[0]?.length ?? 0;
    for (let segment = this.#before; segment !== null && length < HISTORY_POINTS; segment = segment.#before) {
      const points = segment.#pointsHere();
      parts.unshift(points);
      length += points.length;
    }
    return parts.flat().slice(-HISTORY_POINTS);
  }

  #pointsHere(): readonly HistoryPoint[] {
    this.#points ??= this.#load()?.points ?? [];
    return this.#points;
  }
}
