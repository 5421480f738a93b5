/** The bytes of a stream as UTF-8: unpacked if they are compressed, and translated if they are UTF-16. */
import { spawn } from 'node:child_process';
import { type Duplex, pipeline, Readable } from 'node:stream';
import { constants, createGunzip } from 'node:zlib';
import { StatsReplyError } from '../../protocol/stats-reply-error.js';

export async function* plainPieces(stream: Readable): AsyncGenerator<Uint8Array, void> {
  // A byte stream without an encoding gives buffers; its type cannot say so.
  const pieces = (stream as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
  const beginning = await firstBytes(pieces);
  const whole = joined(beginning, pieces);
  yield* decoded(beginning, whole);
}

/** Enough to tell what it is, unless there is no more. */
const TELLING_BYTES = 6;

async function firstBytes(pieces: AsyncIterator<Buffer>): Promise<Buffer> {
  let beginning: Buffer = Buffer.alloc(0);
  while (beginning.length < TELLING_BYTES) {
    const { value, done } = await pieces.next();
    if (done === true) break;
    beginning = beginning.length === 0 ? value : Buffer.concat([beginning, value]);
  }
  return beginning;
}

async function* joined(beginning: Buffer, pieces: AsyncIterator<Buffer>): AsyncGenerator<Buffer, void> {
  if (beginning.length > 0) yield beginning;
  for (let next = await pieces.next(); next.done !== true; next = await pieces.next()) yield next.value;
}

function decoded(beginning: Buffer, whole: AsyncGenerator<Buffer, void>): AsyncGenerator<Uint8Array, void> {
  const unpack = PACKED.find(({ magic }) => begins(beginning, magic));
  if (unpack !== undefined) return unpack.open(whole);
  if (begins(beginning, [0xff, 0xfe]) || isWide(beginning, 0)) return translated(whole, 'utf-16le');
  if (begins(beginning, [0xfe, 0xff]) || isWide(beginning, 1)) return translated(whole, 'utf-16be');
  return whole;
}

function begins(bytes: Uint8Array, magic: readonly number[]): boolean {
  return magic.every((byte, index) => bytes[index] === byte);
}

/** ASCII in two bytes each, without a mark: the seen ones at even places (0) or at odd ones (1). */
function isWide(bytes: Uint8Array, seen: 0 | 1): boolean {
  const pairs = Math.floor(bytes.length / 2);
  if (pairs < 2) return false;
  return Array.from({ length: pairs }, (_, pair) => pair * 2).every((at) => {
    return (bytes[at + seen] ?? 0) !== 0 && (bytes[at + 1 - seen] ?? 1) === 0;
  });
}

async function* translated(
  pieces: AsyncGenerator<Buffer, void>,
  encoding: 'utf-16le' | 'utf-16be',
): AsyncGenerator<Uint8Array, void> {
  const decoder = new TextDecoder(encoding);
  for await (const piece of pieces) yield Buffer.from(decoder.decode(piece, { stream: true }));
  yield Buffer.from(decoder.decode());
}

interface Packing {
  readonly magic: readonly number[];
  readonly open: (whole: AsyncGenerator<Buffer, void>) => AsyncGenerator<Uint8Array, void>;
}

const PACKED: readonly Packing[] = [
  { magic: [0x1f, 0x8b], open: gunzipped },
  { magic: [0x28, 0xb5, 0x2f, 0xfd], open: (whole) => unpackedBy('zstd', whole) },
  { magic: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00], open: (whole) => unpackedBy('xz', whole) },
  { magic: [0x42, 0x5a, 0x68], open: (whole) => unpackedBy('bzip2', whole) },
];

/** A truncated file yields everything up to the cut: its parser decides which sample is incomplete. */
async function* gunzipped(whole: AsyncGenerator<Buffer, void>): AsyncGenerator<Uint8Array, void> {
  const gunzip = createGunzip({ finishFlush: constants.Z_SYNC_FLUSH });
  yield* through(gunzip, whole, () => broken('gzip'));
}

/** Node has no words for these, and hosts that have such files have the program that made them. */
async function* unpackedBy(
  program: string,
  whole: AsyncGenerator<Buffer, void>,
): AsyncGenerator<Uint8Array, void> {
  const child = spawn(program, ['-dcq'], { stdio: ['pipe', 'pipe', 'ignore'] });
  const started = new Promise<Error | null>((resolve) => {
    child.once('spawn', () => resolve(null));
    child.once('error', resolve);
  });
  const failure = await started;
  if (failure !== null) {
    throw new StatsReplyError('malformed', `it is compressed with ${program}, which is not installed here`);
  }
  try {
    pipeline(Readable.from(whole), child.stdin, () => {});
    let bytes = 0;
    for await (const piece of child.stdout as AsyncIterable<Buffer>) {
      bytes += piece.length;
      yield piece;
    }
    if (bytes === 0) throw broken(program);
  } finally {
    child.kill();
  }
}

async function* through(
  transform: Duplex,
  whole: AsyncGenerator<Buffer, void>,
  failure: () => Error,
): AsyncGenerator<Uint8Array, void> {
  pipeline(Readable.from(whole), transform, () => {});
  try {
    for await (const piece of transform as AsyncIterable<Buffer>) yield piece;
  } catch {
    throw failure();
  } finally {
    transform.destroy();
  }
}

function broken(program: string): StatsReplyError {
  return new StatsReplyError('malformed', `it is compressed with ${program}, and broken`);
}
