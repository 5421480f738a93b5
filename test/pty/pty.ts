// Drives a program through a real pseudo terminal, as a person at an xterm would: types, resizes, reads the screen.
// The pseudo terminal itself is held by pty-host.py, because Node has none without a native module.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { TestContext } from 'node:test';
import { projectRoot } from '../fixtures.js';
import { peers, requirePeer } from '../peers/peers.js';
import { PATIENCE_MS } from '../wait-for.js';
import { Screen } from './screen.js';
import { WholeFrames } from './whole-frames.js';

export interface PtyRequest {
  readonly command: readonly string[];
  readonly columns?: number;
  readonly rows?: number;
  readonly cwd?: string;
  /** On top of this process's environment; undefined removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** End of a program: its exit code, or the signal that ended it, negative. */
export interface PtyEnd {
  readonly code: number;
  readonly atMs: number;
}

/** Starts the program; it is hung up when the test is over. Null: python3 is not here, the test is skipped. */
export function openPty(t: TestContext, request: PtyRequest): Pty | null {
  if (requirePeer(t, 'python3') === null) return null;
  const pty = new Pty(request);
  t.after(() => pty.close());
  return pty;
}

export class Pty {
  readonly screen: Screen;
  /** Everything that the program has written. */
  readonly bytes: Buffer[] = [];
  readonly started: Promise<{ readonly pid: number; readonly atMs: number }>;
  readonly ended: Promise<PtyEnd>;
  readonly #host: ChildProcess;
  readonly #input: Writable;
  readonly #orders: Writable;
  readonly #frames = new WholeFrames();
  readonly #watchers = new Set<() => void>();
  #end: PtyEnd | null = null;

  constructor(request: PtyRequest) {
    const { columns = 80, rows = 24 } = request;
    this.screen = new Screen(columns, rows);
    const script = join(projectRoot, 'test', 'pty', 'pty-host.py');
    const env = { ...process.env, TERM: 'xterm-256color', COLORTERM: undefined, ...request.env };
    this.#host = spawn(
      peers.python3.find() ?? 'python3',
      [script, String(columns), String(rows), ...request.command],
      { cwd: request.cwd ?? projectRoot, env, stdio: ['pipe', 'pipe', 'inherit', 'pipe', 'pipe'] },
    );
    // With the stdio above these are pipes; the types cannot know.
    const [input, output, , orders, events] = this.#host.stdio as unknown as [
      Writable,
      Readable,
      null,
      Writable,
      Readable,
    ];
    this.#input = input;
    this.#orders = orders;
    for (const stream of [input, orders]) stream.on('error', () => {});
    output.on('data', (bytes: Buffer) => this.#take(bytes));
    this.screen.onReply((text) => this.send(text));
    const told = createInterface({ input: events });
    this.started = waitForEvent(told, 'started').then(({ number, atMs }) => ({ pid: number, atMs }));
    this.ended = waitForEvent(told, 'ended').then(({ number, atMs }) => this.#finish(number, atMs));
    this.ended.catch(() => {});
  }

  send(text: string): void {
    this.#input.write(text);
  }

  resize(columns: number, rows: number): void {
    this.screen.resize(columns, rows);
    this.#orders.write(`resize ${columns} ${rows}\n`);
  }

  signal(name: NodeJS.Signals): void {
    this.#orders.write(`signal ${constants.signals[name]}\n`);
  }

  /**
   * Waits until the screen is as wished, asking again after each of the program's writes. The failure shows the
   * screen as it was.
   */
  waitFor(wish: string | RegExp | ((screen: Screen) => boolean), timeoutMs = PATIENCE_MS): Promise<void> {
    const isFulfilled = () => holds(wish, this.screen);
    return new Promise((resolve, reject) => {
      const finish = (error: Error | null) => {
        clearTimeout(timer);
        this.#watchers.delete(look);
        if (error === null) resolve();
        else reject(error);
      };
      const look = () => {
        if (isFulfilled()) finish(null);
        else if (this.#end !== null)
          finish(this.#disappointment(wish, `the program ended with ${this.#end.code}`));
      };
      const timer = setTimeout(() => finish(this.#disappointment(wish, `${timeoutMs} ms passed`)), timeoutMs);
      this.#watchers.add(look);
      look();
    });
  }

  /** Hangs up; resolves when the program has gone. */
  async close(): Promise<void> {
    this.#input.end();
    if (this.#host.exitCode !== null || this.#host.signalCode !== null) return;
    const kill = setTimeout(() => this.#host.kill('SIGKILL'), PATIENCE_MS);
    await once(this.#host, 'exit');
    clearTimeout(kill);
  }

  async #take(bytes: Buffer): Promise<void> {
    this.bytes.push(bytes);
    await this.screen.write(this.#frames.take(bytes));
    for (const look of this.#watchers) look();
  }

  /** The screen must have seen the last bytes before anybody is told of the end. */
  async #finish(code: number, atMs: number): Promise<PtyEnd> {
    await once(this.#host, 'close');
    await this.screen.write(this.#frames.rest());
    this.#end = { code, atMs };
    for (const look of this.#watchers) look();
    return this.#end;
  }

  #disappointment(wish: unknown, why: string): Error {
    return new Error(`Waited in vain for ${wish}: ${why}. The screen:\n${this.screen.text().trimEnd()}`);
  }
}

function holds(wish: string | RegExp | ((screen: Screen) => boolean), screen: Screen): boolean {
  if (typeof wish === 'function') return wish(screen);
  return typeof wish === 'string' ? screen.text().includes(wish) : wish.test(screen.text());
}

function waitForEvent(
  lines: ReturnType<typeof createInterface>,
  wanted: string,
): Promise<{ readonly number: number; readonly atMs: number }> {
  return new Promise((resolve, reject) => {
    lines.on('line', (line) => {
      const [name, number, seconds] = line.split(' ');
      if (name === wanted) resolve({ number: Number(number), atMs: Number(seconds) * 1000 });
    });
    lines.on('close', () => reject(new Error(`The program's host went away before "${wanted}"`)));
  });
}
