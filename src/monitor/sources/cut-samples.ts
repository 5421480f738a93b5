import type { Readable } from 'node:stream';
import { plainPieces } from './plain-pieces.js';
import { SampleSplitter, type SplitSample } from './sample-splitter.js';

export interface SampleBytes extends SplitSample {
  /** As far as it is known: a live stream may turn out to have ended. */
  readonly more: boolean;
  /** It is larger than allowed, and there is nothing after it. */
  readonly isTooLarge: boolean;
}

/**
 * The samples of a stream, holding one of at most `maxBytes` (and what a piece of the stream has beyond it). One that is
 * larger is the last.
 */
export async function* cutSamples(
  stream: Readable,
  maxBytes: number,
  lookAhead: boolean,
): AsyncGenerator<SampleBytes, void> {
  let held: SampleBytes | null = null;
  for await (const sample of samplesIn(stream, maxBytes)) {
    if (!lookAhead) {
      yield sample;
      continue;
    }
    if (held !== null) yield { ...held, more: true };
    held = sample;
  }
  if (held !== null) yield { ...held, more: false };
}

async function* samplesIn(stream: Readable, maxBytes: number): AsyncGenerator<SampleBytes, void> {
  const splitter = new SampleSplitter();
  for await (const piece of plainPieces(stream)) {
    for (const sample of splitter.push(piece)) yield sized(sample, maxBytes, true);
    if (splitter.pendingBytes > maxBytes) {
      yield { bytes: Buffer.alloc(0), before: '', more: false, isTooLarge: true };
      return;
    }
  }
  const last = splitter.end();
  for (const [index, sample] of last.entries()) yield sized(sample, maxBytes, index < last.length - 1);
}

function sized(sample: SplitSample, maxBytes: number, more: boolean): SampleBytes {
  return { ...sample, more, isTooLarge: sample.bytes.length > maxBytes };
}
