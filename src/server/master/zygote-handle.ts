import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { packageRoot } from '../package-root.js';
import type { ZygoteFact, ZygoteOrder } from './zygote-messages.js';

export interface ZygoteEvents {
  fact(fact: ZygoteFact): void;
  /** It ended, or could not be started (`problem` says why). */
  exited(code: number | null, problem: string | null): void;
}

export interface ZygoteSpawn {
  readonly python: string;
  /** null: as this process. */
  readonly directory: string | null;
  readonly environment: NodeJS.ProcessEnv;
  /** Descriptor for standard output and standard error; null: what is said goes to `log`. */
  readonly logDescriptor: number | null;
  readonly log: (output: Readable | null) => void;
}

/** The Python process that loads the application and forks workers. */
export class ZygoteHandle {
  readonly generation: number;
  readonly #child: ChildProcess;
  readonly #control: Socket | null;

  constructor(generation: number, how: ZygoteSpawn, events: ZygoteEvents) {
    this.generation = generation;
    this.#child = spawn(how.python, [pythonFolder], {
      cwd: how.directory ?? undefined,
      env: how.environment,
      // 3: orders and facts; 4: the lifeline, which closes when this process ends.
      stdio: ['ignore', how.logDescriptor ?? 'pipe', how.logDescriptor ?? 'pipe', 'pipe', 'pipe'],
      // A session of its own: ^C in the terminal is the master's business.
      detached: true,
    });
    how.log(this.#child.stdout);
    how.log(this.#child.stderr);
    let problem: string | null = null;
    this.#child.on('error', (error: NodeJS.ErrnoException) => {
      problem = error.code === 'ENOENT' ? missingFor(how) : error.message;
      if (this.#child.pid === undefined) events.exited(null, problem);
    });
    this.#child.on('exit', (code) => events.exited(code, problem));
    this.#control = this.#child.pid === undefined ? null : socketAt(this.#child, 3);
    this.#control?.setEncoding('utf8');
    this.#control?.on('error', () => {});
    socketAt(this.#child, 4)?.on('error', () => {});
    readLines(this.#control, (line) => events.fact(JSON.parse(line) as ZygoteFact));
  }

  get pid(): number | null {
    return this.#child.pid ?? null;
  }

  send(order: ZygoteOrder): void {
    if (this.#control?.writable) this.#control.write(`${JSON.stringify(order)}\n`);
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }
}

/** The same error for a program and for a folder that is not there. */
function missingFor({ directory }: ZygoteSpawn): string {
  const missing = 'No such file or directory';
  return directory === null || existsSync(directory) ? missing : `chdir(): ${missing} [${directory}]`;
}

/** Python stays where it is in the package: the compiler does not copy it. */
const pythonFolder = join(packageRoot, 'src', 'server', 'python', 'tsgi_worker');

function socketAt(child: ChildProcess, index: number): Socket | null {
  return (child.stdio[index] as Socket | undefined) ?? null;
}

function readLines(socket: Socket | null, onLine: (line: string) => void): void {
  let pending = '';
  socket?.on('data', (text: string) => {
    const lines = (pending + text).split('\n');
    pending = lines.pop() ?? '';
    for (const line of lines) onLine(line);
  });
}
