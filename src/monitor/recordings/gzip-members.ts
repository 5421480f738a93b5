/**
 * A recording as bytes: gzip members one after the other, each of which can be read without those before it, and by any
 * gunzip. What a member begins with stands in the extra field of its head, so that a file of a day is indexed without
 * unpacking it. Each line is flushed: what was written can be read while the member grows.
 */
import { constants, deflateRawSync, inflateRawSync } from 'node:zlib';

/** Of the bytes of a head, those that are the same in each: deflate, an extra field, no time, no system. */
const HEAD = Buffer.from([0x1f, 0x8b, 0x08, 0x04, 0, 0, 0, 0, 0, 0xff]);
/** Name of our field within the extra field. */
const FIELD = Buffer.from('TS');
const FIXED_BYTES = HEAD.length + 2 + FIELD.length + 2;
/** Deflate looks no further back. */
const WINDOW = 32 * 1024;
const LAST_BLOCK = Buffer.from([0x03, 0x00]);
const FLUSHED = Buffer.from([0x00, 0x00, 0xff, 0xff]);
/** A field cannot be longer. */
const MOST_ABOUT = 65_000;

/** `about` without what does not fit stays empty: it only saves time. */
export function memberHead(about: string): Buffer {
  const bytes = Buffer.from(about);
  const field = bytes.length > MOST_ABOUT ? Buffer.alloc(0) : bytes;
  const lengths = Buffer.alloc(4);
  lengths.writeUInt16LE(field.length + 4, 0);
  lengths.writeUInt16LE(field.length, 2);
  return Buffer.concat([HEAD, lengths.subarray(0, 2), FIELD, lengths.subarray(2), field]);
}

/** Text of a member and its compressed bytes, line by line. Owned by whoever writes the member. */
export class GrowingMember {
  #window: Buffer = Buffer.alloc(0);
  #crc = 0;
  #size = 0;

  /** The line's bytes in the file. */
  add(line: string): Buffer {
    const text = Buffer.from(`${line}\n`);
    const options = { finishFlush: constants.Z_SYNC_FLUSH, level: 9 };
    const packed = deflateRawSync(
      text,
      this.#window.length === 0 ? options : { ...options, dictionary: this.#window },
    );
    this.#window = Buffer.concat([this.#window, text]).subarray(-WINDOW);
    this.#crc = crc32(text, this.#crc);
    this.#size += text.length;
    return packed;
  }

  end(): Buffer {
    return memberEnd(this.#crc, this.#size);
  }
}

function memberEnd(crc: number, size: number): Buffer {
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crc >>> 0, 0);
  trailer.writeUInt32LE(size >>> 0, 4);
  return Buffer.concat([LAST_BLOCK, trailer]);
}

export interface MemberPlace {
  /** Of its first byte. */
  readonly at: number;
  readonly about: string;
}

/** Members that begin in these bytes, of which as many are looked at as a head needs. `at` is that of the bytes. */
export function membersIn(bytes: Buffer, at: number): readonly MemberPlace[] {
  const places: MemberPlace[] = [];
  for (let from = bytes.indexOf(HEAD); from >= 0; from = bytes.indexOf(HEAD, from + 1)) {
    const about = aboutAt(bytes, from);
    if (about !== null) places.push({ at: at + from, about });
  }
  return places;
}

/** Nothing that `membersIn` looks for is longer. */
export const LONGEST_HEAD = FIXED_BYTES + MOST_ABOUT;

function aboutAt(bytes: Buffer, from: number): string | null {
  if (bytes.length < from + FIXED_BYTES) return null;
  const field = from + HEAD.length + 2;
  if (!bytes.subarray(field, field + 2).equals(FIELD)) return null;
  const length = bytes.readUInt16LE(field + 2);
  const end = field + 4 + length;
  return bytes.length < end ? null : bytes.toString('utf8', field + 4, end);
}

/** The whole lines of a member that may have been cut off anywhere; none where it is not one. */
export function linesIn(member: Buffer, mostBytes: number): readonly string[] {
  const body = bodyOf(member);
  const text = unpacked(body, mostBytes) ?? beginningOf(body, mostBytes)?.text;
  return text === undefined ? [] : text.toString('utf8').split('\n').slice(0, -1);
}

/** Of a member that is broken somewhere: the longest part that ends with a line. */
function beginningOf(
  body: Buffer,
  mostBytes: number,
): { readonly text: Buffer; readonly end: number } | null {
  for (let at = body.lastIndexOf(FLUSHED); at >= 0; at = at === 0 ? -1 : body.lastIndexOf(FLUSHED, at - 1)) {
    const end = at + FLUSHED.length;
    const text = unpacked(body.subarray(0, end), mostBytes);
    if (text?.at(-1) === LINE_FEED) return { text, end };
  }
  return null;
}

/**
 * Bytes that the last member of a file must be cut to, and what has to follow, so that it is whole; null where it is.
 * A line that was being written is lost.
 */
export function mendedMember(
  member: Buffer,
  mostBytes: number,
): { readonly keep: number; readonly end: Buffer } | null {
  const body = bodyOf(member);
  const text = unpacked(body, mostBytes);
  if (text !== null && isWhole(body, text)) return null;
  const left = beginningOf(body, mostBytes);
  if (left === null) return { keep: 0, end: Buffer.alloc(0) };
  const keep = member.length - body.length + left.end;
  return { keep, end: memberEnd(crc32(left.text, 0), left.text.length) };
}

const LINE_FEED = 0x0a;

function isWhole(body: Buffer, text: Buffer): boolean {
  return body.subarray(-10).equals(memberEnd(crc32(text, 0), text.length));
}

function bodyOf(member: Buffer): Buffer {
  if (member.length < FIXED_BYTES) return Buffer.alloc(0);
  return member.subarray(HEAD.length + 2 + member.readUInt16LE(HEAD.length));
}

function unpacked(body: Buffer, mostBytes: number): Buffer | null {
  try {
    return inflateRawSync(body, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: mostBytes });
  } catch {
    return null;
  }
}

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = (value & 1) === 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

function crc32(bytes: Uint8Array, before: number): number {
  let crc = ~before;
  for (const byte of bytes) crc = (TABLE[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
  return ~crc;
}
