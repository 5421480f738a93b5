/**
 * Samples of the master's blocks beside its workers: caches, spoolers and so on. A block that the
 * document does not have is `null`, an empty one `[]`. Names, commands and directories are the server's text, raw.
 */
export interface BlockSamples {
  readonly caches: readonly CacheSample[] | null;
  readonly spoolers: readonly SpoolerSample[] | null;
  readonly crons: readonly CronSample[] | null;
  readonly daemons: readonly DaemonSample[] | null;
  readonly locks: readonly LockSample[] | null;
  readonly metrics: readonly MetricSample[] | null;
  readonly legions: readonly LegionSample[] | null;
}

export interface CacheSample {
  readonly name: string;
  readonly items: number | null;
  /** Usable items: uWSGI keeps one of `max_items` for itself. */
  readonly itemsLimit: number | null;
  readonly fullRatio: number | null;
  readonly hitsTotal: number | null;
  readonly missesTotal: number | null;
  /** Since the server started. */
  readonly hitRatio: number | null;
  /** Of the last interval; null when nothing was looked up. */
  readonly recentHitRatio: number | null;
  readonly hitsPerSecond: number | null;
  readonly missesPerSecond: number | null;
  /** Inserts that found no room. */
  readonly fullTotal: number | null;
  readonly fullPerSecond: number | null;
  /** Reserved for values, used or not. */
  readonly memoryBytes: number | null;
  readonly blockBytes: number | null;
  readonly keyBytes: number | null;
  readonly hash: string | null;
  readonly hashSize: number | null;
  readonly lastModifiedMs: number | null;
}

export const SPOOLER_STATES = ['running', 'idle', 'dead'] as const;

export interface SpoolerSample {
  readonly directory: string;
  readonly pid: number | null;
  readonly state: (typeof SPOOLER_STATES)[number] | null;
  readonly tasksTotal: number | null;
  readonly tasksPerSecond: number | null;
  readonly respawns: number | null;
}

export const CRON_STATES = ['running', 'waiting'] as const;

export interface CronSample {
  readonly command: string;
  /** In words: `every 5 minutes`. */
  readonly schedule: string | null;
  /** The five fields as uWSGI has them: minute hour day month week. */
  readonly spec: string | null;
  readonly state: (typeof CRON_STATES)[number];
  readonly pid: number | null;
  readonly startedAtMs: number | null;
  readonly ageSeconds: number | null;
  /** Not started again while it runs. */
  readonly unique: boolean | null;
  /** null where it depends on a time zone that is not known. */
  readonly nextRunMs: number | null;
  /** It runs only where this legion's lord is. */
  readonly legion: string | null;
}

export const DAEMON_STATES = ['running', 'stopped'] as const;

export interface DaemonSample {
  readonly command: string;
  readonly pid: number | null;
  readonly state: (typeof DAEMON_STATES)[number] | null;
  /** New processes since tstop attached: uWSGI's own count is always 0. */
  readonly restarts: number;
  /** When the last of them was seen. */
  readonly lastRestartMs: number | null;
}

export interface LockSample {
  readonly name: string;
  /** Pid of the holder, as far as uWSGI knows; null: none. */
  readonly pid: number | null;
  readonly holder: string | null;
  /** As far as tstop watched; null while it is free. */
  readonly heldSeconds: number | null;
}

export const METRIC_TYPES = ['counter', 'gauge', 'absolute', 'alias'] as const;

export interface MetricSample {
  readonly name: string;
  readonly type: (typeof METRIC_TYPES)[number] | null;
  readonly value: number | null;
  /** Of counters. */
  readonly perSecond: number | null;
  readonly oid: string | null;
}

export const LEGION_STATES = ['lord', 'member', 'no lord'] as const;

export interface LegionSample {
  readonly name: string;
  readonly address: string | null;
  readonly state: (typeof LEGION_STATES)[number];
  readonly valor: number | null;
  readonly lordSinceMs: number | null;
  readonly lordValor: number | null;
  readonly lordUuid: string | null;
  readonly uuid: string | null;
  readonly quorum: number | null;
  /** Configured, this one left out. */
  readonly nodes: readonly string[];
  /** Heard of, this one left out. */
  readonly members: readonly LegionMemberSample[] | null;
  readonly checksum: number | null;
}

export interface LegionMemberSample {
  readonly name: string;
  readonly valor: number | null;
  readonly lastSeenSeconds: number | null;
}
