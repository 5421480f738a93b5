/** This host's kernel on a worker's process; null where it does not tell, or not to this user. */
export interface ProcessFacts {
  readonly pid: number;
  /** Local time of the reading. */
  readonly timeMs: number;
  /** The kernel's number of this start: distinguishes a process from the next one of the same id. */
  readonly startTicks: number;
  /** The letter of `ps`: R, S, D … */
  readonly state: string;
  /** Used up since its start, by all of its threads. */
  readonly cpuSeconds: number;
  readonly threads: number | null;
  /** Where its main thread waits in the kernel; null also while it runs. */
  readonly wchan: string | null;
  readonly rssBytes: number | null;
  /** Its share of memory that is used together with others counted in part; read now and then only. */
  readonly pssBytes: number | null;
  readonly swapBytes: number | null;
  readonly openFiles: number | null;
  readonly openFilesLimit: number | null;
  /** uWSGI's limit, where its command line has it. */
  readonly harakiriSeconds: number | null;
}

/** Of one CPU, so that two busy ones are 2; null without an earlier reading of the same process. */
export function cpuRatio(before: ProcessFacts | null, now: ProcessFacts): number | null {
  if (before === null || before.pid !== now.pid || before.startTicks !== now.startTicks) return null;
  const seconds = (now.timeMs - before.timeMs) / 1000;
  return seconds > 0 ? Math.max(0, now.cpuSeconds - before.cpuSeconds) / seconds : null;
}

/** Meaning of the state's letter, in a word or two. */
export function processStateWord(state: string): string {
  return STATE_WORDS[state] ?? 'in an unknown state';
}

const STATE_WORDS: Readonly<Record<string, string>> = {
  R: 'running',
  S: 'sleeping',
  D: 'waiting for a disk',
  T: 'stopped',
  t: 'traced',
  Z: 'dead, not collected',
  X: 'dead',
  I: 'idle',
};
