/**
 * Facts of this host's kernel about a server on it, read together with each document: the memory of its workers, and the
 * queues of its unix sockets where snapshots want them. They do not need memory-report, and they do not fall at a respawn.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { WorkersDocument } from '../../stats/schema.js';
import type { HostFacts, ProcessEnd, ProcessMemory } from '../metrics/sample/host-facts.js';
import type { Reading } from '../metrics/sample/reading.js';
import type { Source } from '../sources/source.js';
import { readListenQueues } from './listen-queues.js';
import {
  type ProcessHost,
  type ProcessStat,
  parseStat,
  THIS_HOST,
  verifiedProcess,
} from './process-files.js';

interface HostOptions {
  /** Ask for the queues of unix sockets, too. */
  readonly queues: boolean;
  readonly host?: ProcessHost;
  readonly readQueues?: typeof readListenQueues;
}

/** For sources on this host only. Never fails for the host's facts: they are missing then. */
export function withHostFacts(source: Source, options: HostOptions): Source {
  const closing = new AbortController();
  const watch = new HostWatch(options, closing.signal);
  return {
    read: async () => {
      await watch.lookForEnds();
      const reading = await source.read();
      const { document, protocol } = reading;
      if (document.kind !== 'workers' || protocol === 'file' || protocol === 'stdin') return reading;
      return { ...reading, host: await watch.look(document, reading) };
    },
    close: () => {
      closing.abort();
      watch.close();
      source.close();
    },
  };
}

/** The proportional share takes the kernel long: so many workers for each reading, one after the other. */
const SHARES_AT_ONCE = 4;
/** Over longer intervals most ends are missed anyway. */
const LONG_INTERVAL_MS = 2500;
/** Looks between two readings, as shares of the interval. */
const BETWEEN = [0.45, 0.85];

interface KnownProcess {
  readonly startTicks: number;
  readonly pssBytes: number | null;
  /** This user may read how it ends. */
  readonly isOpen: boolean;
}

class HostWatch {
  readonly #host: ProcessHost;
  readonly #readQueues: typeof readListenQueues | null;
  readonly #closing: AbortSignal;
  /** Processes that are workers of the server, proved once. */
  #known = new Map<number, KnownProcess>();
  /** The known ones, as they were before the document was asked for. */
  #seen = new Map<number, ProcessStat>();
  #ended = new Map<number, ProcessEnd>();
  #betweenLooks: readonly NodeJS.Timeout[] = [];
  #lastLookMs = 0;
  /** Ids that belong to other processes here: the server is in a container. */
  #foreign = new Set<number>();
  #nextShare = 0;

  constructor({ host, queues, readQueues }: HostOptions, closing: AbortSignal) {
    this.#host = host ?? THIS_HOST;
    this.#readQueues = queues ? (readQueues ?? readListenQueues) : null;
    this.#closing = closing;
  }

