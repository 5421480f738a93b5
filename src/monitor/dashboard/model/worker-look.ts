import type { ProcessFacts } from '../../metrics/process-facts.js';
import type { PythonThread } from '../../metrics/python-stack.js';

/** Facts for the panel about a worker besides the sample. */
export interface Details {
  /** The keys that move go through the cores in the panel, not through the table. */
  readonly inside: boolean;
  /** Place in the worker's list of the core that the keys are about. */
  readonly core: number;
  readonly process: ProcessLook | null;
}

/** This host's kernel on the worker's process. */
export interface ProcessLook {
  readonly pid: number;
  /** The sample that the newest question belongs to. */
  readonly sampleMs: number;
  readonly asking: boolean;
  /** The sample of the newest question that took the kernel long. */
  readonly thoroughMs: number | null;
  readonly facts: ProcessFacts | null;
  /** Of one CPU, between the last two answers. */
  readonly cpuRatio: number | null;
  /** Why the last question had no answer. */
  readonly failure: string | null;
}

export interface StackLook {
  readonly slot: number;
  readonly pid: number | null;
  readonly asking: boolean;
  /** The user wants another look than the one under way: it follows the answer. */
  readonly again: boolean;
  readonly askedMs: number;
  /** The newest there were; a failure later leaves them. */
  readonly threads: readonly PythonThread[] | null;
  readonly readMs: number | null;
  /** Why the last question had no answer. */
  readonly failure: string | null;
}
