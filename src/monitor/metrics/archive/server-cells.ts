/* A moment as it is kept: when, which server, how it was read, what was in it and what was made of it. */
import { PROTOCOLS } from '../sample/reading.js';
import {
  PRODUCTS,
  type ReadingFacts,
  type Sample,
  type SampleBody,
  type ServerIdentity,
} from '../sample/sample.js';
import { VERDICT_LEVELS, type Verdict } from '../verdict/verdict.js';
import { emperorFacts, peerSample, routerBody, vassalSample } from './fleet-cells.js';
import {
  always,
  byKind,
  type Cell,
  exact,
  into,
  known,
  knownFlag,
  knownSeconds,
  knownText,
  list,
  oneOf,
  record,
  text,
} from './record.js';
import { workersBody } from './worker-cells.js';

const server = record<ServerIdentity>({
  product: oneOf(PRODUCTS),
  version: text,
  pid: exact,
  uid: exact,
  gid: exact,
  cwd: text,
  startedAtMs: exact,
  harakiriSeconds: exact,
  tracebacker: text,
});

const reading = record<ReadingFacts>({
  protocol: oneOf(PROTOCOLS),
  bytes: known,
  durationMs: knownSeconds,
  repaired: knownFlag,
  timeIsNewest: knownFlag,
});

const verdict = record<Verdict>({
  level: oneOf(VERDICT_LEVELS),
  state: knownText,
  sinceMs: known,
  facts: list(knownText),
});

const body = byKind<SampleBody>({
  workers: record({ kind: always('workers'), workers: workersBody }),
  emperor: into(
    'fleet',
    record({ kind: always('emperor'), emperor: emperorFacts, vassals: list(vassalSample) }),
  ),
  router: into('fleet', record({ kind: always('router'), router: routerBody })),
  tuntap: into('fleet', record({ kind: always('tuntap'), peers: list(peerSample) })),
});

const timeMs: Cell<number> = { write: () => {}, read: ({ moment }) => moment.timeMs };
const intervalSeconds: Cell<number | null> = { write: () => {}, read: ({ moment }) => moment.seconds };

/** Times are those of the moment that the cells belong to. */
export const sampleAndVerdict = into(
  'facts',
  record<{ readonly sample: Sample; readonly verdict: Verdict }>({
    sample: record<Sample>({ timeMs, intervalSeconds, server, reading, body }),
    verdict,
  }),
);
