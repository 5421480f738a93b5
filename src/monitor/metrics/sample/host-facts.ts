/** The kernel of the server's host on a document, where that is this host. */
import type { WorkersDocument } from '../../../stats/schema.js';

export interface ProcessMemory {
  readonly rssBytes: number | null;
  /** Memory that is used together with others counted in part; null where it may not be read. */
  readonly pssBytes: number | null;
  /** The letter of `ps`. */
  readonly state: string;
}

export interface HostFacts {
  readonly timeMs: number;
  /** By process id: workers of the server only. */
  readonly memory: ReadonlyMap<number, ProcessMemory>;
  /** By the name of the unix socket. */
  readonly listenQueues: ReadonlyMap<string, { readonly queue: number; readonly limit: number }>;
}

/** The kernel knows a process's memory at any time; the server only looks at the end of a request, if at all. */
export function withHostMemory(document: WorkersDocument, facts: HostFacts | undefined): WorkersDocument {
  if (facts === undefined || facts.memory.size === 0) return document;
  const workers = document.workers.map((worker) => {
    const told = worker.pid === null ? undefined : facts.memory.get(worker.pid);
    if (told === undefined || told.rssBytes === null) return worker;
    return { ...worker, rss: told.rssBytes, pss: told.pssBytes ?? worker.pss };
  });
  return { ...document, workers };
}
