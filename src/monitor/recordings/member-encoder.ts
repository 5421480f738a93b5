/**
 * Moments as the lines of one member: first what it holds, then a line a sample. The cells of a sample are those of the
 * archive, the difference to an earlier sample of the same server in the same member, so that a member needs no other.
 */
import {
  appended,
  type Chain,
  EMPTY_SEGMENT,
  SEGMENT_FRAMES,
  type Segment,
} from '../metrics/archive/segment.js';
import type { ServerEvent } from '../metrics/events/server-event.js';
import type { Observed } from '../metrics/observation.js';
import type { Secrets } from '../text/redact.js';
import { type MemberHead, type MomentLine, pointCells, RECORDING_VERSION } from './lines.js';
import { redactedEvent, redactedMoment } from './redacted.js';

/** Samples of one server in the member so far. */
interface Track {
  readonly server: number;
  segment: Segment;
  chain: Chain;
  /** The list that the last line left; events by their number as they were written. */
  list: readonly ServerEvent[] | null;
  readonly written: Map<number, string>;
  readonly times: number[];
  readonly eventful: number[];
}

export class MemberEncoder {
  readonly #secrets: Secrets;
  readonly #tracks = new Map<string, Track>();

  constructor(secrets: Secrets) {
    this.#secrets = secrets;
  }

  get isFull(): boolean {
    return [...this.#tracks.values()].some(({ segment }) => segment.frames.length >= SEGMENT_FRAMES);
  }

  head(version: string): string {
    const head: MemberHead = {
      recording: RECORDING_VERSION,
      program: `tstop ${version}`,
      redacted: !this.#secrets.reveal,
    };
    return JSON.stringify(head);
  }

  /** `eventsBefore`: those of the sample before, in whatever member. */
  line(server: string, observed: Observed, eventsBefore: readonly ServerEvent[]): string {
    const isFirst = !this.#tracks.has(server);
    const track = this.#trackOf(server);
    const { timeMs } = observed.sample;
    const { events } = observed;
    const facts = { sequence: 0, timeMs, events, eventful: false, pinned: false, extraBytes: 0 };
    const { segment, chain } = appended(
      track.segment,
      track.chain,
      redactedMoment(observed, this.#secrets),
      facts,
    );
    const place = track.segment.frames.length;
    track.segment = segment;
    track.chain = chain;
    track.times.push(timeMs);
    const isEventful = isNews(events, eventsBefore);
    if (isEventful) track.eventful.push(place);
    const line: MomentLine = {
      at: timeMs,
      of: track.server,
      ...(isFirst ? { server } : {}),
      ...(isEventful ? { news: true } : {}),
      ...(events === track.list ? {} : { events: this.#eventsOf(track, events) }),
      point: pointCells(observed.history.at(-1) ?? null),
      cells: Buffer.from(segment.frames.at(-1)?.delta ?? []).toString('base64'),
    };
    track.list = events;
    return JSON.stringify(line);
  }

  /** For the head of the next member, which tells of this one, so that it need not be unpacked. */
  summary(): string {
    const tracks = [...this.#tracks].map(([server, { times, eventful }]) => ({
      server,
      times: times.map((time, index) => (index === 0 ? time : time - (times[index - 1] ?? 0))),
      eventful,
    }));
    return JSON.stringify({ before: tracks });
  }

  #trackOf(server: string): Track {
    const found = this.#tracks.get(server);
    if (found !== undefined) return found;
    const track: Track = {
      server: this.#tracks.size,
      segment: EMPTY_SEGMENT,
      chain: [],
      list: null,
      written: new Map(),
      times: [],
      eventful: [],
    };
    this.#tracks.set(server, track);
    return track;
  }

  #eventsOf({ written }: Track, events: readonly ServerEvent[]): NonNullable<MomentLine['events']> {
    const changed = events.flatMap((event) => {
      const own = redactedEvent(event, this.#secrets);
      const text = JSON.stringify(own);
      if (written.get(event.id) === text) return [];
      written.set(event.id, text);
      return [own];
    });
    return { order: events.map(({ id }) => id), changed };
  }
}

/** As the archive of the live view tells eventful samples. */
function isNews(events: readonly ServerEvent[], before: readonly ServerEvent[]): boolean {
  if (events === before) return false;
  const known = new Set(before);
  return events.some((event) => !known.has(event));
}
