// The sentences of `tstop` about a server while it is watched, as a script would read them.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import type { TestContext } from 'node:test';
import type { WorkersDocument } from '../../src/stats/schema.js';
import { tstopPath } from '../end-to-end/run-tstop.js';
import { waitFor } from '../wait-for.js';
import type { DrillServer } from './drill-server.js';
import { afterglow, recordDrill } from './record.js';

/** As much of a snapshot as the drills look at. */
export interface Statement {
  readonly time: string;
  readonly verdict: {
    readonly state: string;
    readonly level: 'ok' | 'warn' | 'critical' | 'unknown';
    readonly text: string;
  };
  readonly events: readonly EventLike[];
  readonly workers: readonly { readonly slot: number; readonly state: string }[];
}

export interface EventLike {
  readonly kind: string;
  readonly level: string;
  readonly count: number;
  readonly worker: number | null;
  readonly ongoing: boolean;
  readonly duration_seconds: number | null;
  readonly text: string;
  readonly uri: string | null;
}

/** So long after the stats show it, `tstop` must have said it, by the times of its readings. */
const WITHIN_MS = 5000;
/** Of the time between two readings: a busy machine may keep tstop from reading at all. */
const LONGEST_GAP_MS = 1000;
/** The machine may be slow to tell us what was said in time. */
const PATIENCE_MS = 60_000;
const INTERVAL = '500ms';

export function watchServer(t: TestContext, server: DrillServer, interval = INTERVAL): Watch {
  recordDrill(t, server);
  return new Watch(t, server, interval);
}

export class Watch {
  readonly #server: DrillServer;
  readonly #statements: Statement[] = [];
  readonly #errors: { readonly timeMs: number; readonly text: string }[] = [];
  #rest = '';

  constructor(t: TestContext, server: DrillServer, interval: string) {
    this.#server = server;
    const args = [tstopPath, server.stats, '-b', '--instant', '-F', 'ndjson', '-d', interval];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.setEncoding('utf8').on('data', (text: string) => this.#take(text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#errors.push({ timeMs: Date.now(), text });
    });
    t.after(() => child.kill('SIGKILL'));
  }

  get statements(): readonly Statement[] {
    return this.#statements;
  }

  get last(): Statement | null {
    return this.#statements.at(-1) ?? null;
  }

  /** Resolves once so many statements have come. */
  async heard(count: number): Promise<void> {
    await waitFor(`${count} statements`, () => this.#statements.length >= count, 60_000);
  }

  /** Looks at the raw stats until they show it, and tells when. */
  async shows(what: string, isThere: (document: WorkersDocument) => boolean): Promise<number> {
    await waitFor(`the stats to show ${what}`, async () => {
      const document = await this.#server.document();
      return document !== null && isThere(document);
    });
    return Date.now();
  }

  /** The raw stats of now. */
  current(): Promise<WorkersDocument> {
    return waitFor('the stats', () => this.#server.document());
  }

  /** The first statement that says it; fails when it comes later than 5 s after `visibleMs`. */
  async says(
    visibleMs: number,
    what: string,
    isSaid: (statement: Statement) => boolean,
    withinMs = WITHIN_MS,
  ): Promise<Statement> {
    const find = () => this.#statements.find(isSaid) ?? null;
    const deadlineMs = withinMs + PATIENCE_MS;
    const said = await waitFor(what, find, deadlineMs).catch((error: Error) => {
      throw new Error(`${error.message}; tstop said:\n${this.story()}`);
    });
    await afterglow();
    const lateMs = watchedMs(this.#statements, visibleMs, said);
    assert.ok(lateMs <= withinMs, `"${what}" came ${lateMs} ms after it was visible:\n${this.story()}`);
    return said;
  }

  /** The verdict as `STATE text`. */
  saysVerdict(visibleMs: number, pattern: RegExp, withinMs = WITHIN_MS): Promise<Statement> {
    const isSaid = (statement: Statement) => pattern.test(sentence(statement));
    return this.says(visibleMs, `the verdict ${pattern}`, isSaid, withinMs);
  }

  /** The complaint on standard error. */
  async complains(sinceMs: number, pattern: RegExp): Promise<void> {
    const isLate = ({ timeMs, text }: { readonly timeMs: number; readonly text: string }) =>
      timeMs >= sinceMs && pattern.test(text);
    const find = () => this.#errors.find(isLate) ?? null;
    await waitFor(`the complaint ${pattern}`, find, PATIENCE_MS);
  }

  /** Nothing above ok, no event above info, from the first statement on. uWSGI's stats are away while it reloads. */
  assertCalm({ reloading = false } = {}): void {
    // A busy machine may keep a master from answering, and then tstop is right to say so.
    const isAlarm = ({ level, kind }: EventLike) => level !== 'info' && kind !== 'stats-slow';
    const loud = this.#statements.filter(
      ({ verdict, events }) => verdict.level !== 'ok' || events.some(isAlarm),
    );
    assert.equal(loud.length, 0, `${loud.length} statements alarm:\n${this.story()}`);
    const unasked = this.#errors.filter(({ text }) => !(reloading && text.includes('connection refused')));
    assert.deepEqual(unasked, []);
  }

  /** Every verdict that differs from the one before, and the events at the end. */
  story(): string {
    const sentences = this.#statements.map(
      (statement) => `${statement.time} ${statement.verdict.level} ${sentence(statement)}`,
    );
    const changes = sentences.filter(
      (line, index) => line.slice(24) !== (sentences[index - 1] ?? '').slice(24),
    );
    const events = (this.last?.events ?? []).map((event) => `event ${JSON.stringify(event)}`);
    const errors = this.#errors.map(({ text }) => `stderr ${text.trim()}`);
    return [...changes, ...events, ...errors].join('\n');
  }

  #take(text: string): void {
    const lines = `${this.#rest}${text}`.split('\n');
    this.#rest = lines.pop() ?? '';
    // Only what the program itself prints comes here.
    for (const line of lines) this.#statements.push(JSON.parse(line) as Statement);
  }
}

/** From the moment on until it was said, as far as tstop had readings. */
function watchedMs(statements: readonly Statement[], fromMs: number, said: Statement): number {
  let lastMs = fromMs;
  let total = 0;
  for (const { time } of statements.slice(0, statements.indexOf(said) + 1)) {
    const timeMs = Date.parse(time);
    if (timeMs <= lastMs) continue;
    total += Math.min(timeMs - lastMs, LONGEST_GAP_MS);
    lastMs = timeMs;
  }
  return total;
}

function sentence({ verdict }: Statement): string {
  return `${verdict.state.toUpperCase()} ${verdict.text}`;
}
