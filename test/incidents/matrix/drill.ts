// A drill: an incident that is staged on a real server, or a server that is well in a way that could be taken for one,
// and the verdicts that its readings must give.

import type { TestContext } from 'node:test';
import type { Limits } from '../../../src/monitor/metrics/sample/long-requests.js';
import type { WorkersDocument } from '../../../src/stats/schema.js';
import type { DrillServer } from '../drill-server.js';

export const PEERS = ['uwsgi-2.0.21', 'uwsgi-2.0.31', 'tsgi'] as const;
export type Peer = (typeof PEERS)[number];
export const UWSGI: readonly Peer[] = ['uwsgi-2.0.21', 'uwsgi-2.0.31'];

export interface Drill {
  /** Options that every peer of the drill knows. */
  readonly options: string;
  /** Instead of the shop. */
  readonly code?: string;
  /** Absent: all of them. */
  readonly peers?: readonly Peer[];
  /** The server never has all of its workers accepting. */
  readonly broken?: boolean;
  /** In the configuration of tstop. */
  readonly longRoutes?: Limits['longRoutes'];
  readonly live: (stage: Stage) => Promise<void>;
  /** Absent: nothing above ok may be said, from the first reading to the last. */
  readonly says?: Says;
  /** Kinds of the events at the end, `attached` left out; absent: not looked at. */
  readonly events?: readonly string[];
}

export interface Says {
  /** `STATE fact · fact`, from 5 s after the beginning on. */
  readonly verdict: RegExp;
  /** The same where it differs for some peers. */
  readonly of?: Readonly<Partial<Record<Peer, RegExp>>>;
  /** The same as far as it can be told from another host, for some peers. */
  readonly elsewhere?: Readonly<Partial<Record<Peer, RegExp>>>;
  /** null: it does not end, or the drill does not wait for it. */
  readonly clearedSeconds?: number | null;
  /** Share of the readings between the beginning and the end that must say it; by default nearly all. */
  readonly share?: number;
  /** It is already so when the first reading is taken. */
  readonly fromStart?: boolean;
}

export interface Stage {
  readonly t: TestContext;
  readonly server: DrillServer;
  /** From now on the stats show it. */
  begin(): void;
  /** It is over. */
  end(): void;
  /** Resolves after so many more readings. */
  readings(count: number): Promise<void>;
  /** Resolves when a reading shows it. */
  shows(what: string, isThere: (document: WorkersDocument) => boolean): Promise<void>;
  /** The newest reading. */
  newest(): WorkersDocument;
}

/** Process ids of the workers, by slot. */
export function pidsIn(document: WorkersDocument): readonly number[] {
  return document.workers.map(({ pid }) => pid ?? 0);
}
