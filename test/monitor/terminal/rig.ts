import { EventEmitter, once } from 'node:events';
import { Writable } from 'node:stream';
import unicode11 from '@xterm/addon-unicode11';
import xterm from '@xterm/headless';
import type { Frame, Line, Tone } from '../../../src/monitor/dashboard/drawing/frame.js';
import type { ThemeName } from '../../../src/monitor/dashboard/model/themes.js';
import { loadWidget } from '../../../src/monitor/terminal/blessed/chart-plot.js';
import type { TerminalInput } from '../../../src/monitor/terminal/input/reader.js';
import type { TerminalOutput } from '../../../src/monitor/terminal/output-port.js';
import {
  type HostProcess,
  openTerminal,
  type Terminal,
  type TerminalListeners,
} from '../../../src/monitor/terminal/terminal.js';

/*
 * The terminal layer between fake streams: what it writes goes to an emulator whose screen the tests read, and what
 * the tests type goes to it as a terminal would send it.
 */

/** Fakes of all that a terminal has of its process, and the emulator behind them. */
export interface Streams {
  readonly emulator: xterm.Terminal;
  readonly input: FakeInput & TerminalInput;
  readonly output: FakeOutput & TerminalOutput;
  readonly process: FakeProcess;
  line(y: number): string;
  screen(): string[];
}

export interface Rig extends Streams {
  readonly terminal: Terminal;
  /** Everything the listeners were told, in order. */
  readonly events: unknown[];
  /** When the emulator has seen everything. */
  settled(): Promise<void>;
  /** Draws and waits for the emulator. */
  show(frame: Frame): Promise<void>;
}

export interface RigOptions {
  readonly columns?: number;
  readonly rows?: number;
  readonly theme?: ThemeName;
  readonly colors?: boolean;
  readonly mouse?: boolean;
  readonly term?: string;
  readonly colorfgbg?: string;
  /** The emulator measures characters as terminals did before emoji: most are one cell wide to it. */
  readonly oldWidths?: boolean;
}

export function openStreams(options: Pick<RigOptions, 'columns' | 'rows' | 'oldWidths'> = {}): Streams {
  // A frame is drawn at once then; that charts may come later is seen end to end.
  loadWidget();
  const { columns = 40, rows = 10 } = options;
  const emulator = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 0 });
  if (!options.oldWidths) useUnicode11(emulator);
  const line = (y: number) => emulator.buffer.active.getLine(y)?.translateToString(true) ?? '';
  return {
    emulator,
    input: new FakeInput() as FakeInput & TerminalInput,
    output: new FakeOutput(emulator) as FakeOutput & TerminalOutput,
    process: new FakeProcess(),
    line,
    screen: () => Array.from({ length: emulator.rows }, (_, y) => line(y)),
  };
}

export function openRig(options: RigOptions = {}): Rig {
  const streams = openStreams(options);
  const { input, output, process } = streams;
  const events: unknown[] = [];
  const terminal = openTerminal(
    {
      input,
      output,
      process,
      term: options.term ?? 'xterm-256color',
      colorterm: null,
      colorfgbg: options.colorfgbg ?? null,
      theme: options.theme ?? 'default',
      colors: options.colors ?? true,
      mouse: options.mouse ?? true,
      escTimeoutMs: 1,
    },
    recorder(events),
  );
  const settled = () => output.settled();
  return {
    ...streams,
    terminal,
    events,
    settled,
    show: async (frame) => {
      await settled();
      terminal.draw(frame);
      await settled();
    },
  };
}

/** A frame of plain lines. */
export function plainFrame(...texts: readonly string[]): Frame {
  return frameOf(texts.map((text) => lineOf([text, 'plain'])));
}

export function frameOf(lines: readonly Line[], cursor: Frame['cursor'] = null): Frame {
  return { lines, charts: [], hits: [], cursor };
}

export function lineOf(...spans: readonly (readonly [text: string, tone: Tone])[]): Line {
  return filledLine('plain', ...spans);
}

export function filledLine(fill: Tone, ...spans: readonly (readonly [text: string, tone: Tone])[]): Line {
  return { fill, spans: spans.map(([text, tone]) => ({ text, tone })) };
}

export class FakeInput extends EventEmitter {
  readonly isTTY = true;
  isRaw = false;
  isFlowing = false;

  setRawMode(raw: boolean): void {
    this.isRaw = raw;
  }

  resume(): void {
    this.isFlowing = true;
  }

  pause(): void {
    this.isFlowing = false;
  }

  /** Sends input as the user's terminal does. */
  type(text: string | Buffer): void {
    this.emit('data', Buffer.from(text));
  }
}

export class FakeOutput extends Writable {
  readonly isTTY = true;
  columns: number;
  rows: number;
  /** Everything written, as one string. */
  written = '';
  /** While true nothing is swallowed. */
  isStalled = false;
  #resume: () => void = () => {};
  readonly #emulator: xterm.Terminal;

  constructor(emulator: xterm.Terminal) {
    super({ decodeStrings: false });
    this.#emulator = emulator;
    this.columns = emulator.cols;
    this.rows = emulator.rows;
  }

  override _write(text: string, _encoding: string, done: () => void): void {
    this.written += text;
    const swallow = (): void => this.#emulator.write(text, done);
    if (this.isStalled) this.#resume = swallow;
    else swallow();
  }

  goOn(): void {
    this.isStalled = false;
    this.#resume();
  }

  resizeTo(columns: number, rows: number): void {
    this.#emulator.resize(columns, rows);
    this.columns = columns;
    this.rows = rows;
    this.emit('resize');
  }

  async settled(): Promise<void> {
    while (this.writableLength > 0) await new Promise(setImmediate);
    await new Promise<void>((resolve) => this.#emulator.write('', resolve));
  }
}

export class FakeProcess extends EventEmitter implements HostProcess {
  readonly pid = 4711;
  readonly kills: (readonly [pid: number, signal: string])[] = [];
  readonly exits: number[] = [];
  readonly stderr = {
    isTTY: true,
    text: '',
    write(text: string): boolean {
      this.text += text;
      return true;
    },
  };

  kill(pid: number, signal: string): void {
    this.kills.push([pid, signal]);
  }

  exit(code: number): void {
    this.exits.push(code);
    this.emit('exited');
  }

  async exited(): Promise<void> {
    if (this.exits.length === 0) await once(this, 'exited');
  }
}

function useUnicode11(emulator: xterm.Terminal): void {
  emulator.loadAddon(new unicode11.Unicode11Addon());
  emulator.unicode.activeVersion = '11';
}

function recorder(events: unknown[]): TerminalListeners {
  return {
    key: ({ name }) => events.push(name),
    paste: (text) => events.push({ paste: text }),
    click: (click) => events.push({ click }),
    wheel: (wheel) => events.push({ wheel }),
    resized: (size) => events.push({ resized: size }),
    resumed: () => events.push('resumed'),
    ready: () => events.push('ready'),
  };
}
