/**
 * tmux ignores OSC 52 of programs as it comes out of the box, but takes text for its buffer and, since 3.2, hands it on to
 * the clipboard itself.
 */
import { type ExecFileException, execFile } from 'node:child_process';
import type { Message } from '../dashboard/model/message.js';
import { clipboardText } from '../terminal/clipboard.js';
import { cleanText } from '../text/clean.js';

const TIMEOUT_MS = 3000;

/** The message says what came of it. `tmux`: the program. */
export async function loadTmuxBuffer(
  lines: readonly string[],
  wallMs: () => number,
  signal: AbortSignal,
  tmux = 'tmux',
): Promise<Message> {
  const text = clipboardText(lines);
  const handedOn = await run(tmux, ['load-buffer', '-w', '-'], text, signal);
  if (handedOn === null) return { kind: 'copied', text: HANDED_ON, nowMs: wallMs() };
  const kept = await run(tmux, ['load-buffer', '-'], text, signal);
  const outcome = kept === null ? KEPT : `tmux did not take it: ${cleanText(kept, 120)}; ${SENT_ON}`;
  return { kind: 'copied', text: outcome, nowMs: wallMs() };
}

const SENT_ON = 'sent on to the terminal, if tmux lets it pass (allow-passthrough)';
const HANDED_ON = "In tmux's buffer (prefix ] pastes it), and handed on to the terminal's clipboard";
const KEPT = `In tmux's buffer: prefix ] pastes it; ${SENT_ON}`;

/** Null: done; else why not. */
function run(
  command: string,
  args: readonly string[],
  input: string,
  signal: AbortSignal,
): Promise<string | null> {
  return new Promise((resolve) => {
    const child = execFile(command, args, { timeout: TIMEOUT_MS, signal }, (error, _, stderr) =>
      resolve(error === null ? null : stderr.trim().split('\n')[0] || reasonOf(error)),
    );
    // It may end without reading.
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
  });
}

function reasonOf(error: ExecFileException): string {
  return error.code === 'ENOENT' ? 'there is no tmux command here' : error.message;
}
