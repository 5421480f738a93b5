/**
 * Memory that cores map which serve sockets themselves: each has a slot of its own, as long as its worker lives, and
 * the master reads it on request. `python/tsgi_worker/direct/slots.py` writes it.
 *
 *   totals   64 KB: u64 number of slots, u64 requests of those that were given back, u64 requests of each slot
 *   slot     88 KB: u64 numbers (`field`), u64 rejected for each listener, pairs of u64 for each application;
 *            at 4096 u32 counts of durations; at 12288 the packet of the request in hand
 *
 * A number is written in one piece. A request in hand is valid when it has the same beginning before and after it is read.
 */
import { ftruncateSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeBuckets } from '../../counting/latency-histogram.js';
import type { AppTally, CoreTally } from '../../counting/ledger.js';
import { StartError } from '../../process/start-error.js';

const TOTALS_BYTES = 65_536;
const SLOT_BYTES = 90_112;
const LATENCY_AT = 4096;
const LATENCY_BUCKETS = 1600;
const PACKET_AT = 12_288;
const REJECTED_AT = 32;
const APPS_AT = 96;

const FIELD = {
  start: 0,
  requests: 1,
  exceptions: 2,
  micros: 3,
  sent: 4,
  readErrors: 5,
  writeErrors: 6,
  average: 7,
  longest: 8,
  packetBytes: 9,
  began: 10,
  answered: 11,
  answers2xx: 12,
  answers3xx: 13,
  answers4xx: 14,
  answers5xx: 15,
} as const;
const FIELDS_BYTES = 96;

/** The fields read on every look. */
interface SlotGlance {
  readonly requests: number;
  /** Monotonic nanoseconds when the request in hand began; null: there is none. */
  readonly began: bigint | null;
  /** It was answered with 504 in place of the core. */
  readonly answered: boolean;
}

interface SlotCounts {
  readonly core: Omit<CoreTally, 'inRequest'>;
  readonly apps: readonly AppTally[];
  readonly averageMicros: number;
  readonly rejected: readonly number[];
}

interface SlotRequest {
  /** Unix time in microseconds. */
  readonly startMicros: number;
  readonly packet: Buffer;
}

export class DirectSlots {
  readonly descriptor: number;
  readonly #free: number[] = [];
  readonly #numbers = Buffer.alloc(PACKET_AT);
  #count = 0;
  #settledRequests = 0;

  constructor() {
    this.descriptor = openUnnamed();
    ftruncateSync(this.descriptor, TOTALS_BYTES);
  }

  /** @returns numbers of slots that are empty */
  take(count: number): number[] {
    const taken = this.#free.splice(0, count);
    while (taken.length < count) {
      taken.push(this.#count);
      this.#count += 1;
    }
    ftruncateSync(this.descriptor, TOTALS_BYTES + this.#count * SLOT_BYTES);
    this.#writeTotal(0, this.#count);
    return taken;
  }

  giveBack(number: number): void {
    this.#settledRequests += this.glance(number).requests;
    this.#writeTotal(1, this.#settledRequests);
    this.#writeTotal(2 + number, 0);
    writeSync(this.descriptor, Buffer.alloc(PACKET_AT), 0, PACKET_AT, placeOf(number));
    this.#free.push(number);
  }

  glance(number: number): SlotGlance {
    const { buffer, byteOffset } = this.#read(number, FIELDS_BYTES);
    const view = new DataView(buffer, byteOffset, FIELDS_BYTES);
    const began = view.getBigUint64(FIELD.began * 8, true);
    return {
      requests: numberAt(view, FIELD.requests),
      began: numberAt(view, FIELD.start) === 0 ? null : began,
      answered: numberAt(view, FIELD.answered) !== 0,
    };
  }

  counts(number: number, listeners: number): SlotCounts {
    const { buffer, byteOffset } = this.#read(number, PACKET_AT);
    const view = new DataView(buffer, byteOffset, PACKET_AT);
    const at = (name: keyof typeof FIELD): number => numberAt(view, FIELD[name]);
    const buckets = (bucket: number): number => view.getUint32(LATENCY_AT + 4 * bucket, true);
    return {
      core: {
        requests: at('requests'),
        exceptions: at('exceptions'),
        runningMicros: at('micros'),
        txBytes: at('sent'),
        readErrors: at('readErrors'),
        writeErrors: at('writeErrors'),
        answers: {
          '2xx': at('answers2xx'),
          '3xx': at('answers3xx'),
          '4xx': at('answers4xx'),
          '5xx': at('answers5xx'),
        },
        latency: at('requests') === 0 ? '' : encodeBuckets(at('longest'), LATENCY_BUCKETS, buckets),
      },
      apps: appsIn(view),
      averageMicros: at('average'),
      rejected: Array.from({ length: listeners }, (_, index) => numberAt(view, REJECTED_AT + index)),
    };
  }

  /** @param withPacket else it is empty */
  request(number: number, withPacket: boolean): SlotRequest | null {
    const before = this.#readRequest(number);
    if (before === null) return null;
    const packet = Buffer.alloc(withPacket ? before.packetBytes : 0);
    readSync(this.descriptor, packet, 0, packet.length, placeOf(number) + PACKET_AT);
    const after = this.#readRequest(number);
    return after?.began === before.began ? { startMicros: before.startMicros, packet } : null;
  }

  #readRequest(number: number): { startMicros: number; packetBytes: number; began: bigint } | null {
    const { buffer, byteOffset } = this.#read(number, FIELDS_BYTES);
    const view = new DataView(buffer, byteOffset, FIELDS_BYTES);
    const startMicros = numberAt(view, FIELD.start);
    if (startMicros === 0) return null;
    const packetBytes = Math.min(numberAt(view, FIELD.packetBytes), SLOT_BYTES - PACKET_AT);
    return { startMicros, packetBytes, began: view.getBigUint64(FIELD.began * 8, true) };
  }

  #read(number: number, length: number): Buffer {
    this.#numbers.fill(0, 0, length);
    readSync(this.descriptor, this.#numbers, 0, length, placeOf(number));
    return this.#numbers;
  }

  #writeTotal(index: number, value: number): void {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64LE(BigInt(value));
    writeSync(this.descriptor, bytes, 0, 8, index * 8);
  }
}

function placeOf(number: number): number {
  return TOTALS_BYTES + number * SLOT_BYTES;
}

function numberAt(view: DataView, index: number): number {
  return Number(view.getBigUint64(index * 8, true));
}

function appsIn(view: DataView): AppTally[] {
  const apps: AppTally[] = [];
  for (let at = APPS_AT; at + 1 < LATENCY_AT / 8; at += 2) {
    apps.push({ requests: numberAt(view, at), exceptions: numberAt(view, at + 1) });
  }
  while (apps.length > 0 && apps.at(-1)?.requests === 0) apps.pop();
  return apps;
}

/** In memory where there is such a place: what is written all the time must not go to a disk. */
function openUnnamed(): number {
  for (const folder of ['/dev/shm', tmpdir()]) {
    const path = join(folder, `tsgi-slots-${process.pid}-${Math.random().toString(36).slice(2)}`);
    try {
      const descriptor = openSync(path, 'wx+', 0o600);
      unlinkSync(path);
      return descriptor;
    } catch {
      // The next one may do.
    }
  }
  throw new StartError(`Cannot make a file for --socket-workers in /dev/shm or "${tmpdir()}"`);
}
