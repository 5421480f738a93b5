import type { Frame } from '../dashboard/drawing/frame.js';
import type { Size } from '../dashboard/model/size.js';
import { CellScreen } from './blessed/screen.js';
import type { CellLine } from './cells/cell-buffer.js';
import { SafeCells } from './cells/safe-cells.js';
import { type ClipboardRoute, clipboardSequence } from './clipboard.js';
import { CellAttributes, type ColorDepth } from './colour/cell-attributes.js';
import type { DrawnTheme } from './colour/themes.js';
import { OutputPort, type TerminalOutput } from './output-port.js';
import { FramePainter } from './paint-frame.js';
import {
  cursorSequence,
  enterSequence,
  FRAME_BEGIN,
  FRAME_END,
  leaveSequence,
  type Modes,
  mouseSequence,
} from './terminal-modes.js';

/*
 * Frames to bytes. The newest frame is remembered: it is what is drawn when a slow terminal is ready again, when the
 * program comes back from a stop, and in another theme.
 */

const CURSOR_HIDDEN = cursorSequence(null);

export class FrameOutput {
  readonly #port: OutputPort;
  #modes: Modes;
  readonly #depth: ColorDepth;
  readonly #screen: CellScreen;
  readonly #cells = new SafeCells();
  readonly #painter = new FramePainter();
  readonly #onReady: () => void;
  #theme: DrawnTheme;
  #attributes: CellAttributes;
  #frame: Frame = { lines: [], charts: [], hits: [], cursor: null };
  /** Position of the terminal's cursor, as it was sent. */
  #cursor = CURSOR_HIDDEN;
  #isEntered = false;
  #takesFrames = false;
  #isFrameSkipped = false;

  /** `onReady`: a frame had been skipped, and the newest one has been drawn now. */
  constructor(
    output: TerminalOutput,
    modes: Modes,
    depth: ColorDepth,
    theme: DrawnTheme,
    onReady: () => void,
  ) {
    this.#port = new OutputPort(output, () => this.#catchUp());
    this.#modes = modes;
    this.#depth = depth;
    this.#onReady = onReady;
    this.#theme = theme;
    this.#attributes = new CellAttributes(theme, depth);
    this.#screen = new CellScreen(
      this.size,
      modes.singleScreen ? 'linux' : 'xterm-256color',
      (lines) => this.#paint(lines),
      () => this.#drawNewest(),
    );
  }

  get size(): Size {
    return this.#port.size;
  }

  /** False: skipped. */
  draw(frame: Frame): boolean {
    this.#frame = frame;
    return this.#drawNewest();
  }

  setTheme(theme: DrawnTheme): void {
    if (theme === this.#theme) return;
    this.#theme = theme;
    this.#attributes = new CellAttributes(theme, this.#depth);
    this.#drawNewest();
  }

  setMouse(mouse: boolean): void {
    if (mouse === this.#modes.mouse) return;
    this.#modes = { ...this.#modes, mouse };
    if (this.#isEntered) this.#port.write(mouseSequence(mouse));
  }

  redraw(): void {
    this.#screen.repaint();
    this.#drawNewest();
  }

  copy(lines: readonly string[], route: ClipboardRoute): void {
    if (this.#takesFrames) this.#port.write(clipboardSequence(lines, route));
  }

  /** A question to the terminal; its answer comes as input. */
  ask(question: string): void {
    if (this.#isEntered) this.#port.write(question);
  }

  /** The cells are blank afterwards, and stay so until the next frame. */
  resize(): void {
    this.#screen.resize(this.size);
  }

  enter(): void {
    this.#port.setBlocking(false);
    this.#port.write(enterSequence(this.#modes));
    this.#cursor = CURSOR_HIDDEN;
    this.#screen.repaint();
    this.#isEntered = true;
    this.#takesFrames = true;
  }

  /** Waits at most `limitMs` for the terminal to swallow what it has been sent; what stands behind that may be lost. */
  async leave(limitMs: number): Promise<void> {
    this.#takesFrames = false;
    if (this.#port.isBusy) await this.#port.drained(limitMs);
    this.leaveNow();
  }

  /** When this returns, a terminal that is not busy is as it was before, and the process may end. */
  leaveNow(): void {
    this.#takesFrames = false;
    if (!this.#isEntered) return;
    this.#isEntered = false;
    this.#port.setBlocking(true);
    this.#port.write(leaveSequence(this.#modes));
  }

  /** Asks the terminal for its size: a stopped process gets no notice of changes. */
  refreshSize(): void {
    this.#port.refreshSize();
  }

  close(): void {
    this.leaveNow();
    this.#screen.close();
  }

  #paint(lines: readonly CellLine[]): void {
    const { charts } = this.#screen;
    charts.show(this.#frame.charts);
    this.#painter.paint(this.#frame, lines, { attributes: this.#attributes, cells: this.#cells, charts });
  }

  #drawNewest(): boolean {
    this.#isFrameSkipped = !this.#takesFrames || this.#port.isBusy;
    if (!this.#isFrameSkipped) this.#send();
    return !this.#isFrameSkipped;
  }

  #send(): void {
    const cells = this.#screen.render();
    const cursor = cursorSequence(this.#frame.cursor);
    const moved = cursor !== this.#cursor || (cells !== '' && cursor !== CURSOR_HIDDEN);
    if (cells === '' && !moved) return;
    this.#cursor = cursor;
    this.#port.write(`${FRAME_BEGIN}${cells}${moved ? cursor : ''}${FRAME_END}`);
  }

  #catchUp(): void {
    if (!this.#isFrameSkipped || !this.#takesFrames) return;
    this.#drawNewest();
    this.#onReady();
  }
}
