import type { EventEmitter } from 'node:events';
import type { CellLine } from '../cells/cell-buffer.js';

/*
 * The parts of blessed 0.1.81 used beyond its documented interface (its public types lack them). The version
 * is pinned in package.json: every name below is checked against that version by the tests that draw.
 */

interface BlessedProgram extends EventEmitter {
  cols: number;
  rows: number;
  destroy(): void;
}

export interface BlessedElement {
  render(): void;
}

export interface BlessedScreen extends EventEmitter {
  readonly program: BlessedProgram;
  readonly tput: { brokenACS: boolean };
  readonly lines: readonly CellLine[];
  readonly olines: readonly CellLine[];
  append(element: BlessedElement): void;
  /** New, blank cells for the size that the program has now. */
  alloc(dirty?: boolean): void;
  /** Renders every element into `lines`, then calls `draw`. */
  render(): void;
  draw(): void;
  destroy(): void;
}

export interface BlessedScreenClass {
  new (options: {
    readonly input: EventEmitter;
    readonly output: EventEmitter;
    readonly terminal: string;
    readonly forceUnicode: boolean;
  }): BlessedScreen;
  /** Set while blessed listens for signals, crashes and exit of the process. */
  _exceptionHandler?: (...arguments_: unknown[]) => void;
  _sigtermHandler?: (...arguments_: unknown[]) => void;
  _sigintHandler?: (...arguments_: unknown[]) => void;
  _sigquitHandler?: (...arguments_: unknown[]) => void;
  _exitHandler?: (...arguments_: unknown[]) => void;
}

export interface BlessedProgramClass {
  _exitHandler?: (...arguments_: unknown[]) => void;
}

export interface BlessedBoxClass {
  new (options: { readonly screen: BlessedScreen }): BlessedElement;
}

type Capability = (...parameters: unknown[]) => string;

export interface BlessedTputClass {
  /** Where terminfo entries of the system are looked for. */
  readonly ipaths: string[];
  readonly prototype: {
    _compile(info: unknown, name: string, value: unknown): boolean | number | Capability;
  };
}

/** blessed-contrib 4.11.0's line chart, and the canvas of braille dots below it. Pinned and checked like blessed. */
export interface ContribLine extends EventEmitter {
  canvasSize: { width: number; height: number };
  calcSize(): void;
  /** There from `attach` on. */
  readonly ctx: { clearRect(): void; readonly _canvas: ContribCanvas };
  /** `x` holds labels, and says by their number how much room there is; `y` may be shorter. */
  setData(series: { readonly x: readonly string[]; readonly y: readonly number[] }): void;
}

interface ContribCanvas {
  /** In dots. */
  readonly width: number;
  /** The dots of each cell, row by row. */
  readonly content: Uint8Array;
  clear(): void;
}

export interface ContribLineClass {
  new (options: {
    readonly screen: BlessedScreen;
    readonly minY: number;
    readonly maxY: number;
    readonly numYLabels: number;
    readonly showNthLabel: number;
    readonly xPadding: number;
    readonly xLabelPadding: number;
    readonly style: { readonly line: string; readonly text: string; readonly baseline: string };
  }): ContribLine;
}
