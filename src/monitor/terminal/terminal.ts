import type { Frame } from '../dashboard/drawing/frame.js';
import type { Size } from '../dashboard/model/size.js';
import type { ThemeName } from '../dashboard/model/themes.js';
import { cleanText } from '../text/clean.js';
import { BackgroundQuestion } from './background-question.js';
import { clipboardRoute } from './clipboard.js';
import type { ColorDepth } from './colour/cell-attributes.js';
import { openControllingTty } from './controlling-tty.js';
import { FrameOutput } from './frame-output.js';
import { HeldWrites } from './held-writes.js';
import { InputReader, type TerminalInput } from './input/reader.js';
import type { InputToken } from './input/steps.js';
import { TokenDelivery } from './input/token-delivery.js';
import { ProcessGuard } from './process-guard.js';
import { colorDepthFor } from './terminal-abilities.js';
import type { HostProcess, Terminal, TerminalListeners, TerminalOptions } from './terminal-contract.js';

/*
 * The screen, the keyboard and the mouse, from the moment the dashboard appears until the terminal is as it was before.
 * Frames go in, keys come out; what both mean is known elsewhere. This file decides when the terminal is entered
 * and left, and nothing else does.
 */

export type { HostProcess, Terminal, TerminalListeners, TerminalOptions };

export function openTerminal(options: TerminalOptions, listeners: TerminalListeners): Terminal {
  return new OwnedTerminal(options, listeners);
}

const ESC_TIMEOUT_MS = 50;
const DRAIN_LIMIT_MS = 1000;

class OwnedTerminal implements Terminal {
  readonly #options: TerminalOptions;
  readonly #listeners: TerminalListeners;
  readonly #background: BackgroundQuestion;
  #theme: ThemeName;
  readonly #frames: FrameOutput;
  readonly #reader: InputReader;
  readonly #guard: ProcessGuard;
  readonly #held: HeldWrites;
  /** Standard input, or the terminal that was opened instead of it. */
  readonly #opened: { destroy(): unknown } | null;
  #closing: Promise<void> | null = null;

  constructor(options: TerminalOptions, listeners: TerminalListeners) {
    const { output, process } = options;
    this.#options = options;
    this.#listeners = listeners;
    this.#theme = options.theme;
    this.#background = new BackgroundQuestion({
      term: options.term,
      colorfgbg: options.colorfgbg ?? null,
      nowMs: () => performance.now(),
    });
    const tty = options.input.isTTY ? null : openControllingTty();
    this.#opened = tty;
    this.#reader = this.#openReader(tty ?? options.input);
    this.#frames = this.#openFrames();
    this.#guard = this.#openGuard();
    this.#held = new HeldWrites(process.stderr.isTTY ? [output, process.stderr] : [output]);
    output.on('resize', this.#onResize);
    // Never removed: an unhandled error would end the program while it restores the screen.
    output.on('error', this.#onGone);
    this.#guard.start();
    this.#enter();
  }

  get size(): Size {
    return this.#frames.size;
  }

  draw(frame: Frame): boolean {
    return this.#frames.draw(frame);
  }

  setTheme(theme: ThemeName): void {
    this.#theme = theme;
    this.#frames.setTheme(this.#background.drawn(theme));
    this.#askBackground();
  }

  setMouse(mouse: boolean): void {
    this.#frames.setMouse(mouse);
  }

  copy(lines: readonly string[]): void {
    this.#frames.copy(lines, this.#options.clipboard ?? clipboardRoute({}));
  }

  redraw(): void {
    this.#frames.redraw();
  }

  suspend(): void {
    void this.#stop(true);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await this.#leave();
    this.#guard.close();
    this.#options.output.off('resize', this.#onResize);
    this.#frames.close();
    this.#opened?.destroy();
  }

  #enter(): void {
    this.#held.hold();
    this.#reader.start();
    this.#frames.enter();
    this.#askBackground();
  }

  #askBackground(): void {
    const question = this.#depth === 0 ? null : this.#background.toAsk(this.#theme);
    if (question !== null) this.#frames.ask(question);
  }

  #take(token: InputToken, delivery: TokenDelivery): void {
    if (token.kind === 'background') {
      this.#background.answer(token.isLight);
      this.#frames.setTheme(this.#background.drawn(this.#theme));
    } else delivery.deliver(token);
  }

  async #leave(): Promise<void> {
    await this.#background.settled();
    this.#reader.stop();
    await this.#frames.leave(DRAIN_LIMIT_MS);
    this.#giveBackHeld();
  }

  /** For when nothing can be waited for. */
  #leaveNow(): void {
    this.#reader.stop();
    this.#frames.leaveNow();
    this.#giveBackHeld();
  }

  #giveBackHeld(): void {
    this.#print(this.#held.release());
  }

  async #stop(group: boolean): Promise<void> {
    if (this.#closing !== null) return;
    await this.#leave();
    this.#guard.stop(group);
  }

  /** After a stop of any kind: one that could not be caught has left raw mode to the shell as well. */
  #continue(): void {
    if (this.#closing !== null) return;
    this.#reader.stop();
    this.#enter();
    this.#frames.refreshSize();
    this.#frames.redraw();
    this.#listeners.resumed();
  }

  #end(exitCode: number, lastWords = ''): void {
    void this.close().finally(() => {
      this.#print(lastWords);
      this.#options.process.exit(exitCode);
    });
  }

  /** To the user's shell. A message may quote what a server has sent. */
  #print(text: string): void {
    if (text !== '')
      this.#options.process.stderr.write(
        text
          .split('\n')
          .map((line) => cleanText(line))
          .join('\n'),
      );
  }

  #onResize = (): void => {
    this.#frames.resize();
    this.#listeners.resized(this.size);
  };

  #onGone = (): void => {
    if (this.#closing === null) this.#guard.hangUp();
  };

  #openReader(input: TerminalInput): InputReader {
    const delivery = new TokenDelivery(this.#listeners, () => performance.now());
    const usualMs = this.#options.escTimeoutMs ?? ESC_TIMEOUT_MS;
    const escTimeoutMs = () => Math.max(usualMs, this.#background.pendingMs);
    return new InputReader(input, escTimeoutMs, (token) => this.#take(token, delivery), this.#onGone);
  }

  #openFrames(): FrameOutput {
    const { output, term, mouse, theme } = this.#options;
    const modes = { mouse, singleScreen: term.startsWith('linux') };
    const drawn = this.#background.drawn(theme);
    return new FrameOutput(output, modes, this.#depth, drawn, () => this.#listeners.ready());
  }

  get #depth(): ColorDepth {
    const { term, colorterm, colors } = this.#options;
    return colors ? colorDepthFor(term, colorterm) : 0;
  }

  #openGuard(): ProcessGuard {
    return new ProcessGuard(this.#options.process, {
      ended: (exitCode) => this.#end(exitCode),
      crashed: (error) =>
        this.#end(1, `${error instanceof Error ? (error.stack ?? error) : String(error)}\n`),
      hungUp: () => this.#leaveNow(),
      exiting: () => this.#leaveNow(),
      stopAsked: () => void this.#stop(false),
      continued: () => this.#continue(),
    });
  }
}
