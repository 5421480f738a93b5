import { constants } from 'node:os';

/*
 * The process around the terminal: signals, crashes, exit, job control. One place listens, so that there is no need to guess
 * who restores the screen.
 */

/** The part of `process` used here. */
export interface GuardedProcess {
  readonly pid: number;
  on(event: string, listener: (...parameters: unknown[]) => void): unknown;
  off(event: string, listener: (...parameters: unknown[]) => void): unknown;
  kill(pid: number, signal: NodeJS.Signals): unknown;
  exit(code: number): unknown;
}

interface GuardListeners {
  /** Asked to end: restore the terminal, then exit with `exitCode`. */
  ended(exitCode: number): void;
  /** The terminal is gone: restore what can be restored, at once. The guard then dies by the signal. */
  hungUp(): void;
  /** A bug: nothing caught this. */
  crashed(error: unknown): void;
  /** Somebody wants the process to stop; `ProcessGuard.stop` does it. */
  stopAsked(): void;
  /** It runs again, after any kind of stop. */
  continued(): void;
  /** The last moment: nothing asynchronous works any more. */
  exiting(): void;
}

/**
 * All that would end the process without a word, as far as they can be caught: each must find the terminal restored. SIGUSR1
 * is ignored from the start (`main.ts`). Listeners for those that a system lacks are never called.
 */
const ENDING_SIGNALS = [
  'SIGINT',
  'SIGQUIT',
  'SIGTERM',
  'SIGUSR2',
  'SIGALRM',
  'SIGVTALRM',
  'SIGPROF',
  'SIGXCPU',
  'SIGXFSZ',
  'SIGIO',
  'SIGPWR',
  'SIGSTKFLT',
  'SIGSYS',
  'SIGTRAP',
  'SIGABRT',
] as const;

/** A stop that has not happened by then counts as refused. */
const STOP_GRACE_MS = 200;

export class ProcessGuard {
  readonly #process: GuardedProcess;
  readonly #listeners: GuardListeners;
  readonly #table: readonly (readonly [event: string, listener: (...parameters: unknown[]) => void])[];
  #stopTimer: NodeJS.Timeout | undefined;
  #stopping = false;

  constructor(guarded: GuardedProcess, listeners: GuardListeners) {
    this.#process = guarded;
    this.#listeners = listeners;
    this.#table = [
      ...ENDING_SIGNALS.map(
        (signal) => [signal, () => listeners.ended(128 + constants.signals[signal])] as const,
      ),
      ['SIGHUP', () => this.hangUp()],
      ['SIGCONT', () => this.#continue()],
      ['SIGTSTP', this.#stopAsked],
      ['uncaughtException', (error: unknown) => listeners.crashed(error)],
      ['exit', () => listeners.exiting()],
    ];
  }

  start(): void {
    for (const [event, listener] of this.#table) this.#process.on(event, listener);
  }

  close(): void {
    this.#stopping = false;
    clearTimeout(this.#stopTimer);
    for (const [event, listener] of this.#table) this.#process.off(event, listener);
  }

  /**
   * Stops the process and, with `group`, all that the shell started with it. The shell sends SIGCONT when it is
   * brought back; where no shell controls the job the stop is refused by the system, and it goes on at once.
   */
  stop(group: boolean): void {
    this.#process.off('SIGTSTP', this.#stopAsked);
    this.#stopping = true;
    this.#stopTimer = setTimeout(() => setImmediate(this.#continueIfRefused), STOP_GRACE_MS);
    this.#process.kill(group ? 0 : this.#process.pid, 'SIGTSTP');
  }

  /**
   * Dies by SIGHUP. Not by exit(): Node restores the terminal's settings on the way out, and aborts with a core dump
   * when there is no terminal any more.
   */
  hangUp(): void {
    this.#listeners.hungUp();
    this.close();
    this.#process.kill(this.#process.pid, 'SIGHUP');
  }

  #stopAsked = (): void => this.#listeners.stopAsked();

  /** After a real stop the timer is due as well, but by now SIGCONT has been heard. */
  #continueIfRefused = (): void => {
    if (this.#stopping) this.#continue();
  };

  #continue(): void {
    this.#stopping = false;
    clearTimeout(this.#stopTimer);
    this.#process.off('SIGTSTP', this.#stopAsked);
    this.#process.on('SIGTSTP', this.#stopAsked);
    this.#listeners.continued();
  }
}
