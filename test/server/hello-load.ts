import { Agent, get } from 'node:http';
import type { Tsgi } from './run-tsgi.js';

export interface HelloLoad {
  /** Answered so far, or failed. */
  done(): number;
  /** `statuses` of those that failed; an error's code where no answer came. */
  stop(): Promise<{ readonly failed: number; readonly done: number; readonly statuses: readonly string[] }>;
}

/** So many keep-alive clients that ask for `/`, each again as soon as it is answered. */
export function startHelloLoad(tsgi: Tsgi, clients: number): HelloLoad {
  const agent = new Agent({ keepAlive: true, maxSockets: clients });
  const { http } = tsgi;
  const statuses: string[] = [];
  let stopped = false;
  let done = 0;
  const client = async () => {
    while (!stopped) {
      const status = await ask(agent, http);
      done += 1;
      if (status !== '200') statuses.push(status);
    }
  };
  const running = Array.from({ length: clients }, client);
  return {
    done: () => done,
    async stop() {
      stopped = true;
      await Promise.all(running);
      agent.destroy();
      return { failed: statuses.length, done, statuses };
    },
  };
}

function ask(agent: Agent, address: string): Promise<string> {
  return new Promise((resolve) => {
    const request = get(`http://${address}/`, { agent }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.complete ? String(response.statusCode) : 'cut'));
      response.on('error', () => resolve('cut'));
    });
    request.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
  });
}
