// Starts a real nginx with examples/nginx/nginx.conf: only the addresses, the places of its files and the user differ
// from what somebody would start by hand. Ends it when the test is over.

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { projectRoot } from '../fixtures.js';
import { waitFor } from '../wait-for.js';
import { peers, requirePeer, uwsgiParamsPath } from './peers.js';
import { freePort } from './ports.js';

export interface Nginx {
  /** `127.0.0.1:PORT` */
  readonly address: string;
  log(): string;
}

const ATTEMPTS = 5;

/**
 * Resolves when nginx accepts; null when there is none here and the test has been marked as skipped.
 * @param upstream `127.0.0.1:3031` or `unix:/path`
 * @param directives more of them for its one `location /`
 */
export async function startNginx(t: TestContext, upstream: string, directives = ''): Promise<Nginx | null> {
  const program = requirePeer(t, 'nginx');
  if (program === null) return null;
  for (let attempt = 1; ; attempt += 1) {
    const folder = mkdtempSync(join(tmpdir(), 'tstop-nginx-'));
    const port = await freePort();
    writeNginxFolder(folder, `127.0.0.1:${port}`, upstream, directives);
    const nginx = new NginxProcess(program, folder);
    t.after(async () => {
      await nginx.end();
      rmSync(folder, { recursive: true, force: true });
    });
    if (await nginx.accepts(port)) return { address: `127.0.0.1:${port}`, log: () => nginx.log };
    if (attempt === ATTEMPTS) throw new Error(`nginx does not start:\n${nginx.log}`);
  }
}

/** All that nginx needs is in the folder: `nginx -p FOLDER -c nginx.conf -g 'daemon off;'`. */
export function writeNginxFolder(folder: string, address: string, upstream: string, directives = ''): void {
  mkdirSync(join(folder, 'temp'));
  const kinds = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  const places = kinds.map((kind) => `${kind}_temp_path ${join(folder, 'temp', kind)};`).join(' ');
  const text = readFileSync(join(projectRoot, 'examples', 'nginx', 'nginx.conf'), 'utf8')
    .replace('/etc/nginx/uwsgi_params', uwsgiParamsPath() ?? '')
    .replace('listen 127.0.0.1:8080;', `listen ${address};`)
    .replace('uwsgi_pass 127.0.0.1:3031;', `uwsgi_pass ${upstream}; ${directives}`)
    .replace('http {', `http { ${places} client_max_body_size 64m; keepalive_requests 1000000;`);
  // As root nginx would run its workers as somebody who may not enter the folders of a test.
  const user = process.getuid?.() === 0 ? 'user root;\n' : '';
  writeFileSync(join(folder, 'nginx.conf'), user + text);
}

class NginxProcess {
  log = '';
  readonly #child: ChildProcess;
  #ended = false;

  constructor(program: string, folder: string) {
    const launcher = join(projectRoot, 'test', 'peers', 'die-with-parent.py');
    const args = [launcher, program, '-p', folder, '-c', 'nginx.conf', '-g', 'daemon off;'];
    this.#child = spawn(peers.python3.find() ?? 'python3', args, { stdio: ['ignore', 'ignore', 'pipe'] });
    this.#child.stderr?.on('data', (bytes) => {
      this.log += bytes;
    });
    this.#child.on('exit', () => {
      this.#ended = true;
    });
  }

  /** False when it has ended instead: the port was taken. */
  async accepts(port: number): Promise<boolean> {
    await waitFor('nginx to accept', async () => this.#ended || (await canConnect(port)));
    return !this.#ended;
  }

  async end(): Promise<void> {
    this.#child.kill('SIGTERM');
    await waitFor('the end of nginx', () => this.#ended);
  }
}

function canConnect(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}
