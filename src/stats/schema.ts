/**
 * The contract: what a uWSGI-compatible stats server says, as types.
 *
 * Field names are the wire's own, units too (`running_time` and `avg_rt` are microseconds, `rss`, `vsz` and `tx`
 * bytes, every other time whole unix seconds). Every field that a real server was seen to leave out (old versions,
 * `--stats-no-cores`, another operating system) is `null` when it is absent or has the wrong type: unknown is never 0.
 * Lists are `null` when the key is absent and `[]` when the server said so.
 */

export type StatsDocument = WorkersDocument | EmperorDocument | RouterDocument | TuntapDocument;

export type Maybe<T> = T | null;

/** The head of every document. */
export interface ServerHead {
  readonly version: Maybe<string>;
  readonly pid: Maybe<number>;
  readonly uid: Maybe<number>;
  readonly gid: Maybe<number>;
  readonly cwd: Maybe<string>;
}

/** The master's document (`--stats`). */
export interface WorkersDocument extends ServerHead {
  readonly kind: 'workers';
  readonly listen_queue: Maybe<number>;
  readonly signal_queue: Maybe<number>;
  readonly load: Maybe<number>;
  readonly sockets: Maybe<readonly SocketStats[]>;
  readonly workers: readonly WorkerStats[];
  /** Documents keep more blocks (caches, spoolers, crons, locks, metrics, legions, daemons); they stay as parsed. */
  readonly extra: Readonly<Record<string, unknown>>;
}

export interface SocketStats {
  readonly name: string;
  readonly proto: Maybe<string>;
  readonly queue: Maybe<number>;
  readonly max_queue: Maybe<number>;
  readonly shared: Maybe<number>;
  readonly can_offload: Maybe<number>;
}

export interface WorkerStats {
  /** 0 for a worker that was never spawned; identify workers by their position. */
  readonly id: Maybe<number>;
  readonly pid: Maybe<number>;
  readonly accepting: Maybe<number>;
  readonly requests: Maybe<number>;
  readonly delta_requests: Maybe<number>;
  readonly exceptions: Maybe<number>;
  readonly harakiri_count: Maybe<number>;
  readonly signals: Maybe<number>;
  readonly signal_queue: Maybe<number>;
  readonly status: Maybe<string>;
  readonly rss: Maybe<number>;
  readonly vsz: Maybe<number>;
  readonly uss: Maybe<number>;
  readonly pss: Maybe<number>;
  readonly running_time: Maybe<number>;
  readonly last_spawn: Maybe<number>;
  readonly respawn_count: Maybe<number>;
  readonly tx: Maybe<number>;
  readonly avg_rt: Maybe<number>;
  /** Of tsgi: the end of the process that was here before; without an id while none has ended. */
  readonly last_exit?: Maybe<ExitStats>;
  /** Of tsgi: answers by class of their status. */
  readonly answers?: Maybe<AnswerStats>;
  readonly apps: Maybe<readonly AppStats[]>;
  readonly cores: Maybe<readonly CoreStats[]>;
}

export interface ExitStats {
  readonly pid: Maybe<number>;
  /** `died`, `killed` or `retired`. */
  readonly reason: Maybe<string>;
  readonly signal: Maybe<number>;
  readonly code: Maybe<number>;
}

export type AnswerStats = Readonly<Record<'2xx' | '3xx' | '4xx' | '5xx', Maybe<number>>>;

export interface AppStats {
  readonly id: Maybe<number>;
  readonly modifier1: Maybe<number>;
  readonly mountpoint: Maybe<string>;
  readonly startup_time: Maybe<number>;
  readonly requests: Maybe<number>;
  readonly exceptions: Maybe<number>;
  readonly chdir: Maybe<string>;
}

export interface CoreStats {
  readonly id: Maybe<number>;
  readonly requests: Maybe<number>;
  readonly static_requests: Maybe<number>;
  readonly routed_requests: Maybe<number>;
  readonly offloaded_requests: Maybe<number>;
  readonly write_errors: Maybe<number>;
  readonly read_errors: Maybe<number>;
  readonly in_request: Maybe<number>;
  /** `KEY=value`, in wire order; the empty string that uWSGI always adds at the end is dropped. */
  readonly vars: Maybe<readonly string[]>;
  readonly req_info: { readonly request_start: Maybe<number> };
  /** Of tsgi: the same start in microseconds. */
  readonly request_start_us?: Maybe<number>;
}

