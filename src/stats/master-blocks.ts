/**
 * The master's blocks beside its workers, in the wire's own names: they are there only if the
 * server was configured for them. A block that is absent is `null`; an entry that is no object keeps its place.
 */
import type { Maybe } from './schema.js';
import {
  isRecord,
  numberOrNull,
  recordsOrNull,
  textOrEmpty,
  textOrNull,
  textsIn,
  type Wire,
  type WireRecord,
} from './wire-values.js';

export interface MasterBlocks {
  readonly caches: Maybe<readonly CacheStats[]>;
  readonly spoolers: Maybe<readonly SpoolerStats[]>;
  readonly crons: Maybe<readonly CronStats[]>;
  readonly daemons: Maybe<readonly DaemonStats[]>;
  readonly locks: Maybe<readonly LockStats[]>;
  readonly metrics: Maybe<readonly MetricStats[]>;
  readonly legions: Maybe<readonly LegionStats[]>;
}

export interface CacheStats {
  readonly name: string;
  readonly hash: Maybe<string>;
  readonly hashsize: Maybe<number>;
  /** Bytes, the longest key. */
  readonly keysize: Maybe<number>;
  readonly max_items: Maybe<number>;
  readonly blocks: Maybe<number>;
  /** Bytes. */
  readonly blocksize: Maybe<number>;
  readonly items: Maybe<number>;
  readonly hits: Maybe<number>;
  readonly miss: Maybe<number>;
  /** Times that an insert found no room. */
  readonly full: Maybe<number>;
  /** 0 unless the cache was made with lastmod=1. */
  readonly last_modified_at: Maybe<number>;
}

/** One process: a spooler with several has as many entries. */
export interface SpoolerStats {
  readonly dir: string;
  readonly pid: Maybe<number>;
  readonly tasks: Maybe<number>;
  readonly respawns: Maybe<number>;
  readonly running: Maybe<number>;
}

/** Of the five fields -1 means any, and -N every N. */
export interface CronStats {
  readonly minute: Maybe<number>;
  readonly hour: Maybe<number>;
  readonly day: Maybe<number>;
  readonly month: Maybe<number>;
  readonly week: Maybe<number>;
  readonly command: string;
  readonly unique: Maybe<number>;
  readonly legion: Maybe<string>;
  /** -1: not running. */
  readonly pid: Maybe<number>;
  /** 0: not running. */
  readonly started_at: Maybe<number>;
}

/** `respawns` is left out: a bug of uWSGI makes it 0 for ever. */
export interface DaemonStats {
  readonly cmd: string;
  readonly pid: Maybe<number>;
}

export interface LockStats {
  readonly name: string;
  /** Pid of the holder; 0: none. */
  readonly pid: Maybe<number>;
}

export interface MetricStats {
  readonly name: string;
  /** 0 counter, 1 gauge, 2 absolute, 3 alias. */
  readonly type: Maybe<number>;
  readonly oid: Maybe<string>;
  readonly value: Maybe<number>;
}

export interface LegionStats {
  readonly legion: string;
  readonly addr: Maybe<string>;
  readonly uuid: Maybe<string>;
  readonly valor: Maybe<number>;
  readonly checksum: Maybe<number>;
  readonly quorum: Maybe<number>;
  /** When this node became the lord, 0: it is not. */
  readonly i_am_the_lord: Maybe<number>;
  readonly lord_valor: Maybe<number>;
  readonly lord_uuid: Maybe<string>;
  readonly nodes: readonly string[];
  readonly members: Maybe<readonly LegionMemberStats[]>;
}

export interface LegionMemberStats {
  readonly name: string;
  readonly uuid: Maybe<string>;
  readonly valor: Maybe<number>;
  readonly checksum: Maybe<number>;
  readonly last_seen: Maybe<number>;
}