  /**
   * uWSGI's master asks for the ends of its workers once a second, and as soon as it has answered: then they cannot be
   * read any more. So they are looked at before it is asked for the document, and between two readings.
   */
  async lookForEnds(): Promise<void> {
    const known = [...this.#known.entries()];
    const stats = await Promise.all(known.map(([pid]) => statIn(join(this.#host.root, String(pid)))));
    this.#seen = new Map();
    for (const [index, [pid, { startTicks, isOpen }]] of known.entries()) {
      const stat = stats[index] ?? null;
      if (stat === null || stat.startTicks !== startTicks) continue;
      this.#seen.set(pid, stat);
      const end = endOf(stat, isOpen);
      if (end !== null) this.#ended.set(pid, end);
    }
  }

  close(): void {
    for (const timer of this.#betweenLooks) clearTimeout(timer);
    this.#betweenLooks = [];
  }

  #planLook(): void {
    const nowMs = performance.now();
    const everyMs = nowMs - this.#lastLookMs;
    this.#lastLookMs = nowMs;
    this.close();
    if (everyMs > LONG_INTERVAL_MS || this.#closing.aborted) return;
    this.#betweenLooks = BETWEEN.map((share) =>
      setTimeout(() => void this.lookForEnds(), share * everyMs).unref(),
    );
  }

  async look(document: WorkersDocument, { receivedAtMs }: Reading): Promise<HostFacts> {
    const [memory, listenQueues] = await Promise.all([this.#memory(document), this.#queues(document)]);
    const oomKills = memory.size === 0 ? null : await oomKillsOf(this.#host);
    const ended = this.#ended;
    this.#ended = new Map();
    if (memory.size > 0) this.#planLook();
    return { timeMs: receivedAtMs, memory, ended, oomKills, listenQueues };
  }

  async #memory(document: WorkersDocument): Promise<ReadonlyMap<number, ProcessMemory>> {
    if (this.#host.platform !== 'linux') return new Map();
    const workers = document.workers.filter(({ pid }) => pid !== null && pid > 0);
    const found = await Promise.all(
      workers.map(({ pid, last_spawn }) => this.#processOf(pid ?? 0, last_spawn, document.pid)),
    );
    const memory = new Map(found.flatMap((one) => (one === null ? [] : [one])));
    for (const pid of this.#known.keys()) if (!memory.has(pid)) this.#known.delete(pid);
    this.#foreign = new Set(workers.flatMap(({ pid }) => (this.#foreign.has(pid ?? 0) ? [pid ?? 0] : [])));
    await this.#shares([...memory.keys()]);
    return new Map(
      [...memory].map(([pid, one]) => [pid, { ...one, pssBytes: this.#known.get(pid)?.pssBytes ?? null }]),
    );
  }

  async #processOf(
    pid: number,
    lastSpawn: number | null,
    serverPid: number | null,
  ): Promise<readonly [number, ProcessMemory] | null> {
    if (this.#foreign.has(pid)) return null;
    const folder = join(this.#host.root, String(pid));
    const [parsed, status] = await Promise.all([
      this.#seen.get(pid) ?? statIn(folder),
      textOf(join(folder, 'status')),
    ]);
    if (parsed === null || (status === null && parsed.state !== 'Z')) return null;
    if (this.#known.get(pid)?.startTicks !== parsed.startTicks) {
      const spawnedAtMs = lastSpawn === null || lastSpawn === 0 ? null : lastSpawn * 1000;
      const isOurs = await verifiedProcess({ pid, spawnedAtMs, serverPid }, this.#host).then(
        () => true,
        () => false,
      );
      if (!isOurs) {
        this.#foreign.add(pid);
        return null;
      }
      this.#known.set(pid, { startTicks: parsed.startTicks, pssBytes: null, isOpen: parsed.isOpen });
    }
    const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(status ?? '')?.[1];
    const rssBytes = kilobytes === undefined ? null : Number(kilobytes) * 1024;
    return [pid, { rssBytes, pssBytes: null, state: parsed.state }];
  }

  /** Every worker in its turn; those that were never read first. */
  async #shares(pids: readonly number[]): Promise<void> {
    const unread = pids.filter((pid) => this.#known.get(pid)?.pssBytes === null);
    const turn =
      unread.length > 0 ? unread : [...pids.slice(this.#nextShare), ...pids.slice(0, this.#nextShare)];
    this.#nextShare = pids.length === 0 ? 0 : (this.#nextShare + SHARES_AT_ONCE) % pids.length;
    for (const pid of turn.slice(0, SHARES_AT_ONCE)) {
      const known = this.#known.get(pid);
      const rollup = await textOf(join(this.#host.root, String(pid), 'smaps_rollup'));
      const kilobytes = rollup === null ? undefined : /^Pss:\s+(\d+) kB/m.exec(rollup)?.[1];
      if (known !== undefined && kilobytes !== undefined)
        this.#known.set(pid, { ...known, pssBytes: Number(kilobytes) * 1024 });
    }
  }

  async #queues({ sockets }: WorkersDocument): Promise<HostFacts['listenQueues']> {
    const isWanted = (sockets ?? []).some(({ name, max_queue }) => !name.includes(':') && !max_queue);
    if (this.#readQueues === null || !isWanted) return new Map();
    return this.#readQueues(this.#closing).catch(() => new Map());
  }
}

/** null while it runs, and where its status may not be read: that looks like an exit with 0. */
function endOf({ state, waitStatus }: ProcessStat, wasOpen: boolean): ProcessEnd | null {
  if (state !== 'Z' || (waitStatus === 0 && !wasOpen)) return null;
  const signal = waitStatus & 0x7f;
  return signal === 0 ? { signal: null, code: (waitStatus >> 8) & 0xff } : { signal, code: null };
}

async function oomKillsOf({ root }: ProcessHost): Promise<number | null> {
  const count = /^oom_kill (\d+)$/m.exec((await textOf(join(root, 'vmstat'))) ?? '')?.[1];
  return count === undefined ? null : Number(count);
}

async function statIn(folder: string): Promise<ProcessStat | null> {
  const text = await textOf(join(folder, 'stat'));
  return text === null ? null : parseStat(text);
}

async function textOf(path: string): Promise<string | null> {
  return readFile(path, 'latin1').catch(() => null);
}
