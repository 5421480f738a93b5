/* The blocks beside the workers, written to cells and read back in the same order. */
import type {
  BlockSamples,
  CacheSample,
  CronSample,
  DaemonSample,
  LegionMemberSample,
  LegionSample,
  LockSample,
  MetricSample,
  SpoolerSample,
} from '../sample/block-samples.js';
import type { CellReader, CellWriter } from './cells.js';

const SPOOLER_STATES = ['running', 'idle', 'dead', null] as const;
const CRON_STATES = ['running', 'waiting'] as const;
const DAEMON_STATES = ['running', 'stopped', null] as const;
const LEGION_STATES = ['lord', 'member', 'no lord'] as const;
const METRIC_TYPES = ['counter', 'gauge', 'absolute', 'alias', null] as const;

/** Metrics may be thousands: they have a stream of their own, so that nothing else moves when one is registered. */
export function writeBlocks(cells: CellWriter, metrics: CellWriter, blocks: BlockSamples): void {
  writeList(cells, blocks.caches, writeCache);
  writeList(cells, blocks.spoolers, writeSpooler);
  writeList(cells, blocks.crons, writeCron);
  writeList(cells, blocks.daemons, writeDaemon);
  writeList(cells, blocks.legions, writeLegion);
  writeList(cells, blocks.locks, writeLock);
  writeList(metrics, blocks.metrics, writeMetric);
}

export function readBlocks(cells: CellReader, metrics: CellReader): BlockSamples {
  return {
    caches: readList(cells, readCache),
    spoolers: readList(cells, readSpooler),
    crons: readList(cells, readCron),
    daemons: readList(cells, readDaemon),
    legions: readList(cells, readLegion),
    locks: readList(cells, readLock),
    metrics: readList(metrics, readMetric),
  };
}

function writeList<T>(
  cells: CellWriter,
  entries: readonly T[] | null,
  write: (cells: CellWriter, entry: T) => void,
): void {
  cells.flag(entries !== null);
  if (entries !== null) cells.list(entries, (entry) => write(cells, entry));
}

function readList<T>(cells: CellReader, read: (cells: CellReader) => T): readonly T[] | null {
  return cells.flag() === true ? cells.list(() => read(cells)) : null;
}

function writeCache(cells: CellWriter, cache: CacheSample): void {
  cells.text(cache.name);
  cells.exact(cache.items);
  cells.exact(cache.itemsLimit);
  cells.exact(cache.fullRatio);
  cells.exact(cache.hitsTotal);
  cells.exact(cache.missesTotal);
  cells.exact(cache.hitRatio);
  cells.exact(cache.recentHitRatio);
  cells.rate(cache.hitsPerSecond);
  cells.rate(cache.missesPerSecond);
  cells.exact(cache.fullTotal);
  cells.rate(cache.fullPerSecond);
  cells.exact(cache.memoryBytes);
  cells.exact(cache.blockBytes);
  cells.exact(cache.keyBytes);
  cells.text(cache.hash);
  cells.exact(cache.hashSize);
  cells.exact(cache.lastModifiedMs);
}

function readCache(cells: CellReader): CacheSample {
  return {
    name: cells.text() ?? '',
    items: cells.exact(),
    itemsLimit: cells.exact(),
    fullRatio: cells.exact(),
    hitsTotal: cells.exact(),
    missesTotal: cells.exact(),
    hitRatio: cells.exact(),
    recentHitRatio: cells.exact(),
    hitsPerSecond: cells.rate(),
    missesPerSecond: cells.rate(),
    fullTotal: cells.exact(),
    fullPerSecond: cells.rate(),
    memoryBytes: cells.exact(),
    blockBytes: cells.exact(),
    keyBytes: cells.exact(),
    hash: cells.text(),
    hashSize: cells.exact(),
    lastModifiedMs: cells.exact(),
  };
}

function writeSpooler(cells: CellWriter, spooler: SpoolerSample): void {
  cells.text(spooler.directory);
  cells.exact(spooler.pid);
  cells.choice(spooler.state, SPOOLER_STATES);
  cells.exact(spooler.tasksTotal);
  cells.rate(spooler.tasksPerSecond);
  cells.exact(spooler.respawns);
}

