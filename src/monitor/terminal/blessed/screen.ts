import { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';
import type { Size } from '../../dashboard/model/size.js';
import type { CellLine } from '../cells/cell-buffer.js';
import { drawCells, forgetShown } from '../cells/draw-cells.js';
import { ChartPainter } from './chart-painter.js';
import type {
  BlessedBoxClass,
  BlessedElement,
  BlessedProgramClass,
  BlessedScreen,
  BlessedScreenClass,
  BlessedTputClass,
} from './internals.js';

/*
 * blessed as a host for cells and elements, and for nothing else: it reads no terminfo of the system (it misreads
 * current ones), gets no input, hears no signal, and what it writes goes nowhere. The bytes for the terminal are made
 * by `drawCells` from the cells that its elements leave behind.
 */

// require() and not import: with one of its files imported as a module, Node scans all of blessed for export names
// first, which costs more than everything else here. The casts give the untyped package the types it has.
const require = createRequire(import.meta.url);
const Tput = require('blessed/lib/tput.js') as BlessedTputClass;
const Program = require('blessed/lib/program.js') as BlessedProgramClass;
const Screen = require('blessed/lib/widgets/screen.js') as BlessedScreenClass;
const Box = require('blessed/lib/widgets/box.js') as BlessedBoxClass;

const CLEAR_SCREEN = '\x1b[m\x1b[H\x1b[2J';

pinTerminfo();

export class CellScreen {
  readonly charts: ChartPainter;
  readonly #screen: BlessedScreen;
  #drawn = '';
  #repaint = true;

  /**
   * `paint` fills the cells, below whatever elements are appended to the screen later. `chartsLoaded`: there were charts
   * to paint that had to wait, and do not any more.
   */
  constructor(
    size: Size,
    terminal: 'xterm-256color' | 'linux',
    paint: (lines: readonly CellLine[]) => void,
    chartsLoaded: () => void,
  ) {
    this.#screen = openScreen(terminal);
    this.charts = new ChartPainter(this.#screen, chartsLoaded);
    this.#screen.draw = () => {
      this.#drawn = drawCells(this.#screen.lines, this.#screen.olines);
    };
    const canvas: BlessedElement = new Box({ screen: this.#screen });
    canvas.render = () => paint(this.#screen.lines);
    this.#screen.append(canvas);
    this.resize(size);
  }

  /** Bytes that bring the terminal up to date; empty if it is. */
  render(): string {
    if (this.#repaint) forgetShown(this.#screen.lines, this.#screen.olines);
    this.#screen.render();
    const prefix = this.#repaint ? CLEAR_SCREEN : '';
    this.#repaint = false;
    return prefix + this.#drawn;
  }

  /** The terminal shows who knows what: the next `render` clears it and sends every cell. */
  repaint(): void {
    this.#repaint = true;
  }

  resize(size: Size): void {
    this.#screen.program.cols = size.columns;
    this.#screen.program.rows = size.rows;
    this.#screen.alloc();
    this.#repaint = true;
  }

  close(): void {
    this.#screen.destroy();
  }
}

function openScreen(terminal: string): BlessedScreen {
  // One cell at first, the real size comes with resize(): cells are expensive to make twice.
  const output = Object.assign(new EventEmitter(), { columns: 1, rows: 1, isTTY: true, write: () => true });
  const screen = withoutTmuxProbe(
    () => new Screen({ input: new EventEmitter(), output, terminal, forceUnicode: true }),
  );
  screen.tput.brokenACS = true;
  stopListeningToProcess();
  return screen;
}

/** Inside tmux, blessed would start `tmux -V` and wait for it, to know things that are not used here. */
function withoutTmuxProbe<T>(open: () => T): T {
  const { TMUX } = process.env;
  Reflect.deleteProperty(process.env, 'TMUX');
  try {
    return open();
  } finally {
    if (TMUX !== undefined) Object.assign(process.env, { TMUX });
  }
}

/** The terminal's own lifecycle answers signals and crashes; blessed's handlers would end the program with exit code 0. */
function stopListeningToProcess(): void {
  const handlers = {
    uncaughtException: Screen._exceptionHandler,
    SIGTERM: Screen._sigtermHandler,
    SIGINT: Screen._sigintHandler,
    SIGQUIT: Screen._sigquitHandler,
    exit: Screen._exitHandler,
  };
  for (const [event, handler] of Object.entries(handlers)) {
    if (handler !== undefined) process.removeListener(event, handler);
  }
  if (Program._exitHandler !== undefined) process.removeListener('exit', Program._exitHandler);
}

/**
 * Only blessed's bundled descriptions of terminals are used, and their 400 capabilities are compiled when they are
 * first called: hardly any ever is.
 */
function pinTerminfo(): void {
  Tput.ipaths.length = 0;
  const compile = Tput.prototype._compile;
  Tput.prototype._compile = function (info, name, value) {
    if (typeof value !== 'string') return compile.call(this, info, name, value);
    return (...parameters) => {
      const compiled = compile.call(this, info, name, value);
      return typeof compiled === 'function' ? compiled.apply(this, parameters) : '';
    };
  };
}
