// The servers that are measured side by side: the same application, 4 processes × 2 threads, no request log.

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { projectRoot } from '../test/fixtures.js';
import { writeNginxFolder } from '../test/peers/nginx.js';
import { peers } from '../test/peers/peers.js';
import { freePort } from '../test/peers/ports.js';
import { waitFor } from '../test/wait-for.js';

const hello = join(projectRoot, 'examples', 'hello', 'foobar.py');
const fourByTwo = [
  '--wsgi-file',
  hello,
  '--master',
  '--processes',
  '4',
  '--threads',
  '2',
  '--disable-logging',
];

export interface Contestant {
  readonly name: string;
  /** `127.0.0.1:PORT` */
  readonly address: string;
  /** What it consists of: each of these and the processes below it. */
  readonly pids: readonly number[];
}

/** Servers that run until `stop`. */
export class WebServers {
  readonly contestants: Contestant[] = [];
  readonly #folder = mkdtempSync(join(tmpdir(), 'tsgi-bench-'));
  readonly #children: ChildProcess[] = [];
  /** Those of the contestant that is being started. */
  readonly #starting: number[] = [];

  /** Starts those whose programs are here; the others are named on standard error. */
  async start(): Promise<void> {
    await this.#tsgi('tsgi --http', '--http');
    await this.#uwsgi('uWSGI --http', '--http');
    await this.#uwsgi('uWSGI --http-socket', '--http-socket');
    await this.#nginx('nginx → uWSGI --socket', async (to) => {
      const program = peers.uwsgi.find();
      if (program !== null) this.#spawn(program, ['--socket', to, ...fourByTwo]);
      return program !== null;
    });
    await this.#nginx('nginx → tsgi --socket', async (to) => {
      this.#spawn(process.execPath, [join(projectRoot, 'bin', 'tsgi'), '--socket', to, ...fourByTwo]);
      return true;
    });
    await this.#gunicorn();
  }

  async stop(): Promise<void> {
    const ended = this.#children.map((child) => new Promise((resolve) => child.once('exit', resolve)));
    for (const child of this.#children) child.kill('SIGINT');
    await Promise.all(ended);
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #tsgi(name: string, option: string): Promise<void> {
    const address = await this.#address();
    this.#spawn(process.execPath, [join(projectRoot, 'bin', 'tsgi'), option, address, ...fourByTwo]);
    await this.#serves(name, address);
  }

  async #uwsgi(name: string, option: string): Promise<void> {
    const program = peers.uwsgi.find();
    if (program === null) return console.error(`${name}: not here; ${peers.uwsgi.command}`);
    const address = await this.#address();
    this.#spawn(program, [option, address, ...fourByTwo]);
    await this.#serves(name, address);
  }

  async #gunicorn(): Promise<void> {
    const name = 'gunicorn gthread';
    const program = peers.gunicorn.find();
    if (program === null) return console.error(`${name}: not here; ${peers.gunicorn.command}`);
    const address = await this.#address();
    const size = ['--workers', '4', '--threads', '2', '--worker-class', 'gthread', '--log-level', 'error'];
    this.#spawn(program, [...size, '--bind', address, '--chdir', dirname(hello), 'foobar:application']);
    await this.#serves(name, address);
  }

  async #nginx(name: string, behind: (address: string) => Promise<boolean>): Promise<void> {
    const program = peers.nginx.find();
    if (program === null) return console.error(`${name}: not here; ${peers.nginx.command}`);
    const upstream = await this.#address();
    if (!(await behind(upstream))) return;
    const address = await this.#address();
    const folder = join(this.#folder, `nginx-${this.#children.length}`);
    mkdirSync(folder);
    writeNginxFolder(folder, address, upstream);
    this.#spawn(program, ['-p', folder, '-c', 'nginx.conf', '-g', 'daemon off;']);
    await this.#serves(name, address);
  }

  async #address(): Promise<string> {
    return `127.0.0.1:${await freePort()}`;
  }

  /** Ends with this process, whatever ends it. */
  #spawn(program: string, args: readonly string[]): void {
    const launcher = join(projectRoot, 'test', 'peers', 'die-with-parent.py');
    const python = peers.python3.find() ?? 'python3';
    const child = spawn(python, [launcher, program, ...args], { stdio: 'ignore' });
    this.#children.push(child);
    this.#starting.push(child.pid ?? 0);
  }

  async #serves(name: string, address: string): Promise<void> {
    await waitFor(`${name} to answer`, () => answers(address), 20_000);
    this.contestants.push({ name, address, pids: this.#starting.splice(0) });
  }
}

function answers(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get(`http://${address}/`, { agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.on('error', () => resolve(false));
  });
}
