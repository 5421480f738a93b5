import assert from 'node:assert/strict';
import { closeSync } from 'node:fs';
import type { CoreLink } from '../../../../src/server/dispatch/core-link.js';
import { encodeEnviron } from '../../../../src/server/exchange/environ-text.js';
import type {
  AnswerHead,
  BodySource,
  Exchange,
  Failure,
  FilePart,
  Outcome,
  RequestBody,
} from '../../../../src/server/exchange/exchange.js';
import { lettersOf } from './letters.js';

/** The application's answer to a request, decided when it is sent. */
export interface Plan {
  readonly id: number;
  /** Bytes of the request's body, and whether they are fetched on demand. */
  readonly bodyBytes: number;
  readonly follows: boolean;
  readonly listener: number;
}

type Ending = 'whole' | 'end' | 'cut' | Failure;

/** Asked now and then whether the client is too slow for more. */
export interface Client {
  /** A check has failed, wherever that was. */
  failed(error: unknown): void;
  takesMore(exchange: CheckedExchange): boolean;
  ended(exchange: CheckedExchange): void;
  settled(exchange: CheckedExchange, outcome: Outcome): void;
}

/** A client's side of a request: checks everything that the dispatcher does with it. */
export class CheckedExchange implements Exchange {
  readonly id: number;
  readonly request;
  readonly listener: number;
  readonly environ;
  readonly body: RequestBody;
  readonly source: CheckedSource | null;
  core: CoreLink | null = null;
  readyFor: CoreLink | null = null;
  waits = false;
  since = 0;
  attempts = 0;
  gone = false;
  sentBytes = 0;
  readonly isTaken = true;
  ending: Ending | null = null;
  outcome: Outcome | null = null;
  /** Bytes of the body that came, and how many times 16 of them lay in the file. */
  received = 0;
  files = 0;
  hasHead = false;
  isHeld = false;
  readonly #client: Client;

  constructor({ id, bodyBytes, follows, listener }: Plan, client: Client) {
    this.id = id;
    this.listener = listener;
    this.#client = client;
    this.request = { remote: `r${id}`, user: '', method: 'GET', uri: `/${id}`, protocol: 'HTTP/1.1' };
    this.environ = encodeEnviron([
      ['ID', String(id)],
      ['BODY', String(bodyBytes)],
      ...(id % 7 === 0 ? ([['NUL', 'a\0b']] as const) : []),
    ]);
    this.source = follows ? new CheckedSource(id, bodyBytes) : null;
    this.body =
      this.source === null
        ? { kind: 'whole', bytes: bodyBytes === 0 ? null : lettersOf(id).subarray(0, bodyBytes) }
        : { kind: 'follows', source: this.source };
  }

  answerHead(head: AnswerHead): void {
    this.#check(() => {
      this.#open();
      assert.ok(!this.hasHead, 'one head');
      assert.equal(head.status, `200 R${this.id}`, 'the head of another request');
    });
    this.hasHead = true;
  }

  answerData(data: Buffer): boolean {
    this.#check(() => {
      this.#open();
      assert.ok(this.hasHead, 'data behind the head');
      const expected = lettersOf(this.id).subarray(this.received, this.received + data.length);
      assert.ok(expected.equals(data), `request ${this.id} got foreign bytes at ${this.received}`);
    });
    this.received += data.length;
    this.sentBytes += data.length;
    return this.#mayGoOn();
  }

  answerFile({ descriptor, offset, length }: FilePart): boolean {
    closeSync(descriptor);
    this.#check(() => {
      this.#open();
      assert.ok(this.hasHead, 'a file behind the head');
      assert.equal(offset, this.id, 'the file of another request');
      assert.equal(length, this.files + 1, 'files in order');
    });
    this.files += 1;
    return this.#mayGoOn();
  }

  answerWhole(head: AnswerHead, data: Buffer): void {
    this.answerHead(head);
    this.answerData(data);
    this.#end('whole');
  }

  answerEnd(): void {
    this.#check(() => assert.ok(this.hasHead, 'an end behind the head'));
    this.#end('end');
  }

  answerCut(): void {
    this.#check(() => assert.ok(this.hasHead, 'a cut behind the head'));
    this.#end('cut');
  }

  answerFailure(failure: Failure): void {
    this.#end(failure);
  }

  settled(outcome: Outcome): void {
    this.#check(() => {
      assert.equal(this.outcome, null, `request ${this.id} is settled once`);
      assert.ok(this.ending !== null || this.gone, `request ${this.id} is settled after its end`);
      this.outcome = outcome;
      this.#client.settled(this, outcome);
    });
  }

  #mayGoOn(): boolean {
    const more = this.#client.takesMore(this);
    if (!more) this.isHeld = true;
    return more;
  }

  #open(): void {
    assert.equal(this.ending, null, `request ${this.id} has ended`);
    assert.ok(!this.gone, `the client of request ${this.id} is gone`);
    assert.equal(this.outcome, null, `request ${this.id} is settled`);
  }

  #end(ending: Ending): void {
    this.#check(() => {
      this.#open();
      this.ending = ending;
      this.#client.ended(this);
    });
  }

  #check(checks: () => void): void {
    try {
      checks();
    } catch (error) {
      this.#client.failed(error);
    }
  }
}

/** A body that is read on demand; the world decides when each piece comes. */
export class CheckedSource implements BodySource {
  readonly #id: number;
  #left: number;
  #at = 0;
  #waiting: {
    max: number;
    resolve: (pieces: readonly Buffer[]) => void;
    reject: (error: Error) => void;
  } | null = null;
  #failed = false;
  #lent: Buffer[] = [];
  released = false;

  constructor(id: number, bytes: number) {
    this.#id = id;
    this.#left = bytes;
  }

  read(max: number): Promise<readonly Buffer[]> {
    assert.equal(this.#waiting, null, 'one read at a time');
    assert.ok(!this.released, `the body of ${this.#id} is read after its release`);
    if (this.#failed) return Promise.reject(new Error('the client left'));
    return new Promise((resolve, reject) => {
      this.#waiting = { max, resolve, reject };
    });
  }

  /** Others use the memory from now on. */
  sent(): void {
    for (const piece of this.#lent) piece.fill('!');
    this.#lent = [];
  }

  release(): void {
    this.released = true;
  }

  get isWaiting(): boolean {
    return this.#waiting !== null;
  }

  /** Some more of it arrives. */
  supply(most: number): void {
    const waiting = this.#waiting;
    if (waiting === null) return;
    this.#waiting = null;
    const count = Math.min(most, waiting.max, this.#left);
    const piece = Buffer.from(lettersOf(this.#id).subarray(this.#at, this.#at + count));
    this.#at += count;
    this.#left -= count;
    this.#lent.push(piece);
    const half = count >> 1;
    waiting.resolve(count === 0 ? [] : [piece.subarray(0, half), piece.subarray(half)]);
  }

  /** The client will send no more. */
  fail(): void {
    this.#failed = true;
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.reject(new Error('the client left'));
  }
}
