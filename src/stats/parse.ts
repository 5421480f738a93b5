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
  if (!isRecord(value)) throw new StatsParseError('not-stats', 'this is JSON, but not uWSGI stats');
  const { workers, vassals, peers }: DistinctiveLists = value;
  if (Array.isArray(workers)) return workersDocumentFrom(value, workers);
  if (Array.isArray(vassals)) return emperorDocumentFrom(value, vassals);
  const router = routerNameIn(value);
  if (router !== null) return routerDocumentFrom(value, router);
  if (Array.isArray(peers)) return tuntapDocumentFrom(value, peers);
  throw new StatsParseError('not-stats', 'this is JSON, but not uWSGI stats');
}
