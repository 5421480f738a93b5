/**
 * The uwsgi protocol's packet: four bytes (modifier1, size as u16 little-endian, modifier2), then `size` bytes of
 * variables (u16 length, key, u16 length, value), then, unframed, the request's body.
 *
 * `UwsgiPacketReader` takes bytes in any split and gives back one result. It never looks at the body; what arrived
 * of it is handed over as `rest`.
 */

export type UwsgiResult =
  | { readonly kind: 'more' }
  | { readonly kind: 'request'; readonly packet: UwsgiPacket; readonly rest: Uint8Array }
  | { readonly kind: 'ping' }
  | { readonly kind: 'refused'; readonly reason: UwsgiRefusal; readonly detail: string };

type UwsgiRefusal = 'too-big' | 'http' | 'empty' | 'malformed' | 'modifier';

export interface UwsgiPacket {
  readonly modifier1: number;
  readonly modifier2: number;
  /** Size of the variable block, bytes. */
  readonly size: number;
  /** In wire order, as sent; characters are bytes (latin-1). */
  readonly vars: readonly UwsgiVar[];
}

export type UwsgiVar = readonly [key: string, value: string];

export const UWSGI_MODIFIERS = { python: 0, scriptName: 30, ping: 100 } as const;
/** The answer to a ping. */
export const UWSGI_PONG: Uint8Array = Uint8Array.of(UWSGI_MODIFIERS.ping, 0, 0, 1);

const HEAD_BYTES = 4;
const NOTHING = new Uint8Array(0);
const MORE: UwsgiResult = { kind: 'more' };

/** Bytes → text of as many characters. */
type Latin1Decoder = (bytes: Uint8Array) => string;

export class UwsgiPacketReader {
  readonly #bufferSize: number;
  readonly #decode: Latin1Decoder;
  #bytes: Uint8Array = NOTHING;

  /**
   * @param bufferSize largest variable block that is accepted, bytes
   * @param decode whoever has a faster one than plain JavaScript may bring it
   */
  constructor(bufferSize: number, decode: Latin1Decoder = latin1) {
    this.#bufferSize = bufferSize;
    this.#decode = decode;
  }

  /** True once a byte has arrived: the peer owes the rest. */
  get begun(): boolean {
    return this.#bytes.length > 0;
  }

  push(chunk: Uint8Array): UwsgiResult {
    this.#bytes = this.#bytes.length === 0 ? chunk : join(this.#bytes, chunk);
    if (this.#bytes.length < HEAD_BYTES) return MORE;
    const modifier1 = this.#bytes[0] ?? 0;
    const modifier2 = this.#bytes[3] ?? 0;
    const size = lengthAt(this.#bytes, 1);
    const refusal = refusalFor(modifier1, size, modifier2, this.#bufferSize);
    if (refusal !== null) return refusal;
    if (this.#bytes.length < HEAD_BYTES + size) return MORE;
    return parsePacket(this.#bytes, size, this.#decode);
  }
}

function refusalFor(
  modifier1: number,
  size: number,
  modifier2: number,
  bufferSize: number,
): UwsgiResult | null {
  if (modifier1 === UWSGI_MODIFIERS.ping) return { kind: 'ping' };
  if (isHttpMethodStart(modifier1, size, modifier2)) return refused('http', `${size} (max ${bufferSize})`);
  if (modifier1 !== UWSGI_MODIFIERS.python && modifier1 !== UWSGI_MODIFIERS.scriptName) {
    return refused('modifier', `${modifier1}`);
  }
  if (size > bufferSize) return refused('too-big', `${size} (max ${bufferSize})`);
  if (size === 0) return refused('empty', '');
  return null;
}

/** Four capital letters, or three and a space: `GET `, `POST`, `HEAD`, `OPTI` … */
function isHttpMethodStart(modifier1: number, size: number, modifier2: number): boolean {
  return [modifier1, size & 0xff, size >> 8].every(isCapital) && (isCapital(modifier2) || modifier2 === 0x20);
}

function isCapital(byte: number): boolean {
  return byte >= 0x41 && byte <= 0x5a;
}

function parsePacket(bytes: Uint8Array, size: number, decode: Latin1Decoder): UwsgiResult {
  // Decoded as a whole: a packet has dozens of short texts, and each decoding has its price.
  const block = decode(bytes.subarray(HEAD_BYTES, HEAD_BYTES + size));
  const vars: UwsgiVar[] = [];
  let at = 0;
  while (at < size) {
    const key = readText(block, bytes, at);
    const value = key === null ? null : readText(block, bytes, at + 2 + key.length);
    if (key === null || value === null) return refused('malformed', `current strsize: ${size - at}`);
    at += 4 + key.length + value.length;
    if (key !== '') vars.push([key, value]);
  }
  const packet = { modifier1: bytes[0] ?? 0, modifier2: bytes[3] ?? 0, size, vars };
  return { kind: 'request', packet, rest: bytes.subarray(HEAD_BYTES + size) };
}

/** @param at where its length stands, counted from the start of the block */
function readText(block: string, bytes: Uint8Array, at: number): string | null {
  if (at + 2 > block.length) return null;
  const start = at + 2;
  const stop = start + lengthAt(bytes, HEAD_BYTES + at);
  return stop > block.length ? null : block.slice(start, stop);
}

function latin1(bytes: Uint8Array): string {
  // In slices: an argument list has a limit that a large packet would pass. Spreading would take six times as long.
  let text = '';
  for (let at = 0; at < bytes.length; at += 4096)
    text += Reflect.apply(String.fromCharCode, null, bytes.subarray(at, at + 4096));
  return text;
}

function refused(reason: UwsgiRefusal, detail: string): UwsgiResult {
  return { kind: 'refused', reason, detail };
}

function join(left: Uint8Array, right: Uint8Array): Uint8Array {
  const joined = new Uint8Array(left.length + right.length);
  joined.set(left);
  joined.set(right, left.length);
  return joined;
}

/** Two bytes, the low one first. */
function lengthAt(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
}
