/**
 * Every option of `tstop`: the grammar, the types of what commander finds, the help, the man page, the README's table and
 * shell completions are made of it. A flag of the configuration is a row in `dashboard/model/setting-table.ts` besides;
 * other values are read in `monitor-options.ts`, `server-options.ts` or `snapshot-options.ts`.
 */

import { SHELLS } from '../../completions/completion-script.js';
import { THEME_NAMES } from '../dashboard/model/themes.js';
import { FORMAT_NAMES } from '../snapshot/formats.js';
import { VIEW_NAMES } from '../snapshot/views.js';

export interface OptionRow {
  /** As commander calls it. */
  readonly name: string;
  /** A text, nothing, or nothing and the opposite of the option of that name (`--no-mouse`). */
  readonly takes: 'text' | 'flag' | 'off';
  readonly flags: string;
  /** Stands alone: it is sorted, searched for, and in the man page. */
  readonly help: string;
  /** For shells to complete: one of these words, a file, or names of fields; else nothing. */
  readonly values?: readonly string[] | 'file' | 'fields';
  /** Its being there asks for a snapshot instead of the live view. */
  readonly only?: 'snapshot';
}

export interface OptionGroup {
  readonly title: string;
  readonly options: readonly OptionRow[];
}

export const OPTION_GROUPS = [
  {
    title: 'Reading',
    options: [
      {
        name: 'delay',
        takes: 'text',
        flags: '-d, --delay <time>',
        help: 'interval of readings: 1, 0.5, 500ms (default 1s)',
      },
      {
        name: 'frequency',
        takes: 'text',
        flags: '--frequency <time>',
        help: "same as --delay, under uwsgitop's name",
      },
      {
        name: 'timeout',
        takes: 'text',
        flags: '--timeout <time>',
        help: 'give up on a reading after this time (default 3s)',
      },
      {
        name: 'maxSize',
        takes: 'text',
        flags: '--max-size <size>',
        help: 'refuse replies larger than this (default 64M)',
      },
      {
        name: 'record',
        takes: 'text',
        flags: '--record <file>',
        help: 'record what the live view reads (app.tsr)',
        values: 'file',
      },
    ],
  },
  {
    title: 'Snapshots instead of the live view',
    options: [
      {
        name: 'once',
        takes: 'flag',
        flags: '--once',
        help: 'print one snapshot; reads twice, to compute rates',
        only: 'snapshot',
      },
      {
        name: 'batch',
        takes: 'flag',
        flags: '-b, --batch',
        help: 'print a snapshot after every reading until stopped',
        only: 'snapshot',
      },
      {
        name: 'iterations',
        takes: 'text',
        flags: '-n, --iterations <count>',
        help: 'stop after this many readings (implies -b)',
        only: 'snapshot',
      },
      {
        name: 'stopAfter',
        takes: 'text',
        flags: '--stop-after <time>',
        help: 'stop after this time (implies -b)',
        only: 'snapshot',
      },
      {
        name: 'instant',
        takes: 'flag',
        flags: '--instant',
        help: 'print the first reading at once, without rates',
        only: 'snapshot',
      },
      {
        name: 'format',
        takes: 'text',
        flags: '-F, --format <name>',
        help: `output format: ${FORMAT_NAMES.join(', ')}`,
        values: FORMAT_NAMES,
        only: 'snapshot',
      },
      {
        name: 'output',
        takes: 'text',
        flags: '-o, --output <file>',
        help: 'write to this file (-: standard output): --once replaces it, -b appends',
        values: 'file',
        only: 'snapshot',
      },
      {
        name: 'headers',
        takes: 'off',
        flags: '--no-headers',
        help: 'leave out titles and the summary line',
        only: 'snapshot',
      },
      { name: 'pretty', takes: 'flag', flags: '--pretty', help: 'indent JSON output', only: 'snapshot' },
      {
        name: 'width',
        takes: 'text',
        flags: '-w, --width <cells>',
        help: "width of table lines (default: the terminal's)",
        only: 'snapshot',
      },
    ],
  },
  {
    title: 'Content',
    options: [
      {
        name: 'view',
        takes: 'text',
        flags: '--view <name>',
        help: `table to print or open: ${VIEW_NAMES.join(', ')}`,
        values: VIEW_NAMES,
        only: 'snapshot',
      },
      {
        name: 'fields',
        takes: 'text',
        flags: '--fields <names>',
        help: 'columns: a,b for just these; +c,-d to add or remove',
        values: 'fields',
        only: 'snapshot',
      },
      {
        name: 'listFields',
        takes: 'flag',
        flags: '--list-fields',
        help: 'list the fields of --view, or of all views',
      },
      {
        name: 'filter',
        takes: 'text',
        flags: '--filter <expression>',
        help: "show only rows such as 'busy>80 and uri~^/api'",
      },
      {
        name: 'sort',
        takes: 'text',
        flags: '--sort <names>',
        help: 'sort rows by these fields; -name for descending',
        values: 'fields',
      },
      {
        name: 'top',
        takes: 'text',
        flags: '--top <count>',
        help: 'print only the first rows',
        only: 'snapshot',
      },
      { name: 'tree', takes: 'flag', flags: '--tree', help: 'show cores below their workers' },
      { name: 'reveal', takes: 'flag', flags: '--reveal', help: 'show cookies and authorization headers' },
    ],
  },
  {
    title: 'Facts that the stats lack',
    options: [
      {
        name: 'harakiri',
        takes: 'text',
        flags: '--harakiri <time>',
        help: 'harakiri limit, for the time until a kill: 60, 5m',
      },
      {
        name: 'tracebacker',
        takes: 'text',
        flags: '--tracebacker <prefix>',
        help: '--py-tracebacker of the server: b shows stacks',
        values: 'file',
      },
    ],
  },
  {
    title: 'Appearance',
    options: [
      {
        name: 'theme',
        takes: 'text',
        flags: '--theme <name>',
        help: `colours: ${THEME_NAMES.join(', ')}`,
        values: THEME_NAMES,
      },
      {
        name: 'color',
        takes: 'off',
        flags: '--no-color',
        help: 'use the mono theme; NO_COLOR does the same',
      },
      { name: 'ascii', takes: 'flag', flags: '--ascii', help: 'draw with ASCII only, in tables too' },
      { name: 'ascii', takes: 'off', flags: '--no-ascii', help: 'draw with Unicode whatever the locale' },
      { name: 'mouse', takes: 'flag', flags: '--mouse', help: 'use the mouse (default)' },
      { name: 'mouse', takes: 'off', flags: '--no-mouse', help: 'leave the mouse to the terminal' },
    ],
  },
  {
    title: 'Configuration',
    options: [
      {
        name: 'config',
        takes: 'text',
        flags: '--config <file>',
        help: 'read this file, not ~/.config/tstop/config.json',
        values: 'file',
      },
      { name: 'config', takes: 'off', flags: '--no-config', help: 'ignore the configuration file' },
      {
        name: 'printConfig',
        takes: 'flag',
        flags: '--print-config',
        help: 'print the configuration in force, ready to be saved',
      },
    ],
  },
  {
    title: 'Actions in the live view (F9)',
    options: [
      {
        name: 'fifo',
        takes: 'text',
        flags: '--fifo <path>',
        help: "the server's master FIFO (uWSGI: --master-fifo)",
        values: 'file',
      },
      {
        name: 'readonly',
        takes: 'flag',
        flags: '--readonly',
        help: 'never send anything to the server: no actions',
      },
      {
        name: 'readonly',
        takes: 'off',
        flags: '--no-readonly',
        help: 'allow actions even if the configuration does not',
      },
    ],
  },
  {
    title: 'About',
    options: [
      { name: 'help', takes: 'flag', flags: '-h, --help', help: 'show this help' },
      { name: 'version', takes: 'flag', flags: '-V, --version', help: 'show the version' },
      {
        name: 'completions',
        takes: 'text',
        flags: '--completions <shell>',
        help: 'print a completion script for bash, zsh or fish',
        values: SHELLS,
      },
    ],
  },
] as const satisfies readonly OptionGroup[];

export const OPTION_ROWS: readonly OptionRow[] = OPTION_GROUPS.flatMap(
  ({ options }): readonly OptionRow[] => options,
);
