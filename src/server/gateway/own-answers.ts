/** Answers that no application gave. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** How long a client may go on sending a body that was refused, so that it sees the answer and not a reset. */
const lingerMillis = 2000;

/** A short text for a failure that is not the client's: its connection stays open. */
export function sendPlain(response: ServerResponse, status: number, headers: readonly string[]): void {
  const text = `${reasons[status] ?? 'Error'}\n`;
  response.writeHead(status, reasons[status], plainHeaders(text, headers));
  response.end(text);
}

/** A request that does not reach the application. What the client still sends is read and dropped for a while. */
export function refuseRequest(request: IncomingMessage, response: ServerResponse, status: number): void {
  const text = `${reasons[status] ?? 'Error'}\n`;
  response.shouldKeepAlive = false;
  response.writeHead(status, reasons[status], plainHeaders(text, []));
  if (request.complete) {
    response.end(text);
    return;
  }
  // Node closes the connection when the answer ends.
  response.write(text);
  const timer = setTimeout(() => response.end(), lingerMillis);
  request.on('close', () => {
    clearTimeout(timer);
    response.end();
  });
  request.resume();
}

/** The last words on a connection that Node no longer reads as HTTP. */
export function refuseConnection(socket: Socket, status: number): void {
  socket.end(rawAnswer(status));
  socket.resume();
  const timer = setTimeout(() => socket.destroy(), lingerMillis);
  socket.once('close', () => clearTimeout(timer));
}

function plainHeaders(text: string, more: readonly string[]): string[] {
  return ['Content-Type', 'text/plain', 'Content-Length', String(text.length), ...more];
}

export const reasons: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  408: 'Request Timeout',
  413: 'Content Too Large',
  417: 'Expectation Failed',
  431: 'Request Header Fields Too Large',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
  505: 'HTTP Version Not Supported',
};

/** The same before there is a request: what the parser could not read. */
function rawAnswer(status: number): string {
  const reason = reasons[status] ?? 'Error';
  const body = `${reason}\n`;
  return (
    `HTTP/1.1 ${status} ${reason}\r\nContent-Type: text/plain\r\nContent-Length: ${body.length}\r\n` +
    `Date: ${new Date().toUTCString()}\r\nConnection: close\r\n\r\n${body}`
  );
}
