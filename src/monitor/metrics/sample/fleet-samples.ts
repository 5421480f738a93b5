/** Samples of emperors, routers and the tuntap router; as in `sample.ts`, `null` is unknown. */

export interface EmperorFacts {
  /** Sources of vassals: directories, globs and others. */
  readonly monitors: readonly string[];
  /** Vassals run as the owners of their files. */
  readonly isTyrant: boolean | null;
  /** Pause between starts while vassals fail; 2.0 always reports 0. */
  readonly throttleSeconds: number | null;
}

export const VASSAL_STATES = ['accepting', 'starting', 'on-demand', 'cursed', 'blacklisted'] as const;

export interface VassalSample {
  readonly name: string;
  readonly pid: number | null;
  readonly state: (typeof VASSAL_STATES)[number];
  readonly ready: boolean | null;
  readonly accepting: boolean | null;
  readonly loyal: boolean | null;
  readonly uptimeSeconds: number | null;
  readonly respawns: number | null;
  readonly uid: number | null;
  readonly gid: number | null;
  readonly throttleSeconds: number | null;
  readonly attempts: number | null;
  readonly firstAttemptMs: number | null;
  readonly lastAttemptMs: number | null;
  /** Since the last attempt, at the sample. */
  readonly lastAttemptSeconds: number | null;
  readonly startedAtMs: number | null;
  readonly lastRunMs: number | null;
  readonly lastLoyalMs: number | null;
  readonly lastAcceptingMs: number | null;
  readonly lastHeartbeatMs: number | null;
  /** When the file that it acted upon last was changed. */
  readonly configChangedMs: number | null;
  readonly cursedAtMs: number | null;
  readonly zerg: boolean | null;
  readonly monitor: string | null;
  readonly onDemand: string | null;
}

export const ROUTERS = ['http', 'fastrouter', 'rawrouter', 'sslrouter'] as const;

export interface RouterBody {
  readonly router: (typeof ROUTERS)[number];
  readonly addresses: readonly string[];
  readonly activeSessions: number | null;
  readonly cheap: boolean | null;
  readonly nodes: readonly NodeSample[];
  /** Keys that nodes subscribe to, by name; null without a subscription server. */
  readonly keys: readonly KeySample[] | null;
}

/** All nodes of one key together. */
export interface KeySample {
  readonly key: string;
  readonly nodes: number;
  /** Nodes that the router has not given up. */
  readonly nodesUp: number;
  readonly requestsTotal: number | null;
  readonly requestsPerSecond: number | null;
  readonly inFlight: number | null;
  readonly cores: number | null;
  readonly txBytesPerSecond: number | null;
  readonly rxBytesPerSecond: number | null;
  readonly sniEnabled: boolean | null;
}

/** A backend of a router: a subscribed node, or a static one (`key` null). */
export interface NodeSample {
  readonly key: string | null;
  readonly name: string;
  readonly requestsTotal: number | null;
  readonly requestsPerSecond: number | null;
  readonly txBytesPerSecond: number | null;
  readonly rxBytesPerSecond: number | null;
  /** Requests at this node right now. */
  readonly inFlight: number | null;
  readonly cores: number | null;
  readonly load: number | null;
  readonly weight: number | null;
  readonly failures: number | null;
  readonly lastCheckMs: number | null;
  readonly marked: boolean | null;
  /** When `failures` last grew while tstop watched. */
  readonly lastFailureMs: number | null;
  readonly modifier1: number | null;
  readonly modifier2: number | null;
  readonly pid: number | null;
  readonly uid: number | null;
  readonly gid: number | null;
}

export interface PeerSample {
  readonly address: string;
  readonly pid: number | null;
  readonly uid: number | null;
  readonly txBytesTotal: number | null;
  readonly rxBytesTotal: number | null;
  readonly droppedTotal: number | null;
}
