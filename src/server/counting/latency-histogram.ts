/**
 * Latencies as counts in buckets, as HdrHistogram keeps them: values below 128 µs have a bucket each,
 * above that every power of two is cut into 64 equal parts, so that a bucket's middle is never more than 0.8 % from a
 * value in it. 1 600 buckets reach to ten minutes; what took longer counts as ten minutes, and `max` stays exact.
 *
 * Between processes a histogram travels as text: `max` and then, for each bucket that holds something, the distance
 * from the one before and the count, all in decimal with blanks between. It is parsed only on request.
 */

interface LatencySummary {
  readonly count: number;
  /** Microseconds, as all that follow. */
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
}

/** Recorded latencies in a form that JSON can carry; empty when there are none. */
export type EncodedLatencies = string;

/** Longest duration that has a bucket of its own, microseconds. */
const LONGEST = 600_000_000;
const BITS_KEPT = 6;
const BUCKET_COUNT = bucketFor(LONGEST) + 1;

export class LatencyHistogram {
  #counts: Float64Array | null = null;
  #max = 0;
  #encoded: EncodedLatencies | null = '';

  record(micros: number): void {
    this.#counts ??= new Float64Array(BUCKET_COUNT);
    const bucket = bucketFor(micros);
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    if (micros > this.#max) this.#max = micros;
    this.#encoded = null;
  }

  add(encoded: EncodedLatencies): void {
    if (encoded === '') return;
    this.#counts ??= new Float64Array(BUCKET_COUNT);
    const counts = this.#counts;
    const max = eachBucket(encoded, (bucket, count) => {
      counts[bucket] = (counts[bucket] ?? 0) + count;
    });
    this.#max = Math.max(this.#max, max);
    this.#encoded = null;
  }

  encode(): EncodedLatencies {
    this.#encoded ??= this.#encodeAnew();
    return this.#encoded;
  }

  #encodeAnew(): EncodedLatencies {
    const counts = this.#counts ?? new Float64Array();
    return encodeBuckets(this.#max, counts.length, (bucket) => counts[bucket] ?? 0);
  }
}

/**
 * The same text of counts that somebody else keeps.
 * @param countAt of a bucket, from 0
 */
export function encodeBuckets(
  max: number,
  buckets: number,
  countAt: (bucket: number) => number,
): EncodedLatencies {
  let text = String(max);
  let previous = 0;
  for (let bucket = 0; bucket < buckets; bucket += 1) {
    const count = countAt(bucket);
    if (count === 0) continue;
    text += ` ${bucket - previous} ${count}`;
    previous = bucket;
  }
  return text;
}

export function sumLatencies(parts: readonly EncodedLatencies[]): EncodedLatencies {
  const filled = parts.filter((part) => part !== '');
  if (filled.length <= 1) return filled[0] ?? '';
  const sum = new LatencyHistogram();
  for (const part of filled) sum.add(part);
  return sum.encode();
}

/** null when nothing was recorded: there is no percentile of nothing. */
export function summarizeLatencies(encoded: EncodedLatencies): LatencySummary | null {
  if (encoded === '') return null;
  const buckets: number[] = [];
  const ranks: number[] = [];
  let count = 0;
  const max = eachBucket(encoded, (bucket, more) => {
    count += more;
    buckets.push(bucket);
    ranks.push(count);
  });
  const percentile = (thousandths: number): number =>
    Math.min(max, valueAt(Math.ceil((count * thousandths) / 1000), buckets, ranks));
  return {
    count,
    p50: percentile(500),
    p90: percentile(900),
    p99: percentile(990),
    p999: percentile(999),
    max,
  };
}

/**
 * Counts in fewer buckets, as pairs of the longest duration in it (microseconds) and its count, shortest first: eight
 * buckets from a power of two to the next, none more than 12.5 % wide.
 */
export function coarseBuckets(encoded: EncodedLatencies): (readonly [number, number])[] {
  const coarse: [number, number][] = [];
  if (encoded === '') return coarse;
  eachBucket(encoded, (bucket, count) => {
    const longest = longestOf(bucket | FINE_BITS);
    const last = coarse.at(-1);
    if (last?.[0] === longest) last[1] += count;
    else coarse.push([longest, count]);
  });
  return coarse;
}

const FINE_BITS = 7;

function longestOf(bucket: number): number {
  const shift = Math.max(0, (bucket >> BITS_KEPT) - 1);
  return ((bucket - (shift << BITS_KEPT) + 1) << shift) - 1;
}

/**
 * @param rank 1 is the fastest request
 * @param ranks of the slowest request of each bucket
 */
function valueAt(rank: number, buckets: readonly number[], ranks: readonly number[]): number {
  const bucket = buckets[ranks.findIndex((slowest) => slowest >= rank)];
  return bucket === undefined ? Number.POSITIVE_INFINITY : middleOf(bucket);
}

function bucketFor(micros: number): number {
  const value = micros > LONGEST ? LONGEST : micros > 0 ? Math.round(micros) : 0;
  const shift = Math.max(0, 31 - Math.clz32(value) - BITS_KEPT);
  return (shift << BITS_KEPT) + (value >> shift);
}

function middleOf(bucket: number): number {
  const shift = Math.max(0, (bucket >> BITS_KEPT) - 1);
  const lowest = (bucket - (shift << BITS_KEPT)) << shift;
  return lowest + ((1 << shift) >> 1);
}

/**
 * Reads the digits itself: `split` would take most of the time that a document of a thousand cores takes.
 * @returns `max`
 */
function eachBucket(encoded: EncodedLatencies, take: (bucket: number, count: number) => void): number {
  let max = 0;
  let bucket = 0;
  let number = 0;
  let position = 0;
  for (let at = 0; at <= encoded.length; at += 1) {
    const code = at < encoded.length ? encoded.charCodeAt(at) : BLANK;
    if (code !== BLANK) {
      number = number * 10 + code - DIGIT_ZERO;
      continue;
    }
    if (position === 0) max = number;
    else if (position % 2 === 1) bucket += number;
    else take(bucket, number);
    position += 1;
    number = 0;
  }
  return max;
}

const BLANK = 32;
const DIGIT_ZERO = 48;
