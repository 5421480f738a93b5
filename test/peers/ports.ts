import { createServer } from 'node:net';

// uWSGI cannot report a port that the kernel chose for it, so the test has to choose. Below the kernel's own range:
// the thousands of outgoing connections of a load test would otherwise take a port between choosing and binding.
const FIRST = 20_000;
const LAST = 32_000;

/** A port of 127.0.0.1 that was free just now. Another process may still be faster: be ready to ask again. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = FIRST + Math.floor(Math.random() * (LAST - FIRST));
    if (await canBind(port)) return port;
  }
}

function canBind(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.on('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
