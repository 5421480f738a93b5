import type { HeaderNames } from './header-names.js';
import { InputBuffer } from './input-buffer.js';
import { type Refusal, refusal } from './refusal.js';
import { parseHead, type RequestHead } from './request-head.js';

const HEAD_END = Buffer.from('\r\n\r\n');
const [carriageReturn, lineFeed] = HEAD_END;
const SHORTEST_HEAD = 8;
/** Lengths of the longest head that may be looked at to refuse an incomplete one at the end of a line. */
const MOST_JUDGEMENTS = 16;

/** Bytes of a head as they come, until it is whole. However small the pieces are, no byte is looked at often. */
export class HeadReader {
  readonly #connection: string;
  readonly #names: HeaderNames;
  readonly #input = new InputBuffer();
  /** Up to here there is no end of a head. */
  #searched = 0;
  /** An incomplete head is checked at the end of each line, and when it reaches this size: each time it has doubled. */
  #judgeAt = 0;
  /** Bytes looked at for that. */
  #judged = 0;

  /** @param connection as for `parseHead` */
  constructor(connection: string, names: HeaderNames) {
    this.#connection = connection;
    this.#names = names;
  }

  get length(): number {
    return this.#input.length;
  }

  /** Memory really used. */
  get heldBytes(): number {
    return this.#input.heldBytes;
  }

  /**
   * @param mostBytes longest head
   * @returns the head, and what came behind it; null when more must come
   */
  push(
    bytes: Buffer,
    mostBytes: number,
  ): { readonly head: RequestHead; readonly rest: Buffer } | Refusal | null {
    this.#input.push(bytes);
    this.#skipEmptyLines();
    const head = this.#input.length === 0 ? null : this.#read(mostBytes);
    if (head === null) {
      this.#input.settle();
      return null;
    }
    const rest = this.#input.takeAll();
    this.clear();
    return 'status' in head ? head : { head, rest };
  }

  clear(): void {
    this.#input.clear();
    this.#searched = 0;
    this.#judgeAt = 0;
    this.#judged = 0;
  }

  #read(mostBytes: number): RequestHead | Refusal | null {
    const { bytes } = this.#input;
    const found = bytes.length < SHORTEST_HEAD ? -1 : bytes.indexOf(HEAD_END, this.#searched);
    const end = found + HEAD_END.length;
    if (found < 0 ? bytes.length > mostBytes : end > mostBytes) return tooLarge(bytes, mostBytes);
    if (found < 0) return this.#judge(bytes, mostBytes);
    this.#input.skip(end);
    return parseHead(bytes.toString('latin1', 0, end), this.#connection, this.#names);
  }

  /** Clients of old sent one behind a body (RFC 9112 §2.2). */
  #skipEmptyLines(): void {
    const { bytes } = this.#input;
    let at = 0;
    while (bytes[at] === carriageReturn && bytes[at + 1] === lineFeed) at += 2;
    if (at === 0) return;
    this.#input.skip(at);
    this.#searched = 0;
  }

  /** Refuses text that cannot become a head before its end, which may never come. */
  #judge(bytes: Buffer, mostBytes: number): Refusal | null {
    const hasLine = bytes.indexOf(lineFeed ?? 0, this.#searched) >= 0;
    this.#searched = Math.max(0, bytes.length - HEAD_END.length + 1);
    const isDue = bytes.length >= this.#judgeAt;
    if (!isDue && !(hasLine && this.#judged < MOST_JUDGEMENTS * mostBytes)) return null;
    if (isDue) this.#judgeAt = bytes.length * 2;
    this.#judged += bytes.length;
    const result = parseHead(bytes.toString('latin1'), this.#connection, this.#names);
    return result !== null && 'status' in result ? result : null;
  }
}

function tooLarge(bytes: Buffer, mostBytes: number): Refusal {
  const line = bytes.toString('latin1', 0, mostBytes).split('\r\n', 1)[0] ?? '';
  if (line.length < mostBytes) return refusal(431, `a head of more than ${mostBytes} bytes`);
  return line.includes(' ')
    ? refusal(414, `a request line of more than ${mostBytes} bytes`)
    : refusal(400, 'malformed request line');
}
