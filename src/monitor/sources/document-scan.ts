/**
 * Follows one document, byte by byte from its opening brace, to where it ends, without understanding it. Indented ones
 * end with a brace at the beginning of a line. Others end where their braces balance, if what follows cannot belong to
 * them: uWSGI does not escape every quote, and then braces in a name count. A document that was cut off ends where
 * another begins.
 */
type ScanResult =
  | { readonly kind: 'more' }
  /** The document ends with this byte. */
  | { readonly kind: 'ends' }
  /** It ended so many bytes before this one is over: another document, or something else, begins there. */
  | { readonly kind: 'ended-before'; readonly bytes: number };

export class DocumentScan {
  readonly #firstKey = new KeyWatch();
  readonly #nextKey = new KeyWatch();
  /** null: not known before the first line has more than a brace. */
  #linewise: boolean | null = null;
  #depth = 0;
  #inString = false;
  #escaped = false;
  #isBalanced = false;
  #trusted = true;
  #line = 1;
  #atLineStart = false;
  #lineIsBlank = false;
  #last = 0;
  #taken = 0;
  /** Bytes since the braces balanced. */
  #blanks = 0;

  /** The first byte is the opening brace. */
  take(byte: number): ScanResult {
    if (this.#isBalanced) {
      const result = this.#afterBalance(byte);
      if (result !== null) return result;
    }
    if (this.#beginsNext(byte)) return { kind: 'ended-before', bytes: 1 };
    const back = this.#keyAgain(byte);
    if (back > 0) return { kind: 'ended-before', bytes: back };
    const ends = this.#endsWith(byte);
    this.#note(byte);
    return ends ? { kind: 'ends' } : MORE;
  }

  /** Null: it goes on as if nothing had been. */
  #afterBalance(byte: number): ScanResult | null {
    if (byte === LINE_FEED) return { kind: 'ends' };
    if (byte <= SPACE) {
      this.#blanks += 1;
      return null;
    }
    if (!isBeginning(byte)) {
      this.#isBalanced = false;
      this.#trusted = false;
      return null;
    }
    return { kind: 'ended-before', bytes: this.#blanks + 1 };
  }

  /** A brace at the very beginning of a line, after a document or after a line that was cut off. */
  #beginsNext(byte: number): boolean {
    if (byte !== OPEN_BRACE || !this.#atLineStart) return false;
    if (this.#linewise === true || this.#last === CLOSE_BRACE) return true;
    return this.#line === 2 && this.#last !== OPEN_BRACE && this.#last !== OPEN_BRACKET;
  }

  /** Distance back to a brace that another first key follows; 0: none. Lines of recordings contain a document. */
  #keyAgain(byte: number): number {
    if (this.#firstKey.name === null) this.#firstKey.take(byte);
    const back = this.#nextKey.take(byte);
    if (back === 0 || this.#taken < back) return 0;
    const first = this.#firstKey.name ?? '';
    const next = this.#nextKey.name ?? '';
    if (!BEGINNINGS.has(first) || !BEGINNINGS.has(next)) return 0;
    return next === DOCUMENT_KEY && first !== DOCUMENT_KEY ? 0 : back;
  }

  #endsWith(byte: number): boolean {
    if (this.#linewise === true) return byte === CLOSE_BRACE && this.#atLineStart;
    if (byte !== LINE_FEED || this.#last !== CLOSE_BRACE) return false;
    return this.#lineIsBlank || this.#line === 1;
  }

  #note(byte: number): void {
    this.#taken += 1;
    this.#noteStructure(byte);
    this.#atLineStart = byte === LINE_FEED;
    if (byte === LINE_FEED) {
      this.#linewise ??= this.#last === OPEN_BRACE;
      this.#lineIsBlank = true;
      this.#line += 1;
    } else if (byte > SPACE) {
      if (this.#last !== 0) this.#linewise ??= false;
      this.#lineIsBlank = false;
      this.#last = byte;
    }
  }

  #noteStructure(byte: number): void {
    if (this.#inString) {
      if (this.#escaped) this.#escaped = false;
      else if (byte === BACKSLASH) this.#escaped = true;
      else if (byte === QUOTE) this.#inString = false;
    } else if (byte === QUOTE) {
      this.#inString = true;
    } else if (byte === OPEN_BRACE) {
      this.#depth += 1;
    } else if (byte === CLOSE_BRACE) {
      this.#depth -= 1;
      if (this.#depth === 0 && this.#trusted && this.#linewise !== true) {
        this.#isBalanced = true;
        this.#blanks = 0;
      }
    }
  }
}

/** Looks for a brace, a key of letters and a colon. */
class KeyWatch {
  /** Of the last one that was found. */
  name: string | null = null;
  #state: 'none' | 'brace' | 'key' | 'colon' = 'none';
  #key = '';
  #length = 0;

  /** Distance back to the brace whose key this byte completes, this byte included; 0: it completes none. */
  take(byte: number): number {
    if (byte === OPEN_BRACE) {
      this.#state = 'brace';
      this.#key = '';
      this.#length = 1;
      return 0;
    }
    if (this.#state === 'none') return 0;
    this.#length += 1;
    if (this.#state === 'key') this.#takeKey(byte);
    else if (byte > SPACE) return this.#takeMark(byte);
    if (this.#length > LONGEST_BEGINNING) this.#state = 'none';
    return 0;
  }

  #takeKey(byte: number): void {
    if (byte === QUOTE) this.#state = 'colon';
    else if (byte === BACKSLASH || byte <= SPACE) this.#state = 'none';
    else this.#key += String.fromCharCode(byte);
  }

  #takeMark(byte: number): number {
    const wanted = this.#state === 'brace' ? QUOTE : COLON;
    if (byte !== wanted) {
      this.#state = 'none';
    } else if (this.#state === 'brace') {
      this.#state = 'key';
    } else {
      this.#state = 'none';
      this.name = this.#key;
      return this.#length;
    }
    return 0;
  }
}

const MORE: ScanResult = { kind: 'more' };
/** First keys that documents and lines of recordings have and nothing within them. */
const BEGINNINGS: ReadonlySet<string> = new Set(['version', 'ts', 'took_ms', 'schema']);
const DOCUMENT_KEY = 'version';
const LONGEST_BEGINNING = 64;
const LINE_FEED = 0x0a;
const SPACE = 0x20;
const QUOTE = 0x22;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
/** First bytes of another document, an HTTP head, a date, a web page, or the frame around a date. */
const BEGINNING_BYTES: ReadonlySet<number> = new Set([OPEN_BRACE, 0xef, ...Buffer.from('<=#-*[')]);

function isBeginning(byte: number): boolean {
  return BEGINNING_BYTES.has(byte) || (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x5a);
}
