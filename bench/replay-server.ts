// A stats server with a captured 64×16 reply that moves: between two replies every busy worker has answered some
// requests and other cores are at work, so that most cells of the screen change. Counters only ever grow.

import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';

/** As much of the captured document as is changed. */
interface Document {
  readonly workers: readonly {
    requests: number;
    delta_requests: number;
    running_time: number;
    tx: number;
    avg_rt: number;
    readonly cores: readonly ({ requests: number } & CoreWork)[];
  }[];
}

/** Work in hand; moves from core to core. */
interface CoreWork {
  in_request: number;
  vars: readonly string[];
  req_info: { readonly request_start?: number };
}

export interface ReplayServer {
  readonly address: string;
  /** Replies sent so far. */
  served(): number;
  close(): void;
}

export async function startReplayServer(root: string, fixture: string): Promise<ReplayServer> {
  const text = readFileSync(join(root, 'test', 'fixtures', 'corpus', fixture), 'utf8');
  // Our own fixture, captured from a real server.
  const document = JSON.parse(text) as Document;
  let next = Buffer.from(JSON.stringify(document, null, '\t'));
  let served = 0;
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.end(next);
    served += 1;
    advance(document, served);
    next = Buffer.from(JSON.stringify(document, null, '\t'));
  });
  return { address: await listen(server), served: () => served, close: () => server.close() };
}

function advance(document: Document, step: number): void {
  for (const [index, worker] of document.workers.entries()) {
    const count = ((index * 7 + step * 3) % 13) + 1;
    worker.requests += count;
    worker.delta_requests += count;
    worker.running_time += count * (20_000 + ((index * 31 + step * 17) % 90) * 1000);
    worker.tx += count * 1500;
    for (const core of worker.cores.slice(0, count)) core.requests += 1;
    moveWork(worker.cores, step);
  }
}

/** Each request moves on to the next core, as a new request that began up to twenty seconds ago. */
function moveWork(cores: readonly CoreWork[], step: number): void {
  const works = cores.map(({ in_request, vars }) => ({ in_request, vars }));
  for (const [index, core] of cores.entries()) {
    const work = works[(index + 1) % works.length];
    if (work === undefined) continue;
    const request_start = Math.floor(Date.now() / 1000) - ((index * 5 + step) % 20);
    Object.assign(core, work, { req_info: work.in_request === 1 ? { request_start } : {} });
  }
}

function listen(server: Server): Promise<string> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(`127.0.0.1:${typeof address === 'object' ? address?.port : ''}`);
    });
  });
}
