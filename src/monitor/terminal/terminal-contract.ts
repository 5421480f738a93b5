import type { Frame } from '../dashboard/drawing/frame.js';
import type { Size } from '../dashboard/model/size.js';
import type { ThemeName } from '../dashboard/model/themes.js';
import type { ClipboardRoute } from './clipboard.js';
import type { WritableText } from './held-writes.js';
import type { TerminalInput } from './input/reader.js';
import type { InputListeners } from './input/token-delivery.js';
import type { TerminalOutput } from './output-port.js';
import type { GuardedProcess } from './process-guard.js';

export interface TerminalOptions {
  /** Not a TTY: the controlling terminal is opened for keys. */
  readonly input: TerminalInput;
  readonly output: TerminalOutput;
  /** `$TERM`. */
  readonly term: string;
  /** `$COLORTERM`. */
  readonly colorterm: string | null;
  /** `$COLORFGBG`; null or left out: not set. */
  readonly colorfgbg?: string | null;
  readonly theme: ThemeName;
  /** False (`NO_COLOR`): theme `mono`, whatever is asked for. */
  readonly colors: boolean;
  readonly mouse: boolean;
  /** Default: straight to the terminal. */
  readonly clipboard?: ClipboardRoute;
  /** A lone ESC may begin another key's sequence for this long; default 50. */
  readonly escTimeoutMs?: number;
  /** `process`: its signals and crashes end or stop the terminal. */
  readonly process: HostProcess;
}

export interface HostProcess extends GuardedProcess {
  readonly stderr: WritableText & { readonly isTTY?: boolean; write(text: string): boolean };
}

export interface TerminalListeners extends InputListeners {
  /** The cells are blank now: a frame of the new size is wanted. */
  resized(size: Size): void;
  /** Back after a stop; the newest frame is drawn again. */
  resumed(): void;
  /** Frames can be taken again after one was skipped; the newest one has been drawn. */
  ready(): void;
}

export interface Terminal {
  readonly size: Size;
  /** False: skipped, the terminal has not swallowed an earlier frame yet. The newest one is drawn when it has. */
  draw(frame: Frame): boolean;
  setTheme(theme: ThemeName): void;
  /** Takes the mouse, or gives it back to the terminal. */
  setMouse(mouse: boolean): void;
  /** Asks the terminal to take lines to the clipboard; not all do. */
  copy(lines: readonly string[]): void;
  /** Clears the terminal and sends every cell again. */
  redraw(): void;
  /** Leaves the screen and stops the process group, as Ctrl-Z does; comes back by itself when it is continued. */
  suspend(): void;
  /** Makes the terminal what it was before. Waits at most a second for one that is slow. */
  close(): Promise<void>;
}
