/**
 * The commands of `tstop` beside the live view and snapshots, each with the options that only it has and the names of those
 * that it shares. Grammar, help, man page, README and completions are made of it, as of `option-table.ts`.
 */
import { OPTION_GROUPS, type OptionGroup, type OptionRow } from './option-table.js';

interface CommandRow {
  readonly name: string;
  /** Operands, as the usage line has them. */
  readonly takes: string;
  /** Stands alone. */
  readonly about: string;
  readonly options: readonly OptionRow[];
  /** Names of options of `option-table.ts` that it takes with the same meaning. */
  readonly shares: readonly string[];
  readonly examples: string;
  readonly exitStatus: string;
}

/** The command ends at once, or watches for a while: it needs to know when and how to read, and the configuration. */
const READING = ['delay', 'frequency', 'maxSize', 'config', 'help'];

export const COMMANDS = [
  {
    name: 'check',
    takes: 'ADDRESS...',
    about: 'judge servers as a monitoring plugin: one line, exit 0 to 3',
    options: [
      {
        name: 'warn',
        takes: 'text',
        flags: '--warn <expression>',
        help: "warn when this holds of the overview: 'busy>70 or queue>0'",
      },
      {
        name: 'crit',
        takes: 'text',
        flags: '--crit <expression>',
        help: 'be critical when this holds of the overview',
      },
    ],
    shares: [...READING, 'timeout'],
    examples: `tstop check 127.0.0.1:9191
tstop check :9191 --warn 'busy>70 or queue>0' --crit 'busy>95 or oldest>30s'`,
    exitStatus: `0 ok, 1 warning, 2 critical or no answer,
3 unknown: no uWSGI stats there, or wrong usage`,
  },
  {
    name: 'record',
    takes: 'ADDRESS...',
    about: 'write every sample of servers to a file, to be looked at later',
    options: [
      {
        name: 'output',
        takes: 'text',
        flags: '-o, --output <file>',
        help: 'add to this recording (app.tsr), or begin it',
        values: 'file',
      },
      { name: 'for', takes: 'text', flags: '--for <time>', help: 'stop after this time: 30m, 2h' },
      {
        name: 'maxSize',
        takes: 'text',
        flags: '--max-size <size>',
        help: 'begin a new file when this one is as large: 100M',
      },
      {
        name: 'rotate',
        takes: 'text',
        flags: '--rotate <time>',
        help: 'begin a new file when this one is as old: 24h',
      },
      {
        name: 'keep',
        takes: 'text',
        flags: '--keep <count>',
        help: 'leave so many full files, FILE.1 the newest (default 5)',
      },
    ],
    shares: ['delay', 'frequency', 'timeout', 'reveal', 'config', 'help'],
    examples: `tstop record :9191 -o app.tsr
tstop record :9191 :9192 -o app.tsr --max-size 100M --keep 7 --for 2h`,
    exitStatus: `0 done or stopped, 1 internal error, 2 wrong usage or a file that cannot
be written, 3 cannot connect, 4 connected, but no uWSGI stats there`,
  },
  {
    name: 'replay',
    takes: 'FILE [SERVER]',
    about: 'show a recording in the live view, and go through its time',
    options: [
      {
        name: 'at',
        takes: 'text',
        flags: '--at <time>',
        help: 'hold this moment: 13:14, 13:14:02, or -10m before the end',
      },
      {
        name: 'speed',
        takes: 'text',
        flags: '--speed <factor>',
        help: 'play so many times as fast (default 1)',
      },
    ],
    shares: [
      ...['filter', 'sort', 'tree', 'reveal', 'theme', 'color', 'ascii', 'mouse'],
      ...['config', 'help', 'timeout'],
    ],
    examples: `tstop replay app.tsr
tstop replay app.tsr --at 13:14
tstop replay app.tsr 127.0.0.1:9192 --at -10m --speed 4`,
    exitStatus: '0 done, 1 internal error, 2 wrong usage or a file that cannot be read',
  },
  {
    name: 'dump',
    takes: 'FILE [SERVER] | ADDRESS',
    about: 'print a recording, or a server from now on, as snapshots',
    options: [
      {
        name: 'begin',
        takes: 'text',
        flags: '--begin <time>',
        help: 'leave out what is before: 13:14, -10m before the end, or ISO 8601',
      },
      { name: 'end', takes: 'text', flags: '--end <time>', help: 'leave out what is after' },
      {
        name: 'every',
        takes: 'text',
        flags: '--every <time>',
        help: 'print a sample each so often, not all of them: 10s',
      },
    ],
    shares: [
      ...['format', 'output', 'headers', 'pretty', 'width', 'view', 'fields', 'filter', 'sort', 'top'],
      ...['tree', 'reveal', 'ascii', 'config', 'help', 'timeout'],
    ],
    examples: `tstop dump :9191 --every 10s --end 18:00 -F ndjson
tstop dump app.tsr --begin 13:10 --end 13:20 --every 10s
tstop dump app.tsr -F csv --view overview --fields time,rps,busy,queue
tstop dump app.tsr 127.0.0.1:9192 -F ndjson`,
    exitStatus: `0 done, 1 internal error, 2 wrong usage or a file that cannot be read,
3 cannot connect, 4 connected, but no uWSGI stats there, 130 interrupted`,
  },
  {
    name: 'wait',
    takes: 'ADDRESS...',
    about: 'return when an expression holds of every server, for scripts',
    options: [
      {
        name: 'for',
        takes: 'text',
        flags: '--for <expression>',
        help: "wait until this holds of the overview: 'accepting>=4'",
      },
      {
        name: 'timeout',
        takes: 'text',
        flags: '--timeout <time>',
        help: 'give up after this time (default 30s)',
      },
    ],
    shares: READING,
    examples: "tstop wait :9191 --for 'accepting>=4 and queue=0' --timeout 60s",
    exitStatus: '0 it holds, 1 internal error, 2 wrong usage, 5 it did not hold in time,\n130 interrupted',
  },
] as const satisfies readonly CommandRow[];

export const COMMAND_ROWS: readonly CommandRow[] = COMMANDS;

export type CommandName = (typeof COMMANDS)[number]['name'];

/** null: the word is no command, but an address or an option. */
export function commandNamed(word: string | undefined): CommandName | null {
  return COMMANDS.find(({ name }) => name === word)?.name ?? null;
}

/** Options of a command as its help lists them; of the live view and snapshots without one. */
export function optionGroupsOf(command: string | null): readonly OptionGroup[] {
  const row = COMMAND_ROWS.find(({ name }) => name === command);
  if (row === undefined) return OPTION_GROUPS;
  const shared = OPTION_GROUPS.map(({ title, options }) => ({
    title,
    options: options.filter(({ name }) => row.shares.includes(name)),
  }));
  return [{ title: `Options of ${row.name}`, options: row.options }, ...shared].filter(
    ({ options }) => options.length > 0,
  );
}
