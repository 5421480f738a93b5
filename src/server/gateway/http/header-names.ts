/**
 * Header names as clients spell them, and what each means to the server. Looking a name up must be cheap for the usual
 * ones, whatever other clients send: those have a table of their own that never changes, and all others one that is
 * emptied when it has grown too large.
 */

export const HEADER_KINDS = {
  plain: 0,
  /** Never reaches the application. */
  dropped: 1,
  host: 2,
  contentLength: 3,
  transferEncoding: 4,
  connection: 5,
  expect: 6,
} as const;

type HeaderKind = (typeof HEADER_KINDS)[keyof typeof HEADER_KINDS];

interface HeaderName {
  /** In the environ: `HTTP_X_A`. */
  readonly key: string;
  /** The key and the NUL behind it. */
  readonly prefix: string;
  readonly kind: HeaderKind;
  /** Number of the last request that had it: how a repetition is found. */
  seenIn: number;
}

const USUAL_NAMES = [
  ...[
    'Host',
    'User-Agent',
    'Accept',
    'Accept-Encoding',
    'Accept-Language',
    'Accept-Charset',
    'Authorization',
  ],
  ...[
    'Cache-Control',
    'Connection',
    'Content-Encoding',
    'Content-Length',
    'Content-Type',
    'Cookie',
    'DNT',
    'Date',
  ],
  ...[
    'Expect',
    'Forwarded',
    'From',
    'If-Match',
    'If-Modified-Since',
    'If-None-Match',
    'If-Range',
    'Keep-Alive',
  ],
  ...[
    'If-Unmodified-Since',
    'Max-Forwards',
    'Origin',
    'Pragma',
    'Priority',
    'Proxy',
    'Purpose',
    'Range',
    'Referer',
  ],
  ...[
    'Sec-CH-UA',
    'Sec-CH-UA-Mobile',
    'Sec-CH-UA-Platform',
    'Sec-Fetch-Dest',
    'Sec-Fetch-Mode',
    'Sec-Fetch-Site',
  ],
  ...[
    'Sec-Fetch-User',
    'Sec-GPC',
    'TE',
    'Trailer',
    'Traceparent',
    'Tracestate',
    'Transfer-Encoding',
    'Upgrade',
  ],
  ...[
    'Upgrade-Insecure-Requests',
    'Via',
    'X-CSRF-Token',
    'X-CSRFToken',
    'X-Forwarded-For',
    'X-Forwarded-Host',
  ],
  ...[
    'X-Forwarded-Port',
    'X-Forwarded-Proto',
    'X-Forwarded-Server',
    'X-Real-IP',
    'X-Request-ID',
    'X-Requested-With',
  ],
];
const MOST_OTHER_NAMES = 512;
/** Longer names are rare, and what the table holds must stay small. */
const LONGEST_KEPT_NAME = 64;
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

const KINDS: Readonly<Record<string, HeaderKind>> = {
  HOST: HEADER_KINDS.host,
  CONTENT_LENGTH: HEADER_KINDS.contentLength,
  TRANSFER_ENCODING: HEADER_KINDS.transferEncoding,
  CONNECTION: HEADER_KINDS.connection,
  EXPECT: HEADER_KINDS.expect,
  // As HTTP_PROXY it would set the proxy of programs that the application starts (httpoxy).
  PROXY: HEADER_KINDS.dropped,
};
/** `A_B` would pass for `A-B`. */
const UNDERSCORED: HeaderName = { key: '', prefix: '', kind: HEADER_KINDS.dropped, seenIn: 0 };

export function isToken(text: string): boolean {
  return TOKEN.test(text);
}

/** Separator that joins the values of a repeated header. */
export function joinerFor(key: string): string {
  return key === 'HTTP_COOKIE' ? '; ' : ', ';
}

export class HeaderNames {
  readonly #usual = new Map<string, HeaderName>();
  readonly #usualByKey = new Map<string, HeaderName>();
  readonly #others = new Map<string, HeaderName>();
  readonly #othersByKey = new Map<string, HeaderName>();
  #request = 0;

  constructor() {
    for (const name of USUAL_NAMES) {
      const header = makeHeader(keyFor(name));
      this.#usualByKey.set(header.key, header);
      for (const spelled of [name, name.toLowerCase()]) this.#usual.set(spelled, header);
    }
  }

  /** Number of unusual names remembered. */
  get size(): number {
    return this.#others.size;
  }

  /** @returns the number of the request, for `seenIn` */
  beginRequest(): number {
    // Not in the middle of a request: its repetitions would be lost.
    if (this.#others.size > MOST_OTHER_NAMES) {
      this.#others.clear();
      this.#othersByKey.clear();
    }
    this.#request += 1;
    return this.#request;
  }

  /** @returns null for what is no name at all */
  find(name: string): HeaderName | null {
    return this.#usual.get(name) ?? this.#others.get(name) ?? this.#learn(name);
  }

  #learn(name: string): HeaderName | null {
    if (!isToken(name)) return null;
    if (name.includes('_')) return UNDERSCORED;
    // A part of the head's text would keep all of that text in memory.
    const copy = Buffer.from(name, 'latin1').toString('latin1');
    const key = keyFor(copy);
    let header = this.#usualByKey.get(key) ?? this.#othersByKey.get(key);
    if (header === undefined) {
      header = makeHeader(key);
      this.#othersByKey.set(key, header);
    }
    if (name.length <= LONGEST_KEPT_NAME) this.#others.set(copy, header);
    return header;
  }
}

function makeHeader(key: string): HeaderName {
  return { key, prefix: `${key}\0`, kind: KINDS[key.replace(/^HTTP_/, '')] ?? HEADER_KINDS.plain, seenIn: 0 };
}

function keyFor(name: string): string {
  const key = name.toUpperCase().replaceAll('-', '_');
  return key === 'CONTENT_TYPE' || key === 'CONTENT_LENGTH' ? key : `HTTP_${key}`;
}
