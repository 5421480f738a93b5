/** The body of one request on its way in: gathered before a core is asked for, or on demand. */
import type { RequestBody } from '../../exchange/exchange.js';
import { BodyCollector } from '../bodies/body-collector.js';
import { ChunkReader } from './chunk-reader.js';
import { DemandBody } from './demand-body.js';
import { BodyRefused } from './refusal.js';
import type { BodyFacts } from './request-head.js';

/** The connection that it comes over. */
interface BodyOwner {
  /** Memory limit, bytes. */
  readonly memoryBytes: number;
  /** Largest body, bytes; null: no limit. */
  readonly limitPost: number | null;
  /** Some of it has come. */
  touched(): void;
  /** No more should be read for now. */
  hold(): void;
  resume(): void;
  /** Send `100 Continue`. */
  invite(): void;
  refuse(status: number, reason?: string): void;
  cannotKeep(error: Error): void;
  /** The application may be called. @param gatheredLength of a body that came in chunks */
  ready(body: RequestBody, gatheredLength: number | null): void;
}

interface Sink {
  /** The application waits for more. */
  readonly isWanted: boolean;
  /** Nothing has come yet. */
  begin(): void;
  push(data: Buffer): void;
  end(): void;
  refused(status: number, reason: string): void;
  abort(reason: string): void;
}

export class IncomingBody {
  readonly #sink: Sink;
  readonly #chunks: ChunkReader | null;
  #left: number;
  #isOver = false;
  #isWhole = false;

  /** @param onDemand the client sends it when it is asked to */
  constructor(facts: BodyFacts, onDemand: boolean, owner: BodyOwner) {
    this.#sink = onDemand ? demandSink(owner) : collectingSink(facts, owner);
    this.#left = facts.contentLength ?? 0;
    this.#chunks = facts.isChunked ? new ChunkReader((data) => this.#give(data)) : null;
  }

  /** All of it has come. */
  get isWhole(): boolean {
    return this.#isWhole;
  }

  get isWanted(): boolean {
    return this.#sink.isWanted && !this.#isOver;
  }

  /** To be called once, before anything is pushed. */
  begin(): void {
    this.#sink.begin();
  }

  /** @returns the bytes after the body, once that is whole; null before */
  push(bytes: Buffer): Buffer | null {
    if (this.#isOver) return null;
    const rest = this.#chunks === null ? this.#pushPlain(bytes) : this.#pushChunks(this.#chunks, bytes);
    if (rest === null || this.#isOver) return null;
    this.#isOver = true;
    this.#isWhole = true;
    this.#sink.end();
    return rest;
  }

  /** The rest will not come, or is not wanted. @param reason for an application that reads it */
  abort(reason: string): void {
    this.#isOver = true;
    this.#sink.abort(reason);
  }

  #pushPlain(bytes: Buffer): Buffer | null {
    const data = bytes.subarray(0, this.#left);
    this.#left -= data.length;
    this.#give(data);
    return this.#left === 0 ? bytes.subarray(data.length) : null;
  }

  #pushChunks(chunks: ChunkReader, bytes: Buffer): Buffer | null {
    try {
      const end = chunks.push(bytes, 0);
      return chunks.isDone ? bytes.subarray(end) : null;
    } catch (error) {
      if (!(error instanceof BodyRefused)) throw error;
      const wasOver = this.#isOver;
      // Whatever follows must not pass for more of it.
      this.#isOver = true;
      if (!wasOver) this.#sink.refused(error.status, error.message);
      return null;
    }
  }

  #give(data: Buffer): void {
    if (!this.#isOver && data.length > 0) this.#sink.push(data);
  }
}

function collectingSink(facts: BodyFacts, owner: BodyOwner): Sink {
  const collector = new BodyCollector({
    memoryBytes: owner.memoryBytes,
    expectedBytes: facts.contentLength,
    onRoom: () => owner.resume(),
    onFailure: (error) => owner.cannotKeep(error),
  });
  return {
    isWanted: false,
    begin() {},
    push(data) {
      owner.touched();
      if (!collector.push(data)) owner.hold();
      if (owner.limitPost !== null && collector.length > owner.limitPost) {
        owner.refuse(413, `the body is larger than ${owner.limitPost} bytes`);
      }
    },
    end: () => collector.finish((body) => owner.ready(body, facts.isChunked ? collector.length : null)),
    refused: (status, reason) => owner.refuse(status, reason),
    abort: () => collector.abort(),
  };
}

function demandSink(owner: BodyOwner): Sink {
  const body = new DemandBody({
    invite: () => owner.invite(),
    resume() {
      owner.touched();
      owner.resume();
    },
  });
  let received = 0;
  return {
    get isWanted() {
      return body.isWanted;
    },
    begin: () => owner.ready({ kind: 'follows', source: body }, null),
    push(data) {
      owner.touched();
      received += data.length;
      // The application runs already; no other place to report it.
      if (owner.limitPost !== null && received > owner.limitPost) body.fail('larger than limit-post');
      else if (!body.push(data)) owner.hold();
    },
    end: () => body.end(),
    refused: (_status, reason) => body.fail(reason),
    abort: (reason) => body.fail(reason),
  };
}
