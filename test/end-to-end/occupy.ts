import { get } from 'node:http';
import type { TestContext } from 'node:test';
import type { UwsgiServer } from '../peers/uwsgi.js';
import { waitFor } from '../wait-for.js';

/** Requests that stay under way until the test is over; resolves when the server works on all of them. */
export async function occupy(
  t: TestContext,
  server: UwsgiServer,
  count: number,
  headers: Readonly<Record<string, string>> = {},
): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    const url = `http://${server.httpAddress}/sleep?s=60&n=${index}`;
    const request = get(url, { agent: false, headers });
    request.on('error', () => {});
    t.after(() => request.destroy());
  }
  await waitFor(`${count} requests under way`, async () => (await inFlight(server)) === count);
}

async function inFlight(server: UwsgiServer): Promise<number> {
  const document = await server.document();
  const cores = (document?.workers ?? []).flatMap((worker) => worker.cores ?? []);
  return cores.filter(({ in_request }) => in_request === 1).length;
}
