/**
 * Cuts a file or stream into samples without understanding them: lines of a recording, minified and indented documents
 * (`document-scan.ts`), with or without line ends between them, each with the HTTP head that stands before it. Other
 * text between documents is kept beside the next one, for the date that it may hold: it can be the log of uWSGI, whose
 * stats pusher may share its file, or what a loop of a shell printed. What is neither, a web page or an HTTP head that
 * tells of an error, is a sample that cannot be read: nothing that was an answer is lost.
 */
import { ChunkedBody } from '../../protocol/chunked-body.js';
import { timeOfLine } from './date-line.js';
import { DocumentScan } from './document-scan.js';

export interface SplitSample {
  readonly bytes: Buffer;
  /** Text in front of it, at most the last 16 KiB. */
  readonly before: string;
}

export class SampleSplitter {
  /** The pending bytes are from `#start` to `#end`; `#at` is the next one to look at. */
  #held = Buffer.alloc(FIRST_SIZE);
  #start = 0;
  #at = 0;
  #end = 0;
  /** Where the line begins that `#at` is in. */
  #lineStart = 0;
  /** null: between documents. */
  #inside: DocumentScan | ChunkedScan | null = null;
  /** Of the text before the document that `#inside` follows, what its HTTP head is not part of. */
  #before = '';
  #hasEmitted = false;
  /** Bytes of text between documents that are held no more. */
  #dropped = 0;

  /** Size of the incomplete sample. */
  get pendingBytes(): number {
    return this.#dropped + this.#end - this.#start;
  }

