import type { EventEmitter } from 'node:events';
import type { CellLine } from './cell-buffer.js';

/*
 * What is used of blessed 0.1.81 beyond its documented interface (its public types know nothing of these). The version
 * is pinned in package.json: every name below is checked against that version by the tests that draw.
 */

export interface BlessedProgram extends EventEmitter {
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
