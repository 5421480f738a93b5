import { closeSync, fstatSync, openSync } from 'node:fs';
import {
  emptyArchive,
  recalled,
  type SampleArchive,
  watchedBetween,
} from '../metrics/archive/sample-archive.js';
import type { Observed } from '../metrics/observation.js';
import { linesIn, type MemberPlace } from './gzip-members.js';
import {
  RECORDING_VERSION,
  type ReadMoment,
  readHead,
  readMoment,
  readSummary,
  type TrackSummary,
} from './lines.js';
import { type LoadedTrack, tracksOf } from './loaded-track.js';
import { indexedMembers, MOST_MEMBER_TEXT, readRange } from './recorded-bytes.js';
import { RecordedSegment } from './recorded-segment.js';
import { RecordingError, recordingError } from './recording-error.js';

/** One server's samples of a recording as an archive, which the live view goes back in as in its own. */
export interface RecordedServer {
  readonly address: string;
  /** The newest sample is not in it, as always. */
  readonly archive: SampleArchive;
  readonly newest: Observed;
}

/** Samples of one server in one member, as far as they are known without unpacking it. */
interface Track extends TrackSummary {
  readonly member: number;
}

/** Members that stay unpacked: what is looked at lies close together. */
const MOST_LOADED = 16;

/**
 * Owns a recording that is read. Its members are found once; one is unpacked when somebody looks at a sample in it. The
 * file may still be growing: what is written later is not seen.
 */
export class RecordedFile {
  readonly #path: string;
  readonly #file: number;
  readonly #size: number;
  readonly #members: readonly MemberPlace[];
  /** The newest use is the last. */
  readonly #loaded = new Map<number, readonly LoadedTrack[]>();
  /** Version of the newer program that wrote a part of it; null: no such part was met. */
  #newer: number | null = null;

  /** Throws `RecordingError`; null: the file is no recording of tstop. */
  static open(path: string): RecordedFile | null {
    let file = -1;
    try {
      file = openSync(path, 'r');
      const facts = fstatSync(file);
      const members = facts.isFile() ? indexedMembers(file, facts.size) : [];
      if (members.length > 0) return new RecordedFile(path, file, facts.size, members);
      closeSync(file);
      return null;
    } catch (error) {
      if (file >= 0) closeSync(file);
      throw recordingError('read', path, error);
    }
  }

  private constructor(path: string, file: number, size: number, members: readonly MemberPlace[]) {
    this.#path = path;
    this.#file = file;
    this.#size = size;
    this.#members = members;
  }

  close(): void {
    closeSync(this.#file);
  }

  /** In the order in which they come; throws `RecordingError` where nothing can be read. */
  servers(): readonly RecordedServer[] {
    const tracks = this.#members.flatMap((_, member) => this.#summaries(member));
    const addresses = [...new Set(tracks.map(({ server }) => server))];
    const servers = addresses.flatMap((address) => {
      const own = tracks.filter(({ server }) => server === address);
      return archived(address, this.#segments(own), this.#size) ?? [];
    });
    if (servers.length > 0) return servers;
    const why = this.#newer === null ? 'it has no sample that can be read' : newerText(this.#newer);
    throw new RecordingError(`Cannot read "${this.#path}": ${why}`);
  }

  /** A part that cannot be read, in one line; null: none was met. */
  get trouble(): string | null {
    return this.#newer === null ? null : `A part of "${this.#path}" is left out: ${newerText(this.#newer)}`;
  }

  /** The next member's head tells of this one, unless a program was killed before it could. */
  #summaries(member: number): readonly Track[] {
    const next = this.#members[member + 1];
    const told = next === undefined ? null : readSummary(next.about);
    const tracks = told ?? this.#load(member).map(summaryOf);
    return tracks.filter(({ times }) => times.length > 0).map((track) => ({ ...track, member }));
  }

  #segments(tracks: readonly Track[]): readonly RecordedSegment[] {
    const segments: RecordedSegment[] = [];
    let sequence = 0;
    let watchedMs = 0;
    let lastMs = tracks[0]?.times[0] ?? 0;
    for (const { member, server, times, eventful } of tracks) {
      const fromWatchedMs = watchedMs + watchedBetween(lastMs, times[0] ?? lastMs);
      const moments = times.map((timeMs, place) => {
        watchedMs += watchedBetween(lastMs, timeMs);
        lastMs = timeMs;
        return { sequence: sequence + place, timeMs, eventful: eventful.has(place) };
      });
      sequence += moments.length;
      const facts = { moments, fromWatchedMs, toWatchedMs: watchedMs, before: segments.at(-1) ?? null };
      const load = () => this.#load(member).find(({ address }) => address === server) ?? null;
      segments.push(new RecordedSegment(facts, load));
    }
    return segments;
  }

  #load(member: number): readonly LoadedTrack[] {
    const tracks = this.#loaded.get(member) ?? this.#unpacked(member);
    this.#loaded.delete(member);
    this.#loaded.set(member, tracks);
    const [oldest] = this.#loaded.keys();
    if (oldest !== undefined && this.#loaded.size > MOST_LOADED) this.#loaded.delete(oldest);
    return tracks;
  }

  /** Those before the first line that is broken: all others are built on it. */
  #unpacked(member: number): readonly LoadedTrack[] {
    const from = this.#members[member]?.at ?? this.#size;
    const bytes = readRange(this.#file, from, this.#members[member + 1]?.at ?? this.#size);
    const [first, ...lines] = linesIn(bytes, MOST_MEMBER_TEXT);
    const read = readHead(first);
    if (read.kind === 'newer') this.#newer = read.version;
    if (read.kind !== 'head') return [];
    const moments: ReadMoment[] = [];
    for (const line of lines) {
      const moment = readMoment(line);
      if (moment === null) break;
      moments.push(moment);
    }
    return tracksOf(moments, read.head.recording);
  }
}

function newerText(version: number): string {
  return `a newer tstop wrote it (version ${version}, and this one reads ${RECORDING_VERSION})`;
}

function summaryOf({ address, frames }: LoadedTrack): TrackSummary {
  return {
    server: address,
    times: frames.map(({ timeMs }) => timeMs),
    eventful: new Set(frames.flatMap(({ eventful }, place) => (eventful ? [place] : []))),
  };
}

/** null: its newest sample cannot be read, and neither can those before it. */
function archived(
  address: string,
  segments: readonly RecordedSegment[],
  bytes: number,
): RecordedServer | null {
  const spanMs = segments.at(-1)?.toWatchedMs ?? 0;
  const whole = { ...emptyArchive({ spanMs, bytes }), segments, bytes };
  for (let at = segments.length - 1; at >= 0; at -= 1) {
    const segment = segments[at];
    const last = segment?.moments.findLast(({ sequence }) => recalled(whole, sequence, []) !== null);
    const newest = last === undefined ? null : recalled(whole, last.sequence, []);
    if (segment === undefined || last === undefined || newest === null) continue;
    const before = segment.upTo(last.sequence);
    const kept = [...segments.slice(0, at), ...(before === null ? [] : [before])];
    const events = last.eventful ? [] : newest.events;
    const { timeMs } = last;
    return {
      address,
      newest,
      archive: {
        ...whole,
        segments: kept,
        next: last.sequence,
        newest: { chain: [], timeMs, watchedMs: segment.toWatchedMs, events },
      },
    };
  }
  return null;
}
