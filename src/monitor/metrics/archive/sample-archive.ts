/** The samples of the past that can be looked at again. Immutable; the newest sample is not in it until the next came. */
import type { Observed } from '../observation.js';

export interface SampleArchive {
  /** The number that the newest sample, which is not in here yet, will have; the first since attach has 0. */
  readonly next: number;
  readonly frames: readonly Frame[];
}

/** A moment that can be gone back to. */
export interface KeptSample {
  readonly sequence: number;
  readonly timeMs: number;
  /** Something happened: the list of events had changed since the sample before. */
  readonly eventful: boolean;
}

interface Frame extends KeptSample {
  readonly observed: Observed;
}

const MOST_FRAMES = 600;

export function emptyArchive(): SampleArchive {
  return { next: 0, frames: [] };
}

export function withSample(archive: SampleArchive, observed: Observed): SampleArchive {
  const { next, frames } = archive;
  const { sample, verdict, history, routes, events } = observed;
  const eventful = events !== frames.at(-1)?.observed.events;
  const frame = {
    sequence: next,
    timeMs: sample.timeMs,
    eventful,
    observed: { sample, verdict, history, routes, events },
  };
  return { next: next + 1, frames: [...frames.slice(-MOST_FRAMES + 1), frame] };
}

/** Oldest first. Their times ascend, but for where a clock was set back. */
export function keptSamples(archive: SampleArchive): readonly KeptSample[] {
  return archive.frames;
}

/** What the screen showed then; null if that sample is not kept any more. */
export function recalled(archive: SampleArchive, sequence: number): Observed | null {
  return archive.frames.find((frame) => frame.sequence === sequence)?.observed ?? null;
}
