import { bodyStart } from '../../protocol/http-head.js';
import { decodeStatsReply } from '../../protocol/stats-reply.js';
import { StatsReplyError } from '../../protocol/stats-reply-error.js';
import { type ParsedStats, parseStats, statsDocumentFrom } from '../../stats/parse.js';
import { parseStrictJson, readJson } from '../../stats/read-json.js';
import { isRecord } from '../../stats/wire-values.js';
import { lastTimeIn } from './date-line.js';

/** One sample of a file or stream, read. */
interface RecordedSample extends ParsedStats {
  /** When it was taken, milliseconds since the epoch, and how long that took; `null` if only the document is there. */
  readonly takenAtMs: number | null;
  readonly tookMs: number | null;
  /** The size of the reply. */
  readonly replyBytes: number;
}

/** The recording says that nothing could be read at that time; `message` is what it says. */
export class RecordedFailure extends Error {
  override readonly name = 'RecordedFailure';
}

/** A line of a recording: `ts` in seconds and one of the other three. */
interface RecordingLine {
  readonly ts?: unknown;
  readonly took_ms?: unknown;
  readonly size?: unknown;
  readonly doc?: unknown;
  readonly raw_b64?: unknown;
  readonly error?: unknown;
}

/**
 * `before`: the text that stood before the sample, for a date. Throws `StatsParseError`, `StatsReplyError` and
 * `RecordedFailure`.
 */
export function readRecordedSample(bytes: Uint8Array, before = ''): RecordedSample {
  const line = recordingLineIn(bytes.subarray(headLength(bytes)));
  if (line === null) {
    const parsed = parseReply(bytes);
    return { ...parsed, takenAtMs: recordedTime(bytes, before), tookMs: null, replyBytes: bytes.length };
  }
  if (line.error !== undefined) throw new RecordedFailure(String(line.error));
  const parsed =
    typeof line.raw_b64 === 'string'
      ? parseReply(Buffer.from(line.raw_b64, 'base64'))
      : { document: statsDocumentFrom(line.doc), repaired: false };
  return {
    ...parsed,
    takenAtMs: typeof line.ts === 'number' ? line.ts * 1000 : lastTimeIn(before),
    tookMs: typeof line.took_ms === 'number' ? line.took_ms : null,
    replyBytes: typeof line.size === 'number' ? line.size : bytes.length,
  };
}

/** When a sample was taken, as it says itself, even if nothing else of it can be read; null: it does not say. */
export function recordedTime(bytes: Uint8Array, before: string): number | null {
  const length = headLength(bytes);
  const beginning = new TextDecoder().decode(bytes.subarray(length, length + FIRST_BYTES));
  const seconds = Number(STAMP.exec(beginning)?.[1] ?? Number.NaN);
  if (Number.isFinite(seconds)) return seconds * 1000;
  return lastTimeIn(`${before}\n${new TextDecoder().decode(bytes.subarray(0, length))}`);
}

const FIRST_BYTES = 80;
const RECORDING_LINE = /^\s*\{\s*"(?:ts|took_ms|size|doc|raw_b64|error)"\s*:/;
const STAMP = /^\s*\{\s*"ts"\s*:\s*(\d+(?:\.\d+)?)\s*[,}]/;

/** Told from a document by its first key, so that documents are not parsed twice. */
function recordingLineIn(bytes: Uint8Array): RecordingLine | null {
  const decoder = new TextDecoder();
  if (!RECORDING_LINE.test(decoder.decode(bytes.subarray(0, FIRST_BYTES)))) return null;
  const text = decoder.decode(bytes);
  const line = parseStrictJson(text) ?? readJson(text).value;
  return isRecord(line) ? line : null;
}

/** Programs that print a head undo chunks and compression, and leave what the head says of them. */
function parseReply(bytes: Uint8Array): ParsedStats {
  try {
    return parseStats(decodeStatsReply(bytes).text);
  } catch (error) {
    const length = headLength(bytes);
    if (length === 0 || (error instanceof StatsReplyError && error.kind === 'status')) throw error;
    return parseStats(decodeStatsReply(bytes.subarray(length)).text);
  }
}

/** Of an HTTP head that the sample begins with. */
function headLength(bytes: Uint8Array): number {
  const isHttp = HTTP.every((byte, index) => bytes[index] === byte);
  return isHttp ? (bodyStart(bytes) ?? 0) : 0;
}

const HTTP = [0x48, 0x54, 0x54, 0x50, 0x2f];
