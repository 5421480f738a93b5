/* The blocks beside the workers, as they are kept. */
import {
  type BlockSamples,
  type CacheSample,
  CRON_STATES,
  type CronSample,
  DAEMON_STATES,
  type DaemonSample,
  LEGION_STATES,
  type LegionMemberSample,
  type LegionSample,
  type LockSample,
  METRIC_TYPES,
  type MetricSample,
  SPOOLER_STATES,
  type SpoolerSample,
} from '../sample/block-samples.js';
import {
  age,
  exact,
  flag,
  into,
  known,
  knownText,
  list,
  listOrNull,
  oneOf,
  rate,
  record,
  text,
} from './record.js';

const cache = record<CacheSample>({
  name: knownText,
  items: exact,
  itemsLimit: exact,
  fullRatio: exact,
  hitsTotal: exact,
  missesTotal: exact,
  hitRatio: exact,
  recentHitRatio: exact,
  hitsPerSecond: rate,
  missesPerSecond: rate,
  fullTotal: exact,
  fullPerSecond: rate,
  memoryBytes: exact,
  blockBytes: exact,
  keyBytes: exact,
  hash: text,
  hashSize: exact,
  lastModifiedMs: exact,
});

const spooler = record<SpoolerSample>({
  directory: knownText,
  pid: exact,
  state: oneOf([...SPOOLER_STATES, null]),
  tasksTotal: exact,
  tasksPerSecond: rate,
  respawns: exact,
});

const cron = record<CronSample>({
  command: knownText,
  schedule: text,
  spec: text,
  state: oneOf(CRON_STATES),
  pid: exact,
  startedAtMs: exact,
  ageSeconds: age,
  unique: flag,
  nextRunMs: exact,
  legion: text,
});

const daemon = record<DaemonSample>({
  command: knownText,
  pid: exact,
  state: oneOf([...DAEMON_STATES, null]),
  restarts: known,
  lastRestartMs: exact,
});

const lock = record<LockSample>({ name: knownText, pid: exact, holder: text, heldSeconds: age });

const metric = record<MetricSample>({
  name: knownText,
  type: oneOf([...METRIC_TYPES, null]),
  value: exact,
  perSecond: rate,
  oid: text,
});

const member = record<LegionMemberSample>({ name: knownText, valor: exact, lastSeenSeconds: age });

const legion = record<LegionSample>({
  name: knownText,
  address: text,
  state: oneOf(LEGION_STATES),
  valor: exact,
  lordSinceMs: exact,
  lordValor: exact,
  lordUuid: text,
  uuid: text,
  quorum: exact,
  nodes: list(knownText),
  members: listOrNull(member),
  checksum: exact,
});

/** Metrics may be thousands: they have a stream of their own, so that nothing else moves when one is registered. */
export const blockSamples = into(
  'blocks',
  record<BlockSamples>({
    caches: listOrNull(cache),
    spoolers: listOrNull(spooler),
    crons: listOrNull(cron),
    daemons: listOrNull(daemon),
    locks: listOrNull(lock),
    metrics: into('metrics', listOrNull(metric)),
    legions: listOrNull(legion),
  }),
);
