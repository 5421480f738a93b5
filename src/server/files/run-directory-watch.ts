import type { BoundSocket } from '../sockets/bound-socket.js';
import type { RunDirectory } from './run-directory.js';

const LOOK_MS = 1000;

/**
 * Looks after the folder of the link sockets as long as the server runs. Cores that are connected need it no more;
 * those of new workers, and of all after a gateway has died, look for their gateway in it.
 * @param moved a gateway has another socket from now on
 */
export function watchRunDirectory(
  run: RunDirectory,
  log: (line: string) => void,
  moved: (gateway: number, socket: BoundSocket) => void,
): void {
  let failed = false;
  setInterval(() => {
    try {
      for (const gateway of run.repair()) {
        const socket = run.links[gateway]?.socket;
        log(`*** the socket of http ${gateway + 1} in ${run.path} had vanished and was made anew ***`);
        if (socket !== undefined) moved(gateway, socket);
      }
      failed = false;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (!failed)
        log(
          `*** ${run.path} has vanished and cannot be made anew: ${reason}; new workers cannot connect ***`,
        );
      failed = true;
    }
  }, LOOK_MS);
}
