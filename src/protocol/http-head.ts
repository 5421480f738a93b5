export interface HttpHead {
  readonly status: number;
  /** Bytes of the body, `null` if the head does not say (or the body comes in chunks). */
  readonly contentLength: number | null;
  readonly chunked: boolean;
}

/** The status line and headers of a reply, without the empty line; `null` if they are none. */
export function parseHttpHead(text: string): HttpHead | null {
  const [statusLine = '', ...lines] = text.split(/\r?\n/);
  const status = /^HTTP\/\d(?:\.\d)? +(\d{3})(?: |$)/.exec(statusLine)?.[1];
  if (status === undefined) return null;
  const chunked = headerValue(lines, 'transfer-encoding')?.toLowerCase().endsWith('chunked') ?? false;
  const length = chunked ? null : (headerValue(lines, 'content-length') ?? null);
  if (length !== null && !/^\d{1,15}$/.test(length)) return null;
  return { status: Number(status), contentLength: length === null ? null : Number(length), chunked };
}

/** The index of the first byte after the head's empty line, `null` while that has not come. */
export function bodyStart(bytes: Uint8Array): number | null {
  for (let at = bytes.indexOf(LINE_FEED); at >= 0; at = bytes.indexOf(LINE_FEED, at + 1)) {
    if (bytes[at + 1] === LINE_FEED) return at + 2;
    if (bytes[at + 1] === CARRIAGE_RETURN && bytes[at + 2] === LINE_FEED) return at + 3;
  }
  return null;
}

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

function headerValue(lines: readonly string[], name: string): string | undefined {
  const line = lines.find((candidate) => candidate.toLowerCase().startsWith(`${name}:`));
  return line?.slice(name.length + 1).trim();
}
