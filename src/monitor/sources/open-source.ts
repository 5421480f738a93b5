/** From an address to a source: looks what a path is, and loads the one transport that is needed. */
import { stat } from 'node:fs/promises';
import type { NetConnectOpts } from 'node:net';
import type { Readable } from 'node:stream';
import { type Address, formatAddress } from '../../protocol/address.js';
import { withHostClock } from './host-clock.js';
import { isLocalAddress } from './local-address.js';
import { codeOf } from './read-failure.js';
import { type Reader, SingleReadSource } from './single-read-source.js';
import type { Source, SourceLimits } from './source.js';

export interface OpenOptions {
  /** Instead of the process's standard input. */
  readonly stdin?: Readable;
  /** The interpreter that reaches abstract sockets where Node cannot; `python3` if absent. */
  readonly python?: string;
}

/** Never fails for what it finds: a server or file that is not there is the reads' to tell. */
export async function openSource(
  address: Address,
  limits: SourceLimits,
  options: OpenOptions = {},
): Promise<Source> {
  const label = formatAddress(address);
  const reader = await readerFor(address, label, limits, options);
  // Whoever writes to standard input decides how long that takes.
  const source = new SingleReadSource(label, reader, address.kind === 'stdin' ? null : limits.timeoutMs);
  return isLocalAddress(address) ? withHostClock(source) : source;
}

async function readerFor(
  address: Address,
  label: string,
  limits: SourceLimits,
  options: OpenOptions,
): Promise<Reader> {
  switch (address.kind) {
    case 'tcp': {
      const { host, port } = address;
      return socketReader(label, { host, port }, label, limits);
    }
    case 'unix':
      return socketReader(label, { path: address.path }, 'localhost', limits);
    case 'path':
      return (await isSocket(address.path))
        ? socketReader(label, { path: address.path }, 'localhost', limits)
        : fileReader(label, address.path, limits);
    case 'abstract':
      return abstractReader(label, address.name, limits, options.python);
    case 'http': {
      const { HttpReader } = await import('./http-reader.js');
      return new HttpReader(label, address.url, limits);
    }
    case 'websocket': {
      const { WebSocketReader } = await import('./websocket-reader.js');
      return new WebSocketReader(label, address.url, limits);
    }
    case 'stdin':
      return stdinReader(label, options.stdin ?? process.stdin, limits);
  }
}

const FILE_NAME = /\.(?:json|ndjson|tsr)$/i;

/** A path where nothing is may be the socket of a server that is down, unless its name is a file's. */
async function isSocket(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isSocket();
  } catch (error) {
    return codeOf(error) === 'ENOENT' && !FILE_NAME.test(path);
  }
}

async function socketReader(
  label: string,
  target: NetConnectOpts,
  host: string,
  limits: SourceLimits,
): Promise<Reader> {
  const [{ StreamReader }, { connectSocket }] = await Promise.all([
    import('./stream-reader.js'),
    import('./connect-socket.js'),
  ]);
  const connector = {
    host,
    connect: (signal: AbortSignal) => connectSocket(target, signal),
    close: () => {},
  };
  return new StreamReader(label, connector, limits);
}

async function abstractReader(
  label: string,
  name: string,
  limits: SourceLimits,
  python: string | undefined,
): Promise<Reader> {
  const [{ StreamReader }, { AbstractConnector }] = await Promise.all([
    import('./stream-reader.js'),
    import('./abstract-connector.js'),
  ]);
  return new StreamReader(label, new AbstractConnector(label, name, python), limits);
}

async function fileReader(label: string, path: string, limits: SourceLimits): Promise<Reader> {
  const [{ RecordingReader }, { fileRecording }] = await Promise.all([
    import('./recording-reader.js'),
    import('./recordings.js'),
  ]);
  return new RecordingReader(label, fileRecording(path), limits);
}

async function stdinReader(label: string, stdin: Readable, limits: SourceLimits): Promise<Reader> {
  const [{ RecordingReader }, { streamRecording }] = await Promise.all([
    import('./recording-reader.js'),
    import('./recordings.js'),
  ]);
  return new RecordingReader(label, streamRecording(stdin), limits);
}
