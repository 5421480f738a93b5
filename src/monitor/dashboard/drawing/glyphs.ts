/** Every sign that is not a letter or a digit, once for terminals with Unicode and once for those without. */
export interface Glyphs {
  readonly ascii: boolean;
  readonly live: string;
  readonly waiting: string;
  readonly lost: string;
  /** Something that is there anew. */
  readonly again: string;
  readonly paused: string;
  readonly past: string;
  readonly ended: string;
  readonly ok: string;
  readonly warn: string;
  readonly critical: string;
  readonly unknown: string;
  readonly selected: string;
  readonly tagged: string;
  readonly selectedAndTagged: string;
  readonly ascending: string;
  readonly descending: string;
  readonly folded: string;
  readonly unfolded: string;
  /** Cores of all workers in one list. */
  readonly listed: string;
  readonly branch: string;
  readonly lastBranch: string;
  readonly ellipsis: string;
  /** Between the columns of meters and the parts of the status line. */
  readonly bar: string;
  /** Between the facts of a sentence. */
  readonly between: string;
  readonly about: string;
  /** Between a name and how many of it there are, so that the count is not taken for a key. */
  readonly count: readonly [before: string, after: string];
  readonly none: string;
  readonly yes: string;
  readonly no: string;
  /** A cell of a bar. */
  readonly filled: string;
  readonly empty: string;
  /** Around the bar of a meter. */
  readonly meterEnds: readonly [left: string, right: string];
  /** The moment that is looked at, through charts. */
  readonly cursor: string;
  /** Left of a chart, and where that meets the line below it. */
  readonly chartAxis: string;
  readonly chartCorner: string;
  /** A time without readings. */
  readonly hatch: string;
  /** From lowest to highest; null: trends are drawn in dots. */
  readonly sparks: readonly string[] | null;
  readonly frame: FrameGlyphs;
}

export interface FrameGlyphs {
  readonly topLeft: string;
  readonly topRight: string;
  readonly bottomLeft: string;
  readonly bottomRight: string;
  readonly horizontal: string;
  readonly vertical: string;
  /** Where a vertical line hangs from a horizontal one, and where it crosses it. */
  readonly tee: string;
  readonly cross: string;
}

export function glyphsFor(ascii: boolean): Glyphs {
  return ascii ? ASCII : UNICODE;
}

const UNICODE: Glyphs = {
  ascii: false,
  live: '●',
  waiting: '○',
  lost: '✖',
  again: '↻',
  paused: '‖',
  past: '◀◀',
  ended: '■',
  ok: '✔',
  warn: '△',
  critical: '▲',
  unknown: '○',
  selected: '▶',
  tagged: '+',
  selectedAndTagged: '◆',
  ascending: '▲',
  descending: '▼',
  folded: '⊞',
  unfolded: '⊟',
  listed: '≡',
  branch: '├─',
  lastBranch: '└─',
  ellipsis: '…',
  bar: '│',
  between: ' · ',
  about: '≈',
  count: ['·', ''],
  none: '—',
  yes: '✔',
  no: '✖',
  filled: '■',
  empty: '□',
  meterEnds: ['', ''],
  cursor: '┃',
  chartAxis: '┤',
  chartCorner: '└',
  hatch: '░',
  sparks: null,
  frame: {
    topLeft: '┌',
    topRight: '┐',
    bottomLeft: '└',
    bottomRight: '┘',
    horizontal: '─',
    vertical: '│',
    tee: '┬',
    cross: '┼',
  },
};

const ASCII: Glyphs = {
  ascii: true,
  live: '*',
  waiting: 'o',
  lost: 'X',
  again: '@',
  paused: '=',
  past: '<<',
  ended: '#',
  ok: 'ok',
  warn: '!',
  critical: '!!',
  unknown: '?',
  selected: '>',
  tagged: '+',
  selectedAndTagged: '#',
  ascending: '^',
  descending: 'v',
  folded: '+',
  unfolded: '-',
  listed: '=',
  branch: '|-',
  lastBranch: '`-',
  ellipsis: '~',
  bar: '|',
  between: '; ',
  about: '~',
  count: ['(', ')'],
  none: '-',
  yes: 'yes',
  no: 'no',
  filled: '#',
  empty: '.',
  meterEnds: ['[', ']'],
  cursor: '|',
  chartAxis: '|',
  chartCorner: '+',
  hatch: '/',
  sparks: ['.', '.', ':', '-', '=', '+', '*', '#'],
  frame: {
    topLeft: '+',
    topRight: '+',
    bottomLeft: '+',
    bottomRight: '+',
    horizontal: '-',
    vertical: '|',
    tee: '+',
    cross: '+',
  },
};
