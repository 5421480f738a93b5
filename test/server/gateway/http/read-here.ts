import { decodeEnviron, withVar } from '../../../../src/server/exchange/environ-text.js';
import type { BodySource, RequestBody } from '../../../../src/server/exchange/exchange.js';
import type { RequestHead } from '../../../../src/server/gateway/http/request-head.js';
import { type ReaderOwner, RequestReader } from '../../../../src/server/gateway/http/request-reader.js';
import { turns } from './memory-wire.js';
import { pushShared } from './push-shared.js';
import { type Reading, type ReadRequest, sortedVars } from './reading.js';

const limits = { head: 65_535, post: null, bodyMemory: 1_048_576 };

/** A connection whose requests are answered as soon as their bodies have been read. */
class Owner implements ReaderOwner {
  readonly limits = limits;
  readonly reader = new RequestReader(this, 'SERVER_NAME\0box\0');
  readonly requests: ReadRequest[] = [];
  refusal: string | null = null;

  touched(): void {}
  hold(): void {}
  resume(): void {}
  invite(): void {}
  cannotKeep(): void {}

  request(head: RequestHead, body: RequestBody, gatheredLength: number | null): void {
    const environ =
      gatheredLength === null
        ? head.environ
        : withVar(head.environ, 'CONTENT_LENGTH', String(gatheredLength));
    const pieces = decodeEnviron(environ);
    const pairs: [string, string][] = [];
    for (let at = 0; at < pieces.length; at += 2) pairs.push([pieces[at] ?? '', pieces[at + 1] ?? '']);
    const vars = sortedVars(pairs);
    if (body.kind === 'whole') this.#answer(head, { vars, body: body.bytes?.toString('latin1') ?? '' });
    else {
      readAll(body.source).then(
        (text) => this.#answer(head, { vars, body: text }),
        () => this.reader.close('the body broke off'),
      );
    }
  }

  refuse(status: number, reason = ''): void {
    this.refusal ??= `${status} ${reason}`;
    this.reader.close('refused');
  }

  #answer({ keepsAlive }: RequestHead, request: ReadRequest): void {
    this.requests.push(request);
    if (keepsAlive) setImmediate(() => this.reader.next());
    else this.reader.close('answered');
  }
}

async function readAll(source: BodySource): Promise<string> {
  let text = '';
  for (;;) {
    const pieces = await source.read(65_536);
    if (pieces.length === 0) return text;
    for (const piece of pieces) text += piece.toString('latin1');
    source.sent();
  }
}

export async function readHere(bytes: Buffer): Promise<Reading> {
  const owner = new Owner();
  pushShared(owner.reader, bytes);
  await turns(4);
  const { refusal, reader, requests } = owner;
  // The client has sent all that it will.
  const isCutShort = refusal === null && (reader.isReading || reader.isBodyUnread);
  reader.close('Client closed connection');
  return { requests, refusal: refusal ?? (isCutShort ? '400 the request is incomplete' : null) };
}
