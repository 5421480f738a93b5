import type { Readable } from 'node:stream';
import { SampleSplitter } from './sample-splitter.js';

export interface SampleBytes {
  readonly bytes: Buffer;
  /** As far as it is known: a live stream may turn out to have ended. */
  readonly more: boolean;
}

/**
 * The samples of a stream, holding one of at most `maxBytes` (and what a piece of the stream has beyond it). One that is
 * larger comes cut off, one byte longer than allowed, and is the last.
 */
export async function* cutSamples(
  stream: Readable,
  maxBytes: number,
  lookAhead: boolean,
): AsyncGenerator<SampleBytes, void> {
  let held: Buffer | null = null;
  for await (const { bytes, isLast } of samplesIn(stream, maxBytes)) {
    if (!lookAhead) {
      yield { bytes, more: !isLast };
      continue;
    }
    if (held !== null) yield { bytes: held, more: true };
    held = bytes;
  }
  if (held !== null) yield { bytes: held, more: false };
}

async function* samplesIn(
  stream: Readable,
  maxBytes: number,
): AsyncGenerator<{ bytes: Buffer; isLast: boolean }, void> {
  const splitter = new SampleSplitter();
  // A byte stream without an encoding gives buffers; its type cannot say so.
  for await (const piece of stream as AsyncIterable<Buffer>) {
    for (const bytes of splitter.push(piece)) yield { bytes, isLast: false };
    if (splitter.pendingBytes > maxBytes) break;
  }
  for (const bytes of splitter.end()) yield { bytes: bytes.subarray(0, maxBytes + 1), isLast: true };
}
