import type xterm from '@xterm/headless';

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/**
 * A terminal's screen as text: its characters, below them one letter for each cell's look, below those what the letters
 * stand for. A blank is the terminal's own look, trailing ones are left out.
 */
export function looksText(terminal: xterm.Terminal): string {
  const letters = new Map<string, string>([['', ' ']]);
  const characters: string[] = [];
  const looks: string[] = [];
  for (let y = 0; y < terminal.rows; y += 1) {
    const line = terminal.buffer.active.getLine(y);
    characters.push(line?.translateToString(true) ?? '');
    const cells = Array.from({ length: terminal.cols }, (_, x) => lookOf(line?.getCell(x)));
    looks.push(
      cells
        .map((look) => letterFor(look, letters))
        .join('')
        .trimEnd(),
    );
  }
  const legend = [...letters].slice(1).map(([look, letter]) => `${letter}  ${look}`);
  return `${[...characters, '', ...looks, '', ...legend].join('\n')}\n`;
}

function lookOf(cell: xterm.IBufferCell | undefined): string {
  if (cell === undefined) return '';
  return [
    cell.isFgDefault() ? '' : `text ${cell.getFgColor()}`,
    cell.isBgDefault() ? '' : `on ${cell.getBgColor()}`,
    cell.isBold() ? 'bold' : '',
    cell.isUnderline() ? 'underlined' : '',
    cell.isInverse() ? 'reverse' : '',
  ]
    .filter((part) => part !== '')
    .join(' ');
}

function letterFor(look: string, letters: Map<string, string>): string {
  const known = letters.get(look);
  if (known !== undefined) return known;
  const letter = LETTERS[letters.size - 1];
  if (letter === undefined) throw new Error('More looks on one screen than letters');
  letters.set(look, letter);
  return letter;
}
