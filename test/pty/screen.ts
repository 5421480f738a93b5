// The screen as a person would see it: a terminal emulator without a window, fed with a program's output.

import xterm from '@xterm/headless';

// The package is CommonJS: named imports work for its types only.
const { Terminal } = xterm;

export interface ScreenCell {
  readonly text: string;
  /** Palette index, 0 to 255; null: the terminal's default. */
  readonly foreground: number | null;
  readonly background: number | null;
  readonly bold: boolean;
  readonly underline: boolean;
  readonly inverse: boolean;
}

export class Screen {
  readonly #terminal: InstanceType<typeof Terminal>;

  constructor(columns: number, rows: number) {
    this.#terminal = new Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 1000 });
  }

  /** Resolves when the bytes have had their effect. */
  write(bytes: Uint8Array): Promise<void> {
    return new Promise((resolve) => this.#terminal.write(bytes, resolve));
  }

  /** The terminal's own answers, to questions such as "which terminal are you". */
  onReply(listener: (text: string) => void): void {
    this.#terminal.onData(listener);
  }

  resize(columns: number, rows: number): void {
    this.#terminal.resize(columns, rows);
  }

  get columns(): number {
    return this.#terminal.cols;
  }

  get rows(): number {
    return this.#terminal.rows;
  }

  /** The visible lines, without the blanks at their ends. */
  lines(): readonly string[] {
    return Array.from({ length: this.rows }, (_, y) => this.line(y));
  }

  /** `y` counts from 0 at the top of what is visible. */
  line(y: number): string {
    const buffer = this.#terminal.buffer.active;
    return buffer.getLine(buffer.baseY + y)?.translateToString(true) ?? '';
  }

  text(): string {
    return this.lines().join('\n');
  }

  /** Where a text stands on the screen, or null. */
  find(text: string): { readonly x: number; readonly y: number } | null {
    for (const [y, line] of this.lines().entries()) {
      const x = line.indexOf(text);
      if (x >= 0) return { x, y };
    }
    return null;
  }

  get cursor(): { readonly x: number; readonly y: number } {
    const { cursorX: x, cursorY: y } = this.#terminal.buffer.active;
    return { x, y };
  }

  /** One line of cells with everything that a picture of them needs; a wide character has an empty cell after it. */
  cells(y: number): readonly ScreenCell[] {
    const buffer = this.#terminal.buffer.active;
    const line = buffer.getLine(buffer.baseY + y);
    return Array.from({ length: this.columns }, (_, x) => {
      const cell = line?.getCell(x);
      return {
        text: cell?.getChars() ?? '',
        foreground: cell?.isFgDefault() === false ? cell.getFgColor() : null,
        background: cell?.isBgDefault() === false ? cell.getBgColor() : null,
        bold: (cell?.isBold() ?? 0) !== 0,
        underline: (cell?.isUnderline() ?? 0) !== 0,
        inverse: (cell?.isInverse() ?? 0) !== 0,
      };
    });
  }

  isAlternate(): boolean {
    return this.#terminal.buffer.active.type === 'alternate';
  }

  mouseMode(): 'none' | 'x10' | 'vt200' | 'drag' | 'any' {
    return this.#terminal.modes.mouseTrackingMode;
  }

  hasBracketedPaste(): boolean {
    return this.#terminal.modes.bracketedPasteMode;
  }

  hasApplicationCursorKeys(): boolean {
    return this.#terminal.modes.applicationCursorKeysMode;
  }

  /** Foreground and background as the emulator numbers them; -1 is the terminal's default. */
  colorsAt(x: number, y: number): { readonly foreground: number; readonly background: number } {
    const buffer = this.#terminal.buffer.active;
    const cell = buffer.getLine(buffer.baseY + y)?.getCell(x);
    return { foreground: cell?.getFgColor() ?? -1, background: cell?.getBgColor() ?? -1 };
  }
}
