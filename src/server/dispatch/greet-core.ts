import type { Duplex } from 'node:stream';
import { FROM_CORE, type Hello } from '../messages/link-frames.js';
import { readInto } from '../sockets/read-into.js';
import type { CoreLink } from './core-link.js';
import { FrameReader } from './frame-reader.js';

/** A connection that has not said hello by then is closed. */
const HELLO_MS = 10_000;

/**
 * Waits for the hello of a new connection and hands the core over. Whatever else comes ends the connection.
 * @param accepted as `readInto` wants it
 * @param accept returns null for a hello that is not one of ours
 * @param fault hears why a core was cut off
 */
export function greetCore(
  accepted: Duplex,
  accept: (socket: Duplex, hello: Hello) => CoreLink | null,
  fault: (hello: Hello, error: unknown) => void,
): void {
  let core: CoreLink | null = null;
  const reader = new FrameReader((frame) => {
    if (socket.destroyed) return;
    if (core !== null) core.takeFrame(frame);
    else if (frame.kind === FROM_CORE.hello) core = accept(socket, parseHello(frame.payload));
    clearTimeout(silence);
    if (core === null) socket.destroy();
  });
  const socket = readInto(accepted, {
    room: () => reader.room(),
    took(count) {
      try {
        reader.took(count);
      } catch (error) {
        if (core !== null && !socket.destroyed) fault(core.hello, error);
        socket.destroy();
      }
    },
  });
  const silence = setTimeout(() => socket.destroy(), HELLO_MS).unref();
  // A core that was killed resets its link; 'close' follows and says all there is to say.
  socket.on('error', () => {});
  socket.on('close', () => clearTimeout(silence));
}

/** @throws Error for anything else than a hello. */
function parseHello(payload: Buffer): Hello {
  const value: unknown = JSON.parse(payload.toString('utf8'));
  if (typeof value !== 'object' || value === null) throw new Error('hello is not an object');
  const { token, serial, slot, core, threads, pid } = value as Record<string, unknown>;
  if (typeof token !== 'string') throw new Error('hello has no token');
  for (const number of [serial, slot, core, threads, pid]) {
    if (!Number.isSafeInteger(number) || Number(number) < 0) throw new Error('hello lacks a number');
  }
  const numbers = {
    serial: Number(serial),
    slot: Number(slot),
    core: Number(core),
    threads: Number(threads),
    pid: Number(pid),
  };
  if (numbers.slot < 1 || numbers.core >= numbers.threads) throw new Error('hello of no core');
  return { token, ...numbers };
}
