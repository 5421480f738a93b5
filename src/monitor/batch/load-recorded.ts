import type { MonitorOptions } from '../cli/options.js';
import { UsageError } from '../cli/usage-error.js';
import { emptyArchive, withSample } from '../metrics/archive/sample-archive.js';
import type { Observation } from '../metrics/observation.js';
import { RecordedFile, type RecordedServer } from '../recordings/recorded-file.js';
import { RecordingError } from '../recordings/recording-error.js';
import { attempt, NOTHING_READ } from './attempt.js';
import type { SnapshotIo } from './snapshot-io.js';
import { withSources } from './with-sources.js';

export interface Loaded {
  readonly server: RecordedServer;
  /** Of use to somebody who expects more. */
  readonly notes: readonly string[];
}

/**
 * A recording of tstop, or saved replies, which are observed from the first to the last. `wanted` is the address of one of
 * several servers; null: the first. Throws `UsageError`.
 */
export async function loadRecorded(
  options: MonitorOptions,
  path: string,
  wanted: string | null,
  io: SnapshotIo,
): Promise<Loaded> {
  try {
    const file = path === '-' ? null : RecordedFile.open(path);
    if (file === null) return { server: await observedReplies(options, io), notes: [] };
    const servers = file.servers();
    const trouble = file.trouble === null ? [] : [file.trouble];
    return { server: chosen(servers, wanted, path), notes: [...trouble, ...othersNote(servers, wanted)] };
  } catch (error) {
    throw error instanceof RecordingError ? new UsageError(error.message) : error;
  }
}

function chosen(servers: readonly RecordedServer[], wanted: string | null, path: string): RecordedServer {
  const found = wanted === null ? servers[0] : servers.find(({ address }) => address === wanted);
  if (found !== undefined) return found;
  throw new UsageError(`No server "${wanted}" in "${path}": it has ${addressesOf(servers)}`);
}

function othersNote(servers: readonly RecordedServer[], wanted: string | null): readonly string[] {
  if (wanted !== null || servers.length < 2) return [];
  return [
    `The recording has several servers, and this is the first; name another one: ${addressesOf(servers)}`,
  ];
}

function addressesOf(servers: readonly RecordedServer[]): string {
  return servers.map(({ address }) => address).join(', ');
}

const DAYS_MS = 24 * 3_600_000;
/** Two weeks, and as much memory as a long file of replies may take. */
const LIMITS = { spanMs: 14 * DAYS_MS, bytes: 512 * 1024 * 1024 };

async function observedReplies(options: MonitorOptions, io: SnapshotIo): Promise<RecordedServer> {
  let state = NOTHING_READ;
  let archive = emptyArchive(LIMITS);
  let failure = 'it has no sample that can be read';
  await withSources([options], io, io.interrupted, async ([watched]) => {
    while (watched !== undefined && state.more && !io.interrupted.aborted) {
      const before: Observation | null = state.observation;
      state = await attempt(watched, state);
      failure = state.failure?.message ?? failure;
      if (state.wasRead && before !== null) archive = withSample(archive, before);
      // A file that cannot be opened fails for ever.
      if (state.failure !== null && state.observation === null && state.failures >= MOST_FAILURES) break;
    }
  });
  if (state.observation === null) throw new UsageError(failure);
  const { bytes } = archive;
  const spanMs = archive.newest?.watchedMs ?? 0;
  return {
    address: options.addressText,
    archive: { ...archive, limits: { spanMs, bytes } },
    newest: state.observation,
  };
}

const MOST_FAILURES = 100;
