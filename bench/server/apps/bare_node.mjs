// The floors: what Node charges for a constant answer, with its HTTP server and without.
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';

const [, , kind, port] = process.argv;
const answer = 'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 11\r\n\r\nHello World';

if (kind === 'http') {
  createHttpServer((_request, response) => {
    response.writeHead(200, { 'Content-Type': 'text/html', 'Content-Length': 11 }).end('Hello World');
  }).listen(Number(port), '127.0.0.1');
} else {
  createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', () => socket.write(answer, 'latin1'));
  }).listen(Number(port), '127.0.0.1');
}
process.on('SIGINT', () => process.exit());