/** `--emperor-stats`. */
export interface EmperorDocument extends ServerHead {
  readonly kind: 'emperor';
  readonly emperor: readonly string[];
  readonly emperor_tyrant: Maybe<number>;
  readonly throttle_level: Maybe<number>;
  readonly vassals: readonly VassalStats[];
  readonly blacklist: readonly BlacklistStats[];
}

export interface VassalStats {
  readonly id: string;
  /** -1: an on-demand vassal that is not running. */
  readonly pid: Maybe<number>;
  readonly born: Maybe<number>;
  readonly last_mod: Maybe<number>;
  readonly last_heartbeat: Maybe<number>;
  readonly loyal: Maybe<number>;
  readonly ready: Maybe<number>;
  readonly accepting: Maybe<number>;
  readonly last_loyal: Maybe<number>;
  readonly last_ready: Maybe<number>;
  readonly last_accepting: Maybe<number>;
  readonly first_run: Maybe<number>;
  readonly last_run: Maybe<number>;
  readonly cursed: Maybe<number>;
  readonly zerg: Maybe<number>;
  readonly on_demand: Maybe<string>;
  readonly uid: Maybe<number>;
  readonly gid: Maybe<number>;
  readonly monitor: Maybe<string>;
  readonly respawns: Maybe<number>;
}

export interface BlacklistStats {
  readonly id: string;
  /** Milliseconds. */
  readonly throttle_level: Maybe<number>;
  readonly attempt: Maybe<number>;
  readonly first_attempt: Maybe<number>;
  readonly last_attempt: Maybe<number>;
}

/** http, fast, raw and ssl router. */
export interface RouterDocument extends ServerHead {
  readonly kind: 'router';
  readonly router: 'http' | 'fastrouter' | 'rawrouter' | 'sslrouter';
  /** Listening addresses and subscription servers. */
  readonly addresses: readonly string[];
  readonly active_sessions: Maybe<number>;
  readonly cheap: Maybe<number>;
  readonly static_nodes: Maybe<readonly StaticNodeStats[]>;
  readonly subscriptions: Maybe<readonly SubscriptionStats[]>;
}

export interface StaticNodeStats {
  readonly name: string;
  readonly hits: Maybe<number>;
  /** Unix seconds when it was last marked failed, 0 if it is well. */
  readonly grace: Maybe<number>;
}

export interface SubscriptionStats {
  readonly key: string;
  readonly hits: Maybe<number>;
  readonly sni_enabled: Maybe<number>;
  readonly nodes: readonly NodeStats[];
}

export interface NodeStats {
  readonly name: string;
  readonly modifier1: Maybe<number>;
  readonly modifier2: Maybe<number>;
  readonly last_check: Maybe<number>;
  readonly pid: Maybe<number>;
  readonly uid: Maybe<number>;
  readonly gid: Maybe<number>;
  readonly requests: Maybe<number>;
  readonly last_requests: Maybe<number>;
  readonly tx: Maybe<number>;
  readonly rx: Maybe<number>;
  readonly cores: Maybe<number>;
  readonly load: Maybe<number>;
  readonly weight: Maybe<number>;
  readonly wrr: Maybe<number>;
  readonly ref: Maybe<number>;
  readonly failcnt: Maybe<number>;
  readonly death_mark: Maybe<number>;
}

export interface TuntapDocument extends ServerHead {
  readonly kind: 'tuntap';
  readonly peers: readonly TuntapPeerStats[];
}

export interface TuntapPeerStats {
  readonly addr: string;
  readonly uid: Maybe<number>;
  readonly gid: Maybe<number>;
  readonly pid: Maybe<number>;
  readonly tx: Maybe<number>;
  readonly rx: Maybe<number>;
  readonly dropped: Maybe<number>;
}
