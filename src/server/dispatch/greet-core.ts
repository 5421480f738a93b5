import type { Duplex } from 'node:stream';
import { type ControlHello, FROM_CORE, type Hello } from '../messages/link-frames.js';
import { readInto } from '../sockets/read-into.js';
import { type Frame, FrameReader } from './frame-reader.js';

/** A connection that has not said hello by then is closed. */
const HELLO_MS = 10_000;

/** Takes the frames after the hello. */
interface FrameTaker {
  /**
   * @returns true when nobody holds the payload any more
   * @throws whatever shows that the connection is of no use any more
   */
  takeFrame(frame: Frame): boolean;
  /** That has happened. */
  cutOff(): void;
}

/** One for each hello that a worker may say. They return null for one that is not ours. */
interface Greeters {
  core(socket: Duplex, hello: Hello): FrameTaker | null;
  control(socket: Duplex, hello: ControlHello): FrameTaker | null;
  /** Hears why a connection was cut off. @param who for the log */
  fault(who: string, error: unknown): void;
}

/**
 * Waits for the hello of a new connection and hands it over. Whatever else comes ends the connection.
 * @param accepted as `readInto` wants it
 */
export function greetCore(accepted: Duplex, greeters: Greeters): void {
  let taker: FrameTaker | null = null;
  let who = '';
  const greet = ({ kind, payload }: Frame): void => {
    if (kind === FROM_CORE.hello) {
      const hello = parseHello(payload);
      who = `core ${hello.core} of worker ${hello.slot}`;
      taker = greeters.core(socket, hello);
    } else if (kind === FROM_CORE.control) {
      const hello = parseControl(payload);
      who = `the control of process ${hello.pid}`;
      taker = greeters.control(socket, hello);
    }
    clearTimeout(silence);
    if (taker === null) socket.destroy();
  };
  const reader = new FrameReader((frame) => {
    if (socket.destroyed) return true;
    if (taker !== null) return taker.takeFrame(frame);
    greet(frame);
    return true;
  });
  const socket = readInto(accepted, {
    room: () => reader.room(),
    took(count) {
      try {
        reader.took(count);
      } catch (error) {
        if (taker !== null && !socket.destroyed) {
          greeters.fault(who, error);
          taker.cutOff();
        }
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
  const fields = parseFields(payload);
  const { token } = fields;
  const [serial, slot, core] = [count(fields, 'serial'), count(fields, 'slot'), count(fields, 'core')];
  const [threads, pid, link] = [count(fields, 'threads'), count(fields, 'pid'), count(fields, 'link')];
  if (typeof token !== 'string') throw new Error('hello has no token');
  if (slot < 1 || core >= threads) throw new Error('hello of no core');
  return { token, serial, slot, core, threads, pid, link };
}

/** @throws Error for anything else than a hello. */
function parseControl(payload: Buffer): ControlHello {
  const fields = parseFields(payload);
  const { token } = fields;
  if (typeof token !== 'string') throw new Error('hello has no token');
  const [serial, pid] = [count(fields, 'serial'), count(fields, 'pid')];
  const [threads, begun] = [count(fields, 'threads'), count(fields, 'begun')];
  return { token, serial, pid, threads, begun };
}

function parseFields(payload: Buffer): Record<string, unknown> {
  const value: unknown = JSON.parse(payload.toString('utf8'));
  if (typeof value !== 'object' || value === null) throw new Error('hello is not an object');
  return { ...value };
}

function count(fields: Record<string, unknown>, name: string): number {
  const number = fields[name];
  if (!Number.isSafeInteger(number) || Number(number) < 0) throw new Error(`hello lacks ${name}`);
  return Number(number);
}
