/* What a sample of every kind has: when, which server, how it was read, and how it was found to be. */
import type { ReadingFacts, Sample, ServerIdentity } from '../sample/sample.js';
import type { Verdict, VerdictLevel } from '../verdict/verdict.js';
import type { CellReader, CellWriter, Moment } from './cells.js';

const PRODUCTS = ['uWSGI', 'tsgi'] as const satisfies readonly ServerIdentity['product'][];
const PROTOCOLS = [
  'raw',
  'http',
  'websocket',
  'file',
  'stdin',
] as const satisfies readonly ReadingFacts['protocol'][];
const LEVELS = ['ok', 'warn', 'critical', 'unknown'] as const satisfies readonly VerdictLevel[];

export function writeFacts(cells: CellWriter, { server, reading, body }: Sample, verdict: Verdict): void {
  cells.flag(body.kind === 'workers');
  cells.choice(server.product, PRODUCTS);
  cells.text(server.version);
  cells.exact(server.pid);
  cells.exact(server.uid);
  cells.exact(server.gid);
  cells.text(server.cwd);
  cells.exact(server.startedAtMs);
  cells.exact(server.harakiriSeconds);
  cells.text(server.tracebacker);
  cells.choice(reading.protocol, PROTOCOLS);
  cells.exact(reading.bytes);
  cells.seconds(reading.durationMs);
  cells.flag(reading.repaired);
  cells.choice(verdict.level, LEVELS);
  cells.text(verdict.state);
  cells.exact(verdict.sinceMs);
  cells.list(verdict.facts, (fact) => cells.text(fact));
}

interface ReadFacts {
  readonly facts: Omit<Sample, 'body'>;
  readonly verdict: Verdict;
  readonly isWorkers: boolean;
}

export function readFacts(cells: CellReader, { timeMs, seconds }: Moment): ReadFacts {
  const isWorkers = cells.flag() === true;
  const server: ServerIdentity = {
    product: cells.choice<ServerIdentity['product']>(PRODUCTS),
    version: cells.text(),
    pid: cells.exact(),
    uid: cells.exact(),
    gid: cells.exact(),
    cwd: cells.text(),
    startedAtMs: cells.exact(),
    harakiriSeconds: cells.exact(),
    tracebacker: cells.text(),
  };
  const reading: ReadingFacts = {
    protocol: cells.choice<ReadingFacts['protocol']>(PROTOCOLS),
    bytes: cells.known(),
    durationMs: cells.seconds() ?? 0,
    repaired: cells.flag() === true,
  };
  const verdict: Verdict = {
    level: cells.choice<VerdictLevel>(LEVELS),
    state: cells.text() ?? '',
    sinceMs: cells.known(),
    facts: cells.list(() => cells.text() ?? ''),
  };
  return { facts: { timeMs, intervalSeconds: seconds, server, reading }, verdict, isWorkers };
}
