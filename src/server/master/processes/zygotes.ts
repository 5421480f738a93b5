/** The zygotes by generation, and what is known of the processes that they forked. */
import type { Readable } from 'node:stream';
import type { AppFacts } from '../../counting/ledger.js';
import type { LogSink } from '../../log/log-sink.js';
import type { LoadedApp, ZygoteFact } from '../../messages/zygote-messages.js';
import type { ServerConfig } from '../../options/config/server-config.js';
import { sessionOf } from '../../process/process-signals.js';
import type { Fact } from '../supervise/supervision.js';
import { type DirectSockets, directSettingsFor, furtherDescriptors } from './direct-sockets.js';
import { type ZygoteEnd, ZygoteHandle } from './zygote-handle.js';
import { environmentFor, type LinkFacts, zygoteSettingsFor } from './zygote-settings.js';

interface ZygotesEvents {
  fact(generation: number, fact: ZygoteFact): void;
  exited(generation: number, pid: number, end: ZygoteEnd): void;
}

interface ZygoteDescriptors {
  readonly lockDescriptor: number;
  /** Sockets that its workers serve themselves. */
  readonly direct: DirectSockets | null;
}

interface ZygoteStart {
  /** Where it works; null: where the master does. */
  readonly directory: string | null;
  /** The server has been reloaded before, or is being now. */
  readonly isReload: boolean;
}

export class Zygotes {
  readonly #link: LinkFacts;
  readonly #log: LogSink;
  readonly #events: ZygotesEvents;
  readonly #handles = new Map<number, ZygoteHandle>();
  readonly #apps = new Map<number, readonly AppFacts[]>();
  /** Of every zygote that there was: the sessions that workers belong to. */
  readonly #sessions = new Set<number>();
  readonly #lockDescriptor: number;
  readonly #direct: DirectSockets | null;
  /** Reason why the last one could not be started: logged once while it stays the same. */
  #problem: string | null = null;

  constructor(
    link: LinkFacts,
    { lockDescriptor, direct }: ZygoteDescriptors,
    log: LogSink,
    events: ZygotesEvents,
  ) {
    this.#link = link;
    this.#direct = direct;
    this.#lockDescriptor = lockDescriptor;
    this.#log = log;
    this.#events = events;
  }

  start(generation: number, config: ServerConfig, { directory, isReload }: ZygoteStart): void {
    const log = this.#log;
    const spawn = {
      python: config.application.python,
      directory,
      environment: environmentFor(config, process.env),
      logDescriptor: log.sharedDescriptor,
      log: (output: Readable | null) => log.take(output),
      lockDescriptor: this.#lockDescriptor,
      furtherDescriptors: furtherDescriptors(this.#direct),
    };
    const handle: ZygoteHandle = new ZygoteHandle(generation, spawn, {
      fact: (fact) => {
        if (fact.kind === 'loaded') this.#apps.set(generation, fact.apps.map(appFacts));
        this.#events.fact(generation, fact);
      },
      nonsense: () => log.line(`*** the zygote (pid: ${handle.pid}) sent an invalid message: ignored ***`),
      exited: (end) => {
        this.#handles.delete(generation);
        this.#apps.delete(generation);
        const { problem } = end;
        if (problem !== null && problem !== this.#problem)
          log.line(`Cannot run "${spawn.python}": ${problem}`);
        this.#problem = problem;
        this.#events.exited(generation, handle.pid ?? 0, end);
      },
    });
    this.#handles.set(generation, handle);
    if (handle.pid !== null) this.#sessions.add(handle.pid);
    const direct = directSettingsFor(this.#direct, config);
    handle.send({ kind: 'load', settings: zygoteSettingsFor(config, this.#link, isReload, direct) });
  }

  fork(generation: number, serial: number, slot: number, cores: readonly number[]): void {
    this.#handles.get(generation)?.send({ kind: 'fork', serial, slot, cores });
  }

  end(generation: number): void {
    this.#handles.get(generation)?.send({ kind: 'end' });
  }

  kill(generation: number): void {
    this.#handles.get(generation)?.kill();
  }

  killAll(): void {
    for (const handle of this.#handles.values()) handle.kill();
  }

  isAlive(generation: number): boolean {
    return this.#handles.has(generation);
  }

  pidOf(generation: number): number | null {
    return this.#handles.get(generation)?.pid ?? null;
  }

  /** The process was forked by one of our zygotes, or has ended. Other processes are never signalled. */
  isOurs(pid: number): boolean {
    const session = sessionOf(pid);
    return session === null || (session !== pid && this.#sessions.has(session));
  }

  /** Loaded before the fork; with lazyApps there is none. */
  appsOf(generation: number): readonly AppFacts[] {
    return this.#apps.get(generation) ?? [];
  }
}

export function appFacts(app: LoadedApp): AppFacts {
  return { id: app.id, mountpoint: app.mountpoint, startupSeconds: Math.floor(app.seconds), chdir: '' };
}

/** Translates a zygote's message for the supervision. */
export function factFor(
  generation: number,
  fact: Exclude<ZygoteFact, { kind: 'exited' | 'asked' | 'tracebacker' }>,
): Fact {
  switch (fact.kind) {
    case 'loaded':
      return { kind: 'zygote-loaded', generation, loaded: fact.apps.length, failed: fact.failed.length };
    case 'worker-loaded':
      return {
        kind: 'worker-loaded',
        serial: fact.serial,
        loaded: fact.apps.length,
        failed: fact.failed.length,
      };
    case 'forked':
    case 'fork-failed':
      return fact;
  }
}
