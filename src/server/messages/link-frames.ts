/**
 * The link: how a gateway and one core (a Python thread) talk. `python/tsgi_worker/link/frames.py` is the other side.
 *
 * Each core holds one unix stream socket to one gateway and serves one request at a time with blocking calls. Several
 * short requests may lie ready for a core (a batch): it begins them in their order. A frame is a 12 byte head and a
 * payload, little-endian:
 *
 *     u32 payload length | u8 kind | u8 flags | u16 extra | u32 request number
 *
 * Every frame belongs to the request whose number it carries (0: to none). A side that meets a number it does not
 * expect, or anything else that is not described here, takes the link for broken and closes it: the core connects
 * again, and its new link takes the place of the old one.
 *
 * gateway → core
 *   request      u32 environ length, environ, body. The environ is `key NUL value NUL key NUL value`, bytes of
 *                latin-1, so that Python builds the dict with split and zip. When a key or value holds a NUL itself,
 *                flag `environIsJson` is set and it is a flat JSON array of strings instead. Flag `bodyFollows`: the
 *                body is not in the frame, the core asks for it with `read`
 *   body         up to as many bytes as the last `read` asked for; an empty one is the end of the body
 *   bodyError    the rest of the body will never come; the payload says why. `read()` in the application raises. Also
 *                for a `read` that a thread of the application is still waiting for when its request has ended
 *   cancel       the client is gone; the next block the application produces is not sent, `close()` runs, then `end`.
 *                May cross an `end` on its way, so a core that waits for a request ignores it
 *   retire       there is no next request: the core ends. For cores that accept connections themselves flag
 *                `serverStops`: nobody else will accept what waits in the kernel
 *   pause        for those cores: accept nothing (flag `paused`), or go on
 *   fileTaken    the file of the last `file` frame is open here: its bytes count as sent
 *   fileRefused  it cannot be opened here: the core reads it itself
 *
 * core → gateway
 *   hello        JSON `Hello`, once, first
 *   response     u32 head length, u32 microseconds, head, data. The head is `status NUL name NUL value NUL …`, already
 *                checked
 *   data         more of the body
 *   end          u32 microseconds; no more
 *   read         u32: send me up to that many bytes of the request body
 *   file         u32 descriptor in the worker, u64 offset, u64 length: more of the body is in that regular file. The
 *                core waits for `fileTaken` or `fileRefused`
 *
 * `response` carries flag `last` when nothing follows, so that the common answer is one frame: one write in each direction
 * for a request. With `last`, on `response` or `end`, come the microseconds since the core began with the request, and in
 * `extra` the application id (0xffff: none was called). Flag `complete` says that the client has the whole body with this frame although the
 * core still has work to do (the rest of the iteration, `close()`), after which `end` comes. Flags `exception` (count
 * it) and `cut` (the answer is incomplete: the client must be able to tell) come with `last`.
 *
 * Flow control is the socket: a gateway with a slow client stops reading the link, and the core blocks in its write.
 *
 * Each worker has one more connection to each gateway that its cores have, the control, for what cannot wait until a core
 * looks at its own:
 *
 *   control      worker → gateway: JSON `ControlHello`, once, first
 *   recall       gateway → worker: take away from core `extra` what it has not begun
 *   returned     worker → gateway: u32 link, u32 first, u32 last: core `extra` will never begin these requests of that
 *                link; zeros: none. The answer to `recall`, and said again for the last one on a new control
 *
 * A core notes the number of a request in memory that it shares with the gateway, and then begins. When a link ends, the
 * gateway reads there which requests have begun, and gives the others to other cores. Where that memory cannot be read,
 * there are no batches, and the kernel tells as much: it resets a link in which a request lies unread.
 */

export const FRAME_HEAD_BYTES = 12;

export const TO_CORE = {
  request: 1,
  body: 2,
  bodyError: 3,
  cancel: 4,
  retire: 5,
  fileTaken: 6,
  fileRefused: 7,
  pause: 8,
  recall: 9,
} as const;
export const FROM_CORE = {
  hello: 16,
  response: 17,
  data: 18,
  end: 19,
  read: 20,
  file: 21,
  returned: 22,
  control: 23,
} as const;

/** Of `retire`. */
export const RETIRE_FLAGS = { serverStops: 1 } as const;
/** Of `pause`. */
export const PAUSE_FLAGS = { paused: 1 } as const;
export const REQUEST_FLAGS = { environIsJson: 1, bodyFollows: 2 } as const;
export const ANSWER_FLAGS = { last: 1, exception: 2, cut: 4, complete: 8 } as const;

export const NO_APPLICATION = 0xffff;

