import { spawn } from 'node:child_process';
import { connect } from 'node:net';

/**
 * One reply of a stats server, read without anything of tstop's: null when it refuses, sends nothing or is silent
 * for ten seconds. Abstract names go through uWSGI's own client, because Node cannot say them as uWSGI binds them.
 */
export async function readStatsText(address: string, http: boolean, uwsgi: string): Promise<string | null> {
  if (address.startsWith('@')) return readWithUwsgi(uwsgi, address);
  const reply = await readSocket(address, http ? 'GET / HTTP/1.0\r\n\r\n' : '');
  if (reply === null || !http) return reply;
  const [, body = ''] = reply.split('\r\n\r\n', 2);
  return body === '' ? null : body;
}

function readSocket(address: string, request: string): Promise<string | null> {
  return new Promise((resolve) => {
    const at = address.lastIndexOf(':');
    const socket = address.startsWith('/')
      ? connect(address)
      : connect(Number(address.slice(at + 1)), address.slice(0, at));
    const chunks: Buffer[] = [];
    socket.setTimeout(10_000, () => socket.destroy());
    // Not even an empty write: on a unix socket it fails once the server has closed, and takes the reply with it.
    if (request !== '') socket.on('connect', () => socket.write(request));
    socket.on('data', (bytes) => chunks.push(bytes));
    socket.on('error', () => {});
    socket.on('close', () => resolve(chunks.length === 0 ? null : Buffer.concat(chunks).toString()));
  });
}

/** uWSGI prints what it reads where it prints everything: on standard error. */
function readWithUwsgi(uwsgi: string, address: string): Promise<string | null> {
  return new Promise((resolve) => {
    const child = spawn(uwsgi, ['--connect-and-read', address], { stdio: ['ignore', 'ignore', 'pipe'] });
    const chunks: Buffer[] = [];
    child.stderr.on('data', (bytes) => chunks.push(bytes));
    child.on('error', () => resolve(null));
    child.on('close', (code) =>
      resolve(code === 0 && chunks.length > 0 ? Buffer.concat(chunks).toString() : null),
    );
  });
}
