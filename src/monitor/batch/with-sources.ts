import type { MonitorOptions } from '../cli/options.js';
import type { Watched } from './observe-twice.js';
import type { SnapshotIo } from './snapshot-io.js';

/** Opens the servers for as long as `work` takes; the end of `over` closes them, which ends outstanding reads. */
export async function withSources<T>(
  servers: readonly MonitorOptions[],
  io: SnapshotIo,
  over: AbortSignal,
  work: (watched: readonly Watched[]) => Promise<T>,
): Promise<T> {
  const watched = await Promise.all(
    servers.map(async (options) => ({
      options,
      io,
      source: await io.openSource(options.address, options.limits),
    })),
  );
  const close = () => {
    for (const { source } of watched) source.close();
  };
  over.addEventListener('abort', close, { once: true });
  try {
    return await work(watched);
  } finally {
    over.removeEventListener('abort', close);
    close();
  }
}
