import { decodeStatsReply } from '../../protocol/stats-reply.js';
import { type ParsedStats, parseStats, statsDocumentFrom } from '../../stats/parse.js';
import { parseStrictJson } from '../../stats/read-json.js';
import { isRecord } from '../../stats/wire-values.js';

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

/** Throws `StatsParseError`, `StatsReplyError` and `RecordedFailure`. */
export function readRecordedSample(bytes: Uint8Array): RecordedSample {
  const line = recordingLineIn(bytes);
  if (line === null) {
    return { ...parseReply(bytes), takenAtMs: null, tookMs: null, replyBytes: bytes.length };
  }
  if (line.error !== undefined) throw new RecordedFailure(String(line.error));
  const parsed =
    typeof line.raw_b64 === 'string'
      ? parseReply(Buffer.from(line.raw_b64, 'base64'))
      : { document: statsDocumentFrom(line.doc), repaired: false };
  return {
    ...parsed,
    takenAtMs: typeof line.ts === 'number' ? line.ts * 1000 : null,
    tookMs: typeof line.took_ms === 'number' ? line.took_ms : null,
    replyBytes: typeof line.size === 'number' ? line.size : bytes.length,
  };
}

const FIRST_BYTES = 80;
const RECORDING_LINE = /^\s*\{\s*"(?:ts|took_ms|size|doc|raw_b64|error)"\s*:/;

/** Told from a document by its first key, so that documents are not parsed twice. */
function recordingLineIn(bytes: Uint8Array): RecordingLine | null {
  const decoder = new TextDecoder();
  if (!RECORDING_LINE.test(decoder.decode(bytes.subarray(0, FIRST_BYTES)))) return null;
  const line = parseStrictJson(decoder.decode(bytes));
  return isRecord(line) ? line : null;
}

function parseReply(bytes: Uint8Array): ParsedStats {
  return parseStats(decodeStatsReply(bytes).text);
}
