import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Socket } from 'node:net';
import { constants } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { readBoundedLines } from '../../messages/bounded-lines.js';
import { LONGEST_FACT, parseZygoteFact } from '../../messages/zygote-facts.js';
import type { ZygoteFact, ZygoteOrder } from '../../messages/zygote-messages.js';
import { PACKAGE_ROOT } from '../../process/package-root.js';

interface ZygoteEvents {
  fact(fact: ZygoteFact): void;
  /** It sent an invalid message: reported once. */
  nonsense(): void;
  exited(end: ZygoteEnd): void;
}

export interface ZygoteEnd {
  readonly code: number | null;
  /** Number of the signal that ended it. */
  readonly signal: number | null;
  /** Why it could not be started. */
  readonly problem: string | null;
}

interface ZygoteSpawn {
  readonly python: string;
  /** null: as this process. */
  readonly directory: string | null;
  readonly environment: NodeJS.ProcessEnv;
  /** Descriptor for standard output and standard error; null: what is said goes to `log`. */
  readonly logDescriptor: number | null;
  readonly log: (output: Readable | null) => void;
  /** The file behind `uwsgi.lock()`. */
  readonly lockDescriptor: number;
  /** Further ones, from `firstFurtherDescriptor` on. */
  readonly furtherDescriptors: readonly number[];
}

export const FIRST_FURTHER_DESCRIPTOR = 6;

/** A process that no longer takes orders may live on for this long. */
const DEAF_MS = 2000;

/** The Python process that loads the application and forks workers. */
export class ZygoteHandle {
  readonly generation: number;
  readonly #child: ChildProcess | null;
  readonly #control: Socket | null;

  constructor(generation: number, how: ZygoteSpawn, events: ZygoteEvents) {
    this.generation = generation;
    this.#child = start(how, (problem) => {
      process.nextTick(() => events.exited({ code: null, signal: null, problem }));
    });
    this.#control = socketAt(this.#child, 3);
    if (this.#child === null || this.#control === null) return;
    how.log(this.#child.stdout);
    how.log(this.#child.stderr);
    // The other end is closed for writing at once; this one stays open for as long as
    // the master and a process of this generation live.
    const lifeline = socketAt(this.#child, 4);
    if (lifeline !== null) Object.assign(lifeline, { allowHalfOpen: true });
    lifeline?.on('error', () => {}).resume();
    // One that ends on order has no children left. Those of a killed one still need their line.
    this.#child.on('exit', (code) => {
      if (code === 0) lifeline?.destroy();
    });
    this.#hear(this.#control, events);
    this.#awaitEnd(this.#child, this.#control, events);
  }

  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  send(order: ZygoteOrder): void {
    if (this.#control?.writable) this.#control.write(`${JSON.stringify(order)}\n`);
  }

  kill(): void {
    this.#child?.kill('SIGKILL');
  }

  #hear(control: Socket, events: ZygoteEvents): void {
    let complained = false;
    control.on('error', () => {});
    readBoundedLines(control, LONGEST_FACT, (line) => {
      const fact = line === null ? null : parseZygoteFact(line);
      if (fact !== null) events.fact(fact);
      else if (!complained) events.nonsense();
      complained ||= fact === null;
    });
  }

  #awaitEnd(child: ChildProcess, control: Socket, events: ZygoteEvents): void {
    let timer: NodeJS.Timeout | null = null;
    // The application has closed it, or has put another program in the place of the process.
    control.on('close', () => {
      timer = setTimeout(() => this.kill(), DEAF_MS);
    });
    child.on('exit', (code, name) => {
      if (timer !== null) clearTimeout(timer);
      // Its last messages are still read.
      setTimeout(() => control.destroy(), DEAF_MS).unref();
      events.exited({ code, signal: name === null ? null : constants.signals[name], problem: null });
    });
  }
}

/** @returns null when it cannot be started; `onProblem` gets the reason */
function start(how: ZygoteSpawn, onProblem: (problem: string) => void): ChildProcess | null {
  try {
    const output = how.logDescriptor ?? 'pipe';
    const child = spawn(how.python, [PYTHON_FOLDER], {
      cwd: how.directory ?? undefined,
      env: how.environment,
      // 3: orders and facts; 4: the lifeline, which closes when this process ends.
      stdio: ['ignore', output, output, 'pipe', 'pipe', how.lockDescriptor, ...how.furtherDescriptors],
      // A session of its own: ^C in the terminal is the master's business.
      detached: true,
    });
    child.on('error', (error: NodeJS.ErrnoException) => {
      if (child.pid === undefined) onProblem(error.code === 'ENOENT' ? missingFor(how) : error.message);
    });
    return child.pid === undefined ? null : child;
  } catch (error) {
    onProblem(error instanceof Error ? error.message : String(error));
    return null;
  }
}

/** The same error for a program and for a folder that is not there. */
function missingFor({ directory }: ZygoteSpawn): string {
  const missing = 'No such file or directory';
  return directory === null || existsSync(directory) ? missing : `chdir(): ${missing} [${directory}]`;
}

/** Python stays where it is in the package: the compiler does not copy it. */
export const PYTHON_FOLDER = join(PACKAGE_ROOT, 'src', 'server', 'python', 'tsgi_worker');

function socketAt(child: ChildProcess | null, index: number): Socket | null {
  return (child?.stdio[index] as Socket | undefined) ?? null;
}
