import type { Readable } from 'node:stream';

/** A beginning of a line is held back for the rest of it, but not longer than this, in time and in characters. */
const PATIENCE_MS = 100;
const MAX_LINE_LENGTH = 65_536;

interface LineTaker {
  /**
   * Characters are bytes.
   * @param isStart the text begins a line
   * @returns false when no more should come until `onceRoom`
   */
  take(text: string, isStart: boolean): boolean;
  onceRoom(callback: () => void): void;
}

/** Output of a process in whole lines: it arrives in pieces, and several processes share one log. */
export function takeLines(stream: Readable, taker: LineTaker): void {
  let rest = '';
  let isStart = true;
  let timer: NodeJS.Timeout | null = null;
  const pass = (text: string) => {
    if (text === '') return;
    const hasRoom = taker.take(text, isStart);
    isStart = text.endsWith('\n');
    if (hasRoom) return;
    stream.pause();
    taker.onceRoom(() => stream.resume());
  };
  const passRest = () => {
    timer = null;
    pass(rest);
    rest = '';
  };
  stream.setEncoding('latin1');
  stream.on('data', (text: string) => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    const end = text.lastIndexOf('\n') + 1;
    if (end > 0) {
      const lines = rest + text.slice(0, end);
      rest = text.slice(end);
      pass(lines);
    } else {
      rest += text;
    }
    if (rest.length > MAX_LINE_LENGTH) passRest();
    else if (rest !== '') timer = setTimeout(passRest, PATIENCE_MS);
  });
  stream.on('end', () => {
    if (timer !== null) clearTimeout(timer);
    passRest();
  });
  stream.on('error', () => {});
}