/** Larger frames from a core are a fault of the link; Python splits what it sends well below this. */
export const MAX_FRAME_BYTES = 16 * 1024 * 1024;

/** Numbers of requests go from 1 to this, and then begin anew. */
export const MAX_REQUEST_NUMBER = 0x7fffffff;

/** A core's first message. `serial` names the worker process, `token` proves that it is one of ours. */
export interface Hello {
  readonly token: string;
  readonly serial: number;
  readonly slot: number;
  readonly core: number;
  /** Number of cores of the worker. */
  readonly threads: number;
  readonly pid: number;
  /** Number of links that this core has made, this one included. */
  readonly link: number;
}

/** First message of the control of a worker. */
export interface ControlHello {
  readonly token: string;
  readonly serial: number;
  readonly pid: number;
  readonly threads: number;
  /** The file, open in the worker, in which each core notes what it begins: u32 request number, u32 link. */
  readonly begun: number;
}

/** One request on its way to a core. */
export interface RequestFrame {
  readonly number: number;
  /** Latin-1 text in the form that `flags` says. */
  readonly environ: string;
  readonly flags: number;
  /** The whole body, or null when it follows on demand or there is none. */
  readonly body: Uint8Array | null;
}

/** A core's time is in 32 bits; this stands for more. */
export const MOST_MICROS = 0xffffffff;

/** One frame with a payload that is small or already one buffer. */
export function encodeFrame(kind: number, number: number, payload: Uint8Array, flags = 0, extra = 0): Buffer {
  const frame = Buffer.allocUnsafe(FRAME_HEAD_BYTES + payload.length);
  writeHead(frame, 0, payload.length, kind, flags, number);
  frame.writeUInt16LE(extra, 6);
  frame.set(payload, FRAME_HEAD_BYTES);
  return frame;
}

/** The head of a frame whose payload of so many bytes follows by itself. */
export function encodeHead(kind: number, number: number, payloadBytes: number): Buffer {
  const head = Buffer.allocUnsafe(FRAME_HEAD_BYTES);
  writeHead(head, 0, payloadBytes, kind, 0, number);
  return head;
}

/** Requests as one piece of bytes, a frame for each. */
export function encodeRequests(requests: readonly RequestFrame[]): Buffer {
  let size = 0;
  for (const request of requests) size += requestBytes(request);
  const frames = Buffer.allocUnsafe(size);
  let at = 0;
  for (const request of requests) at = writeRequest(frames, at, request);
  return frames;
}

/** The frame of a request up to its body, which follows by itself. */
export function encodeRequestHead(request: RequestFrame): Buffer {
  const frame = Buffer.allocUnsafe(requestBytes({ ...request, body: null }));
  writeRequest(frame, 0, { ...request, body: null });
  frame.writeUInt32LE(requestBytes(request) - FRAME_HEAD_BYTES, 0);
  return frame;
}

/** Length of the frame of a request. */
export function requestBytes({ environ, flags, body }: RequestFrame): number {
  return FRAME_HEAD_BYTES + 4 + environBytes(environ, flags) + (body === null ? 0 : body.length);
}

function environBytes(environ: string, flags: number): number {
  return (flags & REQUEST_FLAGS.environIsJson) !== 0 ? Buffer.byteLength(environ, 'utf8') : environ.length;
}

/** @returns where the next one begins */
function writeRequest(frames: Buffer, at: number, { number, environ, flags, body }: RequestFrame): number {
  const length = environBytes(environ, flags);
  const start = at + FRAME_HEAD_BYTES + 4;
  const end = start + length + (body === null ? 0 : body.length);
  writeHead(frames, at, end - at - FRAME_HEAD_BYTES, TO_CORE.request, flags, number);
  frames.writeUInt32LE(length, at + FRAME_HEAD_BYTES);
  if ((flags & REQUEST_FLAGS.environIsJson) !== 0) frames.write(environ, start, 'utf8');
  else frames.write(environ, start, 'latin1');
  if (body !== null) frames.set(body, start + length);
  return end;
}

function writeHead(
  frame: Buffer,
  at: number,
  length: number,
  kind: number,
  flags: number,
  number: number,
): void {
  frame.writeUInt32LE(length, at);
  frame[at + 4] = kind;
  frame[at + 5] = flags;
  frame.writeUInt16LE(0, at + 6);
  frame.writeUInt32LE(number, at + 8);
}

/** Number of a worker's cores that connect to gateway `index`: cores are dealt to the gateways in turn. */
export function coresForGateway(slot: number, threads: number, gateways: number, index: number): number {
  let count = 0;
  for (let core = 0; core < threads; core += 1) {
    if (((slot - 1) * threads + core) % gateways === index) count += 1;
  }
  return count;
}