function readSpooler(cells: CellReader): SpoolerSample {
  return {
    directory: cells.text() ?? '',
    pid: cells.exact(),
    state: cells.choice<SpoolerSample['state']>(SPOOLER_STATES),
    tasksTotal: cells.exact(),
    tasksPerSecond: cells.rate(),
    respawns: cells.exact(),
  };
}

function writeCron(cells: CellWriter, cron: CronSample): void {
  cells.text(cron.command);
  cells.text(cron.schedule);
  cells.text(cron.spec);
  cells.choice(cron.state, CRON_STATES);
  cells.exact(cron.pid);
  cells.exact(cron.startedAtMs);
  cells.age(cron.ageSeconds);
  cells.flag(cron.unique);
  cells.exact(cron.nextRunMs);
  cells.text(cron.legion);
}

function readCron(cells: CellReader): CronSample {
  return {
    command: cells.text() ?? '',
    schedule: cells.text(),
    spec: cells.text(),
    state: cells.choice<CronSample['state']>(CRON_STATES),
    pid: cells.exact(),
    startedAtMs: cells.exact(),
    ageSeconds: cells.age(),
    unique: cells.flag(),
    nextRunMs: cells.exact(),
    legion: cells.text(),
  };
}

function writeDaemon(cells: CellWriter, daemon: DaemonSample): void {
  cells.text(daemon.command);
  cells.exact(daemon.pid);
  cells.choice(daemon.state, DAEMON_STATES);
  cells.exact(daemon.restarts);
  cells.exact(daemon.lastRestartMs);
}

function readDaemon(cells: CellReader): DaemonSample {
  return {
    command: cells.text() ?? '',
    pid: cells.exact(),
    state: cells.choice<DaemonSample['state']>(DAEMON_STATES),
    restarts: cells.known(),
    lastRestartMs: cells.exact(),
  };
}

function writeLock(cells: CellWriter, lock: LockSample): void {
  cells.text(lock.name);
  cells.exact(lock.pid);
  cells.text(lock.holder);
  cells.age(lock.heldSeconds);
}

function readLock(cells: CellReader): LockSample {
  return {
    name: cells.text() ?? '',
    pid: cells.exact(),
    holder: cells.text(),
    heldSeconds: cells.age(),
  };
}

function writeMetric(cells: CellWriter, metric: MetricSample): void {
  cells.text(metric.name);
  cells.choice(metric.type, METRIC_TYPES);
  cells.exact(metric.value);
  cells.rate(metric.perSecond);
  cells.text(metric.oid);
}

function readMetric(cells: CellReader): MetricSample {
  return {
    name: cells.text() ?? '',
    type: cells.choice<MetricSample['type']>(METRIC_TYPES),
    value: cells.exact(),
    perSecond: cells.rate(),
    oid: cells.text(),
  };
}

function writeLegion(cells: CellWriter, legion: LegionSample): void {
  cells.text(legion.name);
  cells.text(legion.address);
  cells.choice(legion.state, LEGION_STATES);
  cells.exact(legion.valor);
  cells.exact(legion.lordSinceMs);
  cells.exact(legion.lordValor);
  cells.text(legion.lordUuid);
  cells.text(legion.uuid);
  cells.exact(legion.quorum);
  cells.list(legion.nodes, (node) => cells.text(node));
  writeList(cells, legion.members, writeMember);
  cells.exact(legion.checksum);
}

function readLegion(cells: CellReader): LegionSample {
  return {
    name: cells.text() ?? '',
    address: cells.text(),
    state: cells.choice<LegionSample['state']>(LEGION_STATES),
    valor: cells.exact(),
    lordSinceMs: cells.exact(),
    lordValor: cells.exact(),
    lordUuid: cells.text(),
    uuid: cells.text(),
    quorum: cells.exact(),
    nodes: cells.list(() => cells.text() ?? ''),
    members: readList(cells, readMember),
    checksum: cells.exact(),
  };
}

function writeMember(cells: CellWriter, member: LegionMemberSample): void {
  cells.text(member.name);
  cells.exact(member.valor);
  cells.age(member.lastSeenSeconds);
}

function readMember(cells: CellReader): LegionMemberSample {
  return { name: cells.text() ?? '', valor: cells.exact(), lastSeenSeconds: cells.age() };
}
