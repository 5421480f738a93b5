/**
 * Queues that uWSGI cannot know but the kernel of its host can: those of unix sockets. They come a moment after the
 * reading, and are put where the reading had nothing.
 */
import type { Observation } from './observation.js';
import { type ListenQueue, withListenQueue } from './workers/sockets.js';

/** `queues` by socket name; a socket that is not in it stays unknown. */
export function withListenQueues(
  observation: Observation,
  queues: ReadonlyMap<string, ListenQueue>,
  nowMs: number,
): Observation {
  const { sample, memory } = observation;
  if (sample.body.kind !== 'workers' || memory.server === null) return observation;
  const watched = memory.server.sockets;
  const pairs = sample.body.workers.sockets.map((socket, index) =>
    withListenQueue(socket, watched[index] ?? null, queues.get(socket.name) ?? null, nowMs),
  );
  const workers = { ...sample.body.workers, sockets: pairs.map((pair) => pair.sample) };
  const server = { ...memory.server, sockets: pairs.map((pair) => pair.watched) };
  return {
    ...observation,
    sample: { ...sample, body: { kind: 'workers', workers } },
    memory: { ...memory, server },
  };
}

/** There is a socket whose queue only the kernel knows. */
export function hasUnmeasuredUnixSocket({ sample: { body } }: Observation): boolean {
  return (
    body.kind === 'workers' &&
    body.workers.sockets.some((socket) => socket.isUnix && socket.source !== 'stats')
  );
}
