import type { Sample, Totals, WorkersBody } from '../metrics/sample/sample.js';
import type { Verdict } from '../metrics/verdict/verdict.js';

/** One reading of any server, as one row. */
export interface ServerRow {
  readonly sample: Sample;
  readonly verdict: Verdict;
}

/** One reading of a server with workers, as one row. */
export interface OverviewRow extends ServerRow {
  readonly body: WorkersBody;
}

export function uptimeOf(row: ServerRow): number | null {
  const startedAtMs = row.sample.server.startedAtMs;
  return startedAtMs === null ? null : Math.max(0, (row.sample.timeMs - startedAtMs) / 1000);
}

export function acceptingOf(row: OverviewRow): number | null {
  const known = row.body.workers.filter((worker) => worker.accepting !== null);
  if (known.length === 0 && row.body.workers.length > 0) return null;
  return known.filter((worker) => worker.accepting && worker.pid !== null && worker.state !== 'cheap').length;
}

export function queueRatioOf(totals: Totals): number | null {
  if (totals.queue === null || totals.queueLimit === null || totals.queueLimit <= 0) return null;
  return Math.min(1, totals.queue / totals.queueLimit);
}
