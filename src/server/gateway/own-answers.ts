/** Answers that no application gave. */
import type { IncomingMessage, ServerResponse } from 'node:http';

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
export function rawAnswer(status: number): string {
  const reason = reasons[status] ?? 'Error';
  const body = `${reason}\n`;
  return (
    `HTTP/1.1 ${status} ${reason}\r\nContent-Type: text/plain\r\nContent-Length: ${body.length}\r\n` +
    `Date: ${new Date().toUTCString()}\r\nConnection: close\r\n\r\n${body}`
  );
}
