/** A world for `runSnapshot` whose clock moves only when it sleeps or reads. */
import type { SnapshotIo } from '../../../src/monitor/batch/snapshot-io.js';
import { ClosedOutputError, type Output } from '../../../src/monitor/batch/snapshot-output.js';
import {
  type Reading,
  SourceError,
  type SourceErrorKind,
} from '../../../src/monitor/metrics/sample/reading.js';
import type { Source } from '../../../src/monitor/sources/source.js';
import { NOW_MS, readingOf } from '../snapshot/snapshots.js';

/** A captured reply, a failure, or a reading; `takesMs` is how long it lets the caller wait. */
export interface Step {
  readonly answer: string | Partial<Reading> | { readonly failure: SourceErrorKind };
  readonly takesMs?: number;
}

export interface World {
  readonly io: SnapshotIo;
  readonly written: string[];
  readonly errors: string[];
  readonly sleeps: number[];
  /** Paths that were opened, `+` in front when added to. */
  readonly opened: string[];
  readonly reads: () => number;
  readonly closed: () => boolean;
  readonly interrupt: () => void;
}

export interface WorldOptions {
  readonly continues?: boolean;
  readonly columns?: number | null;
  /** Nobody reads after so many writes. */
  readonly closesAfter?: number;
  readonly onSleep?: (world: World) => void;
  readonly onRead?: (world: World) => void;
}

/** After the last step the source has ended. */
export function worldOf(steps: readonly Step[], options: WorldOptions = {}): World {
  const interrupt = new AbortController();
  let nowMs = NOW_MS;
  let reads = 0;
  let closed = false;
  const source: Source = {
    read: async () => {
      const step = steps[reads] ?? { answer: { failure: 'ended' } };
      reads += 1;
      nowMs += step.takesMs ?? 0;
      options.onRead?.(world);
      if (interrupt.signal.aborted) throw new SourceError('closed', 'closed');
      return readingFrom(step.answer, nowMs, steps);
    },
    close: () => {
      closed = true;
    },
  };
  const world: World = {
    written: [],
    errors: [],
    sleeps: [],
    opened: [],
    reads: () => reads,
    closed: () => closed,
    interrupt: () => interrupt.abort(),
    io: {
      openSource: async () => source,
      openOutput: async (path, append) => {
        world.opened.push(`${append ? '+' : ''}${path ?? '-'}`);
        return outputOf(world, options);
      },
      writeError: (line) => void world.errors.push(line),
      nowMs: () => nowMs,
      sleep: async (ms) => {
        world.sleeps.push(ms);
        nowMs += ms;
        options.onSleep?.(world);
      },
      interrupted: interrupt.signal,
      columns: options.columns ?? null,
    },
  };
  return world;
}

function readingFrom(answer: Step['answer'], nowMs: number, steps: readonly Step[]): Reading {
  if (typeof answer === 'string') return readingOf(answer, nowMs);
  if ('failure' in answer) throw new SourceError(answer.failure, `Cannot read: ${answer.failure}`);
  const [first] = steps;
  const base = typeof first?.answer === 'string' ? first.answer : 'size-4x2-busy';
  return { ...readingOf(base, nowMs), ...answer };
}

function outputOf(world: World, { continues = false, closesAfter }: WorldOptions): Output {
  return {
    continues,
    write: async (text) => {
      if (closesAfter !== undefined && world.written.length >= closesAfter) throw new ClosedOutputError();
      world.written.push(text);
    },
    close: async () => {},
  };
}
