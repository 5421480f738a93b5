/** The load of `npm run soak`: clients of many kinds, of which the well-behaved ones must never see a failure. */
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

export const soakApplication = `
import time

def application(env, start_response):
    path, query = env['PATH_INFO'], env['QUERY_STRING']
    body = b'Hello'
    if path == '/sleep':
        time.sleep(float(query))
    elif path == '/body':
        body = b'%d' % len(env['wsgi.input'].read())
    elif path == '/big':
        body = b'x' * int(query)
    elif path == '/stream':
        start_response('200 OK', [('Content-Type', 'text/plain')])
        return (b'y' * 1000 for _ in range(int(query)))
    start_response('200 OK', [('Content-Type', 'text/plain'), ('Content-Length', str(len(body)))])
    return [body]
`;

interface Asked {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body: Buffer | null;
  /** Length of the answer's body; null: any. */
  readonly expected: number | null;
}

const ASKED: readonly Asked[] = [
  { method: 'GET', path: '/', body: null, expected: 5 },
  { method: 'GET', path: '/sleep?0.02', body: null, expected: 5 },
  { method: 'POST', path: '/body', body: Buffer.alloc(3000), expected: 4 },
  { method: 'GET', path: '/big?300000', body: null, expected: 300_000 },
  { method: 'GET', path: '/stream?40', body: null, expected: 40_000 },
  { method: 'POST', path: '/body', body: Buffer.alloc(1_500_000), expected: 7 },
];

const CLIENTS = 4;
const SLOW_READERS = 4;
const PAUSE_MS = 20;
const TIMEOUT_MS = 20_000;

export class SoakLoad {
  answered = 0;
  readonly failures: string[] = [];
  readonly #address: string;
  readonly #startedAt = performance.now();
  readonly #running: Promise<void>[];
  #stopped = false;

  constructor(address: string) {
    this.#address = address;
    const clients = Array.from({ length: CLIENTS }, (_, index) => this.#client(index));
    const readers = Array.from({ length: SLOW_READERS }, () => this.#repeat(() => slowReader(address)));
    this.#running = [...clients, ...readers, this.#repeat(() => aborter(address))];
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#running);
  }

  /** A keep-alive client that asks for everything in turn and checks what it gets. */
  async #client(index: number): Promise<void> {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    for (let turn = index; !this.#stopped; turn += 1) {
      const asked = ASKED[turn % ASKED.length];
      if (asked === undefined) return;
      const problem = await ask(agent, this.#address, asked);
      if (problem === null) this.answered += 1;
      else this.failures.push(`${this.#seconds()} s: ${asked.method} ${asked.path}: ${problem}`);
      await delay(PAUSE_MS);
    }
    agent.destroy();
  }

  async #repeat(once: () => Promise<void>): Promise<void> {
    while (!this.#stopped) await once();
  }

  #seconds(): number {
    return Math.round((performance.now() - this.#startedAt) / 1000);
  }
}

/** @returns null when all is as it should be */
function ask(agent: Agent, address: string, { method, path, body, expected }: Asked): Promise<string | null> {
  return new Promise((resolve) => {
    const headers = body === null ? {} : { 'Content-Length': body.length };
    const sent = request(
      `http://${address}${path}`,
      { agent, method, headers, timeout: TIMEOUT_MS },
      (response) => {
        let length = 0;
        response.on('data', (bytes: Buffer) => {
          length += bytes.length;
        });
        response.on('error', (error) => resolve(error.message));
        response.on('end', () => {
          if (response.statusCode !== 200) resolve(`status ${response.statusCode}`);
          else
            resolve(
              expected === null || length === expected ? null : `${length} bytes instead of ${expected}`,
            );
        });
      },
    );
    sent.on('timeout', () => sent.destroy(new Error(`no answer in ${TIMEOUT_MS} ms`)));
    sent.on('error', (error) => resolve(error.message));
    sent.end(body ?? undefined);
  });
}

/** Takes its answer in small bites, then leaves in the middle. */
async function slowReader(address: string): Promise<void> {
  const socket = open(address);
  socket.write('GET /big?2000000 HTTP/1.1\r\nHost: soak\r\n\r\n');
  for (let bite = 0; bite < 20; bite += 1) {
    socket.resume();
    await delay(10);
    socket.pause();
    await delay(100);
  }
  socket.destroy();
}

/** Leaves before its answer comes, or in the middle of its own request. */
async function aborter(address: string): Promise<void> {
  for (const text of [
    'GET /sleep?0.5 HTTP/1.1\r\nHost: soak\r\n\r\n',
    'POST /body HTTP/1.1\r\nHost: soak\r\nContent-Length: 99\r\n\r\nhalf',
  ]) {
    const socket = open(address);
    socket.write(text);
    await delay(50);
    socket.resetAndDestroy();
    await delay(100);
  }
}

function open(address: string) {
  const [host = '', port = ''] = address.split(':');
  const socket = connect({ host, port: Number(port) });
  // A server that answers an abort with a reset is right.
  socket.on('error', () => {});
  return socket;
}