  /** The samples that this piece completes. */
  push(piece: Uint8Array): SplitSample[] {
    this.#hold(piece);
    const samples: SplitSample[] = [];
    while (this.#at < this.#end) {
      const byte = this.#held[this.#at] ?? 0;
      samples.push(...(this.#inside === null ? this.#between(byte) : this.#within(this.#inside, byte)));
    }
    if (this.#inside === null) this.#forget();
    return samples;
  }

  /** The last sample when the stream has ended, or none; everything if there was no sample at all. */
  end(): SplitSample[] {
    const left = Buffer.from(this.#held.subarray(this.#start, this.#end));
    if (this.#inside !== null) return [{ bytes: left, before: this.#before }];
    const answers = this.#answersIn(left.toString('latin1'));
    return answers.length > 0 || this.#hasEmitted ? answers : [{ bytes: left, before: '' }];
  }

  #between(byte: number): SplitSample[] {
    const line = byte === OPEN_BRACE || byte === LINE_FEED ? this.#text(this.#lineStart) : '';
    this.#at += 1;
    if (byte === LINE_FEED) {
      const chunked = CHUNKED_SIZE.test(line) ? chunkedHead(this.#text(this.#start)) : null;
      if (chunked !== null) return this.#begin(new ChunkedScan(), chunked, this.#lineStart);
      this.#lineStart = this.#at;
    }
    if (byte !== OPEN_BRACE || !this.#canBeginAfter(line)) return [];
    const scan = new DocumentScan();
    scan.take(byte);
    return this.#begin(scan, httpHead(this.#text(this.#start, this.#at - 1)), this.#at - 1);
  }

  /** Nothing stands before it in its line, a date or a web page; an indented brace is part of a document whose beginning is lost. */
  #canBeginAfter(line: string): boolean {
    const text = line.replace(BYTE_ORDER_MARK, '');
    if (text === '' || PAGE_END.test(text) || timeOfLine(text) !== null) return true;
    return text.trim() === '' && this.#text(this.#start, this.#at - 1).trim() === '';
  }

  /** `head`: how many bytes before `documentAt` are the document's HTTP head. */
  #begin(scan: DocumentScan | ChunkedScan, head: number, documentAt: number): SplitSample[] {
    const text = this.#text(this.#start, documentAt);
    const answers = this.#answersIn(text.slice(0, text.length - head));
    this.#inside = scan;
    this.#before = text.slice(-MAX_BEFORE);
    this.#start = documentAt - head;
    this.#dropped = 0;
    if (scan instanceof ChunkedScan) this.#at = documentAt;
    return answers;
  }

  #within(scan: DocumentScan | ChunkedScan, byte: number): SplitSample[] {
    const result = scan.take(byte);
    this.#at += 1;
    if (result.kind === 'more') return [];
    if (result.kind === 'ended-before') this.#at -= result.bytes;
    const bytes = Buffer.from(this.#held.subarray(this.#start, this.#at));
    this.#inside = null;
    this.#start = this.#at;
    this.#lineStart = this.#at;
    this.#hasEmitted = true;
    return [{ bytes, before: this.#before }];
  }

  /** Answers without a document, in text between documents. */
  #answersIn(text: string): SplitSample[] {
    const answers = text.split(/^(?=HTTP\/\d)/m).flatMap((part) => {
      const from = ANSWER.exec(part)?.index;
      return from === undefined
        ? []
        : [{ bytes: Buffer.from(part.slice(from), 'latin1'), before: part.slice(0, from) }];
    });
    if (answers.length > 0) this.#hasEmitted = true;
    return answers;
  }

  #text(from: number, to = this.#at): string {
    return this.#held.toString('latin1', from, to);
  }

  /** Of long text between documents only the end may be of use; if there is nothing else, the beginning says what it is. */
  #forget(): void {
    const surplus = this.#end - this.#start - KEPT_TEXT;
    if (surplus <= KEPT_TEXT || !this.#hasEmitted) return;
    this.#dropped += surplus;
    this.#start += surplus;
    this.#lineStart = Math.max(this.#lineStart, this.#start);
  }

  #hold(piece: Uint8Array): void {
    const needed = this.#end - this.#start + piece.length;
    if (this.#end + piece.length > this.#held.length) {
      const held =
        needed * 2 > this.#held.length ? Buffer.allocUnsafe(Math.max(FIRST_SIZE, needed * 2)) : this.#held;
      this.#held.copy(held, 0, this.#start, this.#end);
      this.#held = held;
      this.#at -= this.#start;
      this.#lineStart -= this.#start;
      this.#end -= this.#start;
      this.#start = 0;
    }
    this.#held.set(piece, this.#end);
    this.#end += piece.length;
  }
}

/** Follows a body that comes in chunks. */
class ChunkedScan {
  readonly #body = new ChunkedBody();

  take(byte: number): { readonly kind: 'more' | 'ends' } {
    this.#body.push(Uint8Array.of(byte));
    return { kind: this.#body.ended ? 'ends' : 'more' };
  }
}

const FIRST_SIZE = 64 * 1024;
const KEPT_TEXT = 64 * 1024;
const MAX_BEFORE = 16 * 1024;
const LINE_FEED = 0x0a;
const OPEN_BRACE = 0x7b;
const CHUNKED_SIZE = /^[\da-f]{1,12}(?:;.*)?\r?$/i;
/** The status line of an answer without stats, and the beginning of a web page. */
const ANSWER = /^HTTP\/\d(?:\.\d)? +(?!2\d\d\b)\d{3}|^\s*<(?:!doctype|html|\?xml)\b/im;

const PAGE_END = /<\/html>\s*$/i;
/** As it looks byte by byte. */
const BYTE_ORDER_MARK = /\u00EF\u00BB\u00BF/g;

/** Length of the HTTP head at the end of the text; 0: there is none. */
function httpHead(text: string): number {
  const from = text.lastIndexOf('HTTP/');
  const isHead = from >= 0 && (from === 0 || text[from - 1] === '\n' || text[from - 1] === '}');
  return isHead && HEAD.test(text.slice(from)) ? text.length - from : 0;
}

const HEAD = /^HTTP\/\d(?:\.\d)? +\d{3}[^\n]*\n(?:[^\n]*\S[^\n]*\n)*\s*$/;

/** The length of the head that the text's last line follows, if that says that its body comes in chunks; else null. */
function chunkedHead(text: string): number | null {
  const head = text.slice(0, text.lastIndexOf('\n', text.length - 2) + 1);
  const length = httpHead(head);
  return length > 0 && /^transfer-encoding:.*chunked/im.test(head.slice(-length)) ? length : null;
}
