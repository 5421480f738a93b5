import {
  orderedThreads,
  type PythonFrame,
  type PythonThread,
  threadTitle,
} from '../../metrics/python-stack.js';
import type { StackOverlay } from '../model/overlay.js';
import type { StackLook } from '../model/worker-look.js';

/** The stacks as Python writes them, outermost call first and with whole paths: for a mail, or an issue. Raw. */
export function stackCopy({ threads }: StackLook, { slot, core }: StackOverlay): readonly string[] | null {
  if (threads === null || threads.length === 0) return null;
  const stacks = orderedThreads(threads, slot, core).map((thread) => threadCopy(slot, thread));
  return stacks.flatMap((lines, index) => (index === 0 ? lines : ['', ...lines]));
}

function threadCopy(slot: number, thread: PythonThread): readonly string[] {
  const title = `Worker ${slot}, ${threadTitle(thread)} (most recent call last):`;
  return [title, ...thread.frames.flatMap(frameCopy)];
}

function frameCopy({ file, line, call, source }: PythonFrame): readonly string[] {
  const place = `  File "${file}"${line === null ? '' : `, line ${line}`}, in ${call}`;
  return source === '' ? [place] : [place, `    ${source}`];
}
