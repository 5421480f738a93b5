/**
 * Reply text in, typed document out. uWSGI's replies are not always JSON (any web client can put a control character
 * into one), so what `JSON.parse` refuses goes to a tolerant reader. Missing and wrongly typed fields become `null`:
 * documents from 1.0 to 2.1-dev pass.
 */
import { emperorDocumentFrom } from './emperor-document.js';
import { readJson } from './read-json.js';
import { routerDocumentFrom, routerNameIn } from './router-document.js';
import type { StatsDocument } from './schema.js';
import { StatsParseError } from './stats-parse-error.js';
import { tuntapDocumentFrom } from './tuntap-document.js';
import { isRecord } from './wire-values.js';
import { workersDocumentFrom } from './workers-document.js';

export interface ParsedStats {
  readonly document: StatsDocument;
  /** The text was not strict JSON and was read tolerantly. */
  readonly repaired: boolean;
}

/** Throws `StatsParseError`. */
export function parseStats(text: string): ParsedStats {
  const { value, repaired } = readJson(text);
  return { document: statsDocumentFrom(value), repaired };
}

/** Each kind of document is known by a list that no other has. */
interface DistinctiveLists {
  readonly workers?: unknown;
  readonly vassals?: unknown;
  readonly peers?: unknown;
}

/** For JSON that was parsed elsewhere, as the lines of a recording. Throws `StatsParseError` of kind `not-stats`. */
export function statsDocumentFrom(value: unknown): StatsDocument {
  if (!isRecord(value)) throw notStats('this is JSON, but not uWSGI stats');
  const { schema, recording }: { readonly schema?: unknown; readonly recording?: unknown } = value;
  if (typeof schema === 'string' && schema.startsWith('tstop/')) throw notStats(OWN_OUTPUT);
  if (typeof recording === 'number') throw notStats(OWN_RECORDING);
  const document = documentIn(value);
  if (document !== null) return document;
  const inner = Object.keys(value).find((key) => isRecord(value[key]) && documentIn(value[key]) !== null);
  throw notStats(
    `this is JSON, but not uWSGI stats${inner === undefined ? '' : ` (those are in its "${inner}")`}`,
  );
}

function documentIn(value: Readonly<Record<string, unknown>>): StatsDocument | null {
  const { workers, vassals, peers }: DistinctiveLists = value;
  if (Array.isArray(workers)) return workersDocumentFrom(value, workers);
  if (Array.isArray(vassals)) return emperorDocumentFrom(value, vassals);
  const router = routerNameIn(value);
  if (router !== null) return routerDocumentFrom(value, router);
  return Array.isArray(peers) ? tuntapDocumentFrom(value, peers) : null;
}

const OWN_OUTPUT =
  "this is tstop's own output (tstop/1), not the stats of a server: record what the server answers";

const OWN_RECORDING = 'this is a recording of tstop: look at it with tstop replay, or tstop dump';

function notStats(message: string): StatsParseError {
  return new StatsParseError('not-stats', message);
}
