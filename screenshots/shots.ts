import type { Look } from './screen-svg.js';

/** A picture: how large the terminal is, how tstop is started in it, and what is pressed before it is taken. */
export interface Shot {
  readonly name: string;
  readonly columns: number;
  readonly rows: number;
  readonly options?: readonly string[];
  readonly steps?: readonly Step[];
  readonly look?: Look;
  /** Words of a command that is run when the recording has been made. */
  readonly afterwards?: readonly string[];
}

/** Keys, and what the screen shows once they have had their effect. */
export interface Step {
  readonly keys: string;
  readonly shows: RegExp;
}

/** Charts appear a moment after the numbers. */
const DOTS = /[\u2801-\u28ff]/;

/** Other views have charts as well: the tab tells that the view is open. */
function opened(keys: string, tab: RegExp): readonly Step[] {
  return [
    { keys, shows: tab },
    { keys: '', shows: DOTS },
  ];
}

export const DARK: Look = { foreground: '#d4d7dd', background: '#16181d' };
const LIGHT: Look = { foreground: '#24272d', background: '#fbfbf9' };

export const SHOTS: readonly Shot[] = [
  { name: 'workers', columns: 120, rows: 22 },
  { name: 'workers-80x24', columns: 80, rows: 24 },
  { name: 'tree', columns: 120, rows: 24, steps: [{ keys: 't', shows: /tree/ }] },
  { name: 'wide', columns: 200, rows: 24 },
  { name: 'requests', columns: 120, rows: 30, steps: [{ keys: '2', shows: /\[2 Requests/ }] },
  {
    name: 'request',
    columns: 120,
    rows: 34,
    steps: [
      { keys: '2', shows: /\[2 Requests/ },
      { keys: '\r', shows: /REQUEST_METHOD/ },
    ],
  },
  { name: 'sockets', columns: 120, rows: 30, steps: opened('3', /\[3 Sockets/) },
  { name: 'events', columns: 120, rows: 24, steps: [{ keys: '5', shows: /\[5 Events/ }] },
  { name: 'history', columns: 120, rows: 40, steps: opened('4', /\[4 History/) },
  { name: 'history-80x24', columns: 80, rows: 24, steps: opened('4', /\[4 History/) },
  {
    name: 'past',
    columns: 120,
    rows: 40,
    steps: [
      { keys: '4', shows: /\[4 History/ },
      { keys: 'J-25s\r', shows: /s ago\) {2}/ },
      { keys: '', shows: DOTS },
    ],
  },
  {
    name: 'replay',
    columns: 120,
    rows: 40,
    afterwards: ['replay', '{dir}/shop.tsr', '--at', '-30s', '--speed', '4'],
    steps: [
      { keys: '4Z', shows: /REPLAY \d\d:\d\d:\d\d 4x/ },
      { keys: '', shows: DOTS },
    ],
  },
  {
    name: 'details',
    columns: 120,
    rows: 36,
    options: ['--harakiri', '8s'],
    steps: [{ keys: '\r', shows: /stack Core/ }],
  },
  {
    name: 'stack',
    columns: 120,
    rows: 30,
    steps: [{ keys: 'b', shows: /demo\.py/ }],
  },
  { name: 'more', columns: 120, rows: 24, steps: [{ keys: '6', shows: /\[6 More/ }] },
  {
    name: 'actions',
    columns: 120,
    rows: 30,
    options: ['--fifo', '{dir}/shop.fifo'],
    steps: [{ keys: '\x1b[20~', shows: /actions through/ }],
  },
  { name: 'setup', columns: 120, rows: 30, steps: [{ keys: '\x1bOQ', shows: /setup/ }] },
  { name: 'palette', columns: 120, rows: 30, steps: [{ keys: ':sort', shows: /sort-errors/ }] },
  { name: 'wall', columns: 200, rows: 60, steps: [{ keys: '', shows: DOTS }] },
  { name: 'help', columns: 120, rows: 40, steps: [{ keys: '?', shows: /General/ }] },
  {
    name: 'filter',
    columns: 100,
    rows: 20,
    steps: [{ keys: '\\state=busy and age>2s', shows: /state=busy and age>2s/ }],
  },
  { name: 'light', columns: 120, rows: 18, options: ['--theme', 'light'], look: LIGHT },
  { name: 'ascii', columns: 100, rows: 18, options: ['--ascii', '--no-color'] },
];
