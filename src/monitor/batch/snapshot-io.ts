import type { Address } from '../../protocol/address.js';
import { isLocalAddress } from '../sources/local-address.js';
import { openSource } from '../sources/open-source.js';
import type { Source, SourceLimits } from '../sources/source.js';
import { fileOutput, type Output, streamOutput } from './snapshot-output.js';

/** Everything that touches the world, so that tests can hold it. */
export interface SnapshotIo {
  readonly openSource: (address: Address, limits: SourceLimits) => Promise<Source>;
  /** null: standard output. */
  readonly openOutput: (path: string | null, append: boolean) => Promise<Output>;
  /** One line, without its line end. */
  readonly writeError: (line: string) => void;
  readonly nowMs: () => number;
  /** Ends early, without an error, when `interrupted` does. */
  readonly sleep: (ms: number) => Promise<void>;
  readonly interrupted: AbortSignal;
  /** Width of the terminal that standard output is; null where it is none. */
  readonly columns: number | null;
}

/** The real world for `runSnapshot`: this process, its streams and its clock. `interrupted` is the caller's. */
export function processIo(interrupted: AbortSignal): SnapshotIo {
  return {
    openSource: (address, limits) => openOnHost(address, limits),
    openOutput: async (path, append) =>
      path === null ? streamOutput(process.stdout) : fileOutput(path, append),
    writeError: (line) => void process.stderr.write(`tstop: ${line}\n`),
    nowMs: () => Date.now(),
    sleep: (ms) => sleep(ms, interrupted),
    interrupted,
    columns: process.stdout.isTTY ? process.stdout.columns : null,
  };
}

/** The kernel reports on servers of this host as well. */
async function openOnHost(address: Address, limits: SourceLimits): Promise<Source> {
  const source = await openSource(address, limits);
  if (!isLocalAddress(address)) return source;
  const { withHostFacts } = await import('../host/host-facts.js');
  return withHostFacts(source, { queues: true });
}

function sleep(ms: number, interrupted: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (interrupted.aborted) return resolve();
    const timer = setTimeout(finish, ms);
    function finish(): void {
      clearTimeout(timer);
      interrupted.removeEventListener('abort', finish);
      resolve();
    }
    interrupted.addEventListener('abort', finish, { once: true });
  });
}
