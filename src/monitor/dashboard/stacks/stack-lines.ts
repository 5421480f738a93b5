import { stackOf } from '../model/shown.js';
/**
 * The open stacks as lines: why there are none, then each thread with what it works on, its innermost call first, since
 * that is what it waits for. Counted by `update` for scrolling, drawn by the view.
 */

import {
  type FoldedFrame,
  foldedFrames,
  isLibraryFrame,
  isOfStack,
  orderedThreads,
  type PythonFrame,
  type PythonThread,
  shortFile,
  threadOfCore,
  threadTitle,
} from '../../metrics/python-stack.js';
import type { CoreSample } from '../../metrics/sample/sample.js';
import { atSlot } from '../../metrics/sample/slots.js';
import { requestLine } from '../../tables/requests.js';
import { cleanText } from '../../text/clean.js';
import { formatAge } from '../../text/format.js';
import type { Model } from '../model/model.js';
import type { StackOverlay } from '../model/overlay.js';
import { shownObservation } from '../model/shown.js';
import type { StackLook } from '../model/worker-look.js';

export type StackLine =
  | { readonly kind: 'note'; readonly text: string; readonly level: 'info' | 'error' }
  | { readonly kind: 'thread'; readonly title: string; readonly text: string }
  | {
      readonly kind: 'frame';
      /** `report()`. */
      readonly call: string;
      /** `reports/pdf.py:41`. */
      readonly place: string;
      readonly source: string;
      /** Not the application's own code. */
      readonly library: boolean;
    };

/** All texts are cleaned. `width` is that of the notes, which are wrapped. */
export function stackLines(model: Model, overlay: StackOverlay, width: number): readonly StackLine[] {
  const stack = stackOf(model);
  const look = stack?.slot === overlay.slot ? stack : null;
  const failure = look?.failure ?? null;
  const why = failure === null ? [] : noteLines(`Cannot read stacks: ${failure}`, 'error', width);
  if (look?.threads == null) {
    return failure === null ? noteLines('Asking the worker for its stacks', 'info', width) : why;
  }
  const notes = why.length === 0 ? [] : [...why, BLANK];
  if (look.threads.length === 0) return [...notes, ...noteLines(NOTHING_RUNS, 'info', width)];
  const threads = orderedThreads(look.threads, overlay.slot, overlay.core);
  const stacks = threads.flatMap((thread) => [...threadLines(model, overlay.slot, thread), BLANK]);
  return [...notes, ...missingCore(model, look.threads, overlay, width), ...stacks.slice(0, -1)];
}

const NOTHING_RUNS = 'No Python code runs in this worker: its threads wait for requests';

const BLANK: StackLine = { kind: 'note', text: '', level: 'info' };

/** Nobody should take another thread's stack for that of the core. */
function missingCore(
  model: Model,
  threads: readonly PythonThread[],
  { slot, core }: StackOverlay,
  width: number,
): readonly StackLine[] {
  if (core === null || threadOfCore(threads, slot, core) !== null) return [];
  const { cores } = surroundings(model, slot);
  const isAtWork = cores.some(({ id, now }) => id === core && now !== null);
  const why = isAtWork ? 'has no thread of its own (greenlets are not told)' : 'waits for a request';
  return [...noteLines(`Core ${core} ${why}; what other threads do:`, 'info', width), BLANK];
}

function threadLines(model: Model, slot: number, thread: PythonThread): readonly StackLine[] {
  const { cwd, cores } = surroundings(model, slot);
  const core = cores.find(({ id }) => threadOfCore([thread], slot, id) !== null);
  const now = core?.now ?? null;
  const request = now !== null && isOfStack(stackOf(model)?.readMs ?? null, now) ? now : null;
  const text = request === null ? '' : `${formatAge(request.ageSeconds)}  ${requestLine(request) ?? ''}`;
  const frames = foldedFrames(thread.frames)
    .map((folded) => frameLine(folded, cwd))
    .reverse();
  return [
    { kind: 'thread', title: cleanText(threadTitle(thread), 80), text: cleanText(text, 256) },
    ...frames,
  ];
}

function frameLine({ frame, times }: FoldedFrame, cwd: string | null): StackLine {
  return {
    kind: 'frame',
    call: callText(frame, times),
    place: placeText(frame, cwd),
    source: cleanText(frame.source, 256),
    library: isLibraryFrame(frame),
  };
}

/** `report()`, `walk() ×12` where it calls itself; what is no function keeps its brackets: `<module>`. */
export function callText({ call }: PythonFrame, times: number): string {
  const text = call.startsWith('<') ? cleanText(call, 80) : `${cleanText(call, 80)}()`;
  return times === 1 ? text : `${text} ×${times}`;
}

export function placeText(frame: PythonFrame, cwd: string | null): string {
  return cleanText(shortFile(frame.file, cwd), 256) + (frame.line === null ? '' : `:${frame.line}`);
}

function surroundings(
  model: Model,
  slot: number,
): { readonly cwd: string | null; readonly cores: readonly CoreSample[] } {
  const sample = shownObservation(model)?.sample;
  const body = sample?.body;
  const worker = body?.kind === 'workers' ? atSlot(body.workers.workers, slot) : null;
  return { cwd: sample?.server.cwd ?? null, cores: worker?.cores ?? [] };
}

/** Breaks at blanks. */
function noteLines(text: string, level: 'info' | 'error', width: number): readonly StackLine[] {
  const lines: string[] = [];
  for (const word of cleanText(text).split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines.map((line) => ({ kind: 'note', text: line, level }));
}

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
