import type { Effect } from '../dashboard/model/effect.js';
import type { Message } from '../dashboard/model/message.js';

type Question = Extract<Effect, { readonly kind: 'read-process' }>;

/** Reads /proc for a worker. */
export async function readProcessFor(question: Question, wallMs: () => number): Promise<Message> {
  const { target, pid } = question;
  const { ProcessError, readProcess } = await import('../host/process-files.js');
  try {
    return { kind: 'process-read', target, facts: await readProcess(question), nowMs: wallMs() };
  } catch (error) {
    if (!(error instanceof ProcessError)) throw error;
    return { kind: 'process-failed', target, pid, reason: error.message, nowMs: wallMs() };
  }
}
