import type { RequestSample } from './sample/sample.js';

/** Reply of a tracebacker socket: each thread with its calls, outermost first. All texts are raw. */
export interface PythonThread {
  readonly name: string;
  readonly frames: readonly PythonFrame[];
}

export interface PythonFrame {
  readonly file: string;
  /** null where Python knows none. */
  readonly line: number | null;
  readonly call: string;
  /** The line of source, empty where it could not be read. */
  readonly source: string;
}

/** The thread that serves a core, by the name that uWSGI and tsgi give it. */
export function threadOfCore(
  threads: readonly PythonThread[],
  slot: number,
  core: number,
): PythonThread | null {
  return threads.find(({ name }) => name === `uWSGIWorker${slot}Core${core}`) ?? null;
}

/** The request was there when the stacks were read: what they tell of its core is about it. */
export function isOfStack(readMs: number | null, { firstSeenMs }: RequestSample): boolean {
  return readMs !== null && firstSeenMs <= readMs;
}

/** `Core0` for a core's thread, else its name. */
export function threadTitle({ name }: PythonThread): string {
  return /^uWSGIWorker\d+(Core\d+)$/.exec(name)?.[1] ?? name;
}

/** The wanted core first, then the other cores by number, then what the application started. */
export function orderedThreads(
  threads: readonly PythonThread[],
  slot: number,
  core: number | null,
): readonly PythonThread[] {
  const wanted = core === null ? null : threadOfCore(threads, slot, core);
  const rank = (thread: PythonThread): number => (thread === wanted ? -1 : coreNumber(thread));
  return [...threads].sort((a, b) => rank(a) - rank(b));
}

/** Code that came with Python or a package, as far as the path shows. */
export function isLibraryFrame({ file }: PythonFrame): boolean {
  return (
    /[\\/](?:site-packages|dist-packages|lib(?:64)?[\\/]python\d[\d.]*)[\\/]/.test(file) ||
    file.startsWith('<')
  );
}

/** A path as short as it stays plain: what follows the packages, or the folder of the application. */
export function shortFile(file: string, cwd: string | null): string {
  const packaged = /.*[\\/](?:site-packages|dist-packages|lib(?:64)?[\\/]python\d[\d.]*)[\\/](.+)$/.exec(
    file,
  )?.[1];
  if (packaged !== undefined) return packaged;
  if (cwd !== null && cwd !== '/' && file.startsWith(`${cwd}/`)) return file.slice(cwd.length + 1);
  return file.startsWith('/') ? file.split('/').slice(-2).join('/') : file.replace(/^\.\//, '');
}

export interface FoldedFrame {
  readonly frame: PythonFrame;
  /** Number of repeats in a row. */
  readonly times: number;
}

/** A recursion is one line with a count. */
export function foldedFrames(frames: readonly PythonFrame[]): readonly FoldedFrame[] {
  const folded: FoldedFrame[] = [];
  for (const frame of frames) {
    const last = folded.at(-1);
    if (last === undefined || !isSameCall(last.frame, frame)) folded.push({ frame, times: 1 });
    else folded[folded.length - 1] = { frame, times: last.times + 1 };
  }
  return folded;
}

function isSameCall(one: PythonFrame, other: PythonFrame): boolean {
  return one.file === other.file && one.line === other.line && one.call === other.call;
}

/**
 * The calls that explain a thread, outermost first: the application's own, and the innermost of all, which is what it
 * waits for. Where the application has none, all of them.
 */
export function tellingFrames(frames: readonly PythonFrame[]): readonly PythonFrame[] {
  const last = frames.at(-1);
  const own = frames.filter((frame) => !isLibraryFrame(frame));
  if (last === undefined || own.length === 0) return frames;
  return own.at(-1) === last ? own : [...own, last];
}

function coreNumber({ name }: PythonThread): number {
  const core = /^uWSGIWorker\d+Core(\d+)$/.exec(name)?.[1];
  return core === undefined ? Number.MAX_SAFE_INTEGER : Number(core);
}
