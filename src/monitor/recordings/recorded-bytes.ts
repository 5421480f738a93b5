/** Where the members of a recording are, found without unpacking it. */
import { readSync } from 'node:fs';
import { LONGEST_HEAD, type MemberPlace, membersIn } from './gzip-members.js';

/** More than 64 samples of the largest servers take; a file that unpacks to more is not ours. */
export const MOST_MEMBER_TEXT = 256 * 1024 * 1024;

const PIECE = 4 * 1024 * 1024;

export function indexedMembers(file: number, size: number): readonly MemberPlace[] {
  const places: MemberPlace[] = [];
  for (let at = 0; at < size; at += PIECE) {
    const bytes = readRange(file, at, Math.min(size, at + PIECE + LONGEST_HEAD));
    // Of one that begins in the bytes after the piece, the next piece tells.
    places.push(...membersIn(bytes, at).filter((place) => place.at < at + PIECE));
  }
  return places;
}

/** The bytes from `from` to `to`, or to where the file ends. */
export function readRange(file: number, from: number, to: number): Buffer {
  const bytes = Buffer.allocUnsafe(to - from);
  let length = 0;
  while (length < bytes.length) {
    const read = readSync(file, bytes, length, bytes.length - length, from + length);
    if (read === 0) break;
    length += read;
  }
  return bytes.subarray(0, length);
}
