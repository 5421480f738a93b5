import type { Message } from '../dashboard/model/message.js';
import { ListenQueuesError, readListenQueues } from '../host/listen-queues.js';

/** Asks the kernel for listen queues. */
export async function readQueuesFor(
  target: number,
  signal: AbortSignal,
  wallMs: () => number,
): Promise<Message> {
  try {
    const queues = await readListenQueues(signal);
    return { kind: 'queues-read', target, queues, nowMs: wallMs() };
  } catch (error) {
    if (!(error instanceof ListenQueuesError)) throw error;
    return { kind: 'queues-failed', target, reason: error.message, nowMs: wallMs() };
  }
}