/** Reads the blocks out of `WorkersDocument.extra`. */
export function masterBlocksFrom(extra: Wire<MasterBlocks>): MasterBlocks {
  return {
    caches: recordsOrNull(extra.caches, cacheFrom),
    spoolers: recordsOrNull(extra.spoolers, spoolerFrom),
    crons: recordsOrNull(extra.crons, cronFrom),
    daemons: recordsOrNull(extra.daemons, daemonFrom),
    locks: Array.isArray(extra.locks) ? extra.locks.filter(isRecord).flatMap(locksFrom) : null,
    metrics: isRecord(extra.metrics) ? metricsFrom(extra.metrics) : null,
    legions: recordsOrNull(extra.legions, legionFrom),
  };
}

function cacheFrom(wire: Wire<CacheStats>): CacheStats {
  return {
    name: textOrEmpty(wire.name),
    hash: textOrNull(wire.hash),
    hashsize: numberOrNull(wire.hashsize),
    keysize: numberOrNull(wire.keysize),
    max_items: numberOrNull(wire.max_items),
    blocks: numberOrNull(wire.blocks),
    blocksize: numberOrNull(wire.blocksize),
    items: numberOrNull(wire.items),
    hits: numberOrNull(wire.hits),
    miss: numberOrNull(wire.miss),
    full: numberOrNull(wire.full),
    last_modified_at: numberOrNull(wire.last_modified_at),
  };
}

function spoolerFrom(wire: Wire<SpoolerStats>): SpoolerStats {
  return {
    dir: textOrEmpty(wire.dir),
    pid: numberOrNull(wire.pid),
    tasks: numberOrNull(wire.tasks),
    respawns: numberOrNull(wire.respawns),
    running: numberOrNull(wire.running),
  };
}

function cronFrom(wire: Wire<CronStats>): CronStats {
  return {
    minute: numberOrNull(wire.minute),
    hour: numberOrNull(wire.hour),
    day: numberOrNull(wire.day),
    month: numberOrNull(wire.month),
    week: numberOrNull(wire.week),
    command: textOrEmpty(wire.command),
    unique: numberOrNull(wire.unique),
    legion: textOrNull(wire.legion),
    pid: numberOrNull(wire.pid),
    started_at: numberOrNull(wire.started_at),
  };
}

function daemonFrom(wire: Wire<DaemonStats>): DaemonStats {
  return { cmd: textOrEmpty(wire.cmd), pid: numberOrNull(wire.pid) };
}

/** Every lock is an object of its own with its name as the key. */
function locksFrom(wire: WireRecord): readonly LockStats[] {
  return Object.entries(wire).map(([name, pid]) => ({ name, pid: numberOrNull(pid) }));
}

/** There may be many thousand. */
function metricsFrom(wire: WireRecord): readonly MetricStats[] {
  const metrics: MetricStats[] = [];
  for (const name in wire) {
    const value = wire[name];
    metrics.push(metricFrom(name, isRecord(value) ? value : {}));
  }
  return metrics;
}

function metricFrom(name: string, wire: Wire<MetricStats>): MetricStats {
  return {
    name,
    type: numberOrNull(wire.type),
    oid: textOrNull(wire.oid),
    value: numberOrNull(wire.value),
  };
}

function legionFrom(wire: Wire<LegionStats>): LegionStats {
  return {
    legion: textOrEmpty(wire.legion),
    addr: textOrNull(wire.addr),
    uuid: textOrNull(wire.uuid),
    valor: numberOrNull(wire.valor),
    checksum: numberOrNull(wire.checksum),
    quorum: numberOrNull(wire.quorum),
    i_am_the_lord: numberOrNull(wire.i_am_the_lord),
    lord_valor: numberOrNull(wire.lord_valor),
    lord_uuid: textOrNull(wire.lord_uuid),
    nodes: textsIn(wire.nodes),
    members: recordsOrNull(wire.members, memberFrom),
  };
}

function memberFrom(wire: Wire<LegionMemberStats>): LegionMemberStats {
  return {
    name: textOrEmpty(wire.name),
    uuid: textOrNull(wire.uuid),
    valor: numberOrNull(wire.valor),
    checksum: numberOrNull(wire.checksum),
    last_seen: numberOrNull(wire.last_seen),
  };
}
