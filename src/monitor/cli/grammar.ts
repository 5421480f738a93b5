import { Option, Command as Program } from 'commander';
import { FORMAT_NAMES } from '../snapshot/formats.js';
import { VIEW_NAMES } from '../snapshot/views.js';

/** What commander found: every value is still text. */
export interface RawOptions {
  readonly once?: true;
  readonly batch?: true;
  readonly iterations?: string;
  readonly delay?: string;
  readonly frequency?: string;
  readonly stopAfter?: string;
  readonly instant?: true;
  readonly timeout?: string;
  readonly maxSize?: string;
  readonly format?: string;
  readonly view?: string;
  readonly fields?: string;
  readonly listFields?: true;
  readonly filter?: string;
  readonly sort?: string;
  readonly top?: string;
  readonly tree?: true;
  /** false: `--no-headers`; commander makes it true otherwise, as with the next. */
  readonly headers: boolean;
  readonly color: boolean;
  readonly mouse?: boolean;
  readonly pretty?: true;
  readonly width?: string;
  readonly output?: string;
  readonly reveal?: true;
  readonly harakiri?: string;
  readonly tracebacker?: string;
  readonly theme?: string;
  readonly ascii?: boolean;
  /** false: `--no-config`. */
  readonly config?: string | false;
  readonly printConfig?: true;
  readonly fifo?: string;
  /** false: `--no-readonly`. */
  readonly readonly?: boolean;
  readonly version?: true;
  readonly help?: true;
}

/** The grammar of the command line; groups and order are those of the help. */
export function buildProgram(): Program {
  const program = new Program('tstop')
    .usage('[options] [ADDRESS]')
    .argument('[address...]')
    .helpOption(false)
    .configureHelp({ helpWidth: 80, visibleArguments: () => [] })
    .configureOutput({ writeOut: () => {}, writeErr: () => {} })
    .exitOverride();
  for (const [heading, options] of GROUPS) {
    for (const [flags, help] of options) program.addOption(new Option(flags, help).helpGroup(heading));
  }
  return program;
}

type OptionEntry = readonly [flags: string, help: string];

const GROUPS: readonly (readonly [heading: string, options: readonly OptionEntry[]])[] = [
  [
    'Reading:',
    [
      ['-d, --delay <time>', 'time between readings: 1, 0.5, 500ms (default 1s)'],
      ['--frequency <time>', 'the same, as uwsgitop calls it'],
      ['--timeout <time>', 'give up on a reading after this time (default 3s)'],
      ['--max-size <size>', 'largest reply that is read (default 64M)'],
    ],
  ],
  [
    'Snapshots instead of the live view:',
    [
      ['--once', 'print one snapshot; reads twice, to know rates'],
      ['-b, --batch', 'print a snapshot after each reading, until stopped'],
      ['-n, --iterations <count>', 'stop after so many (implies -b)'],
      ['--stop-after <time>', 'stop after this time (implies -b)'],
      ['--instant', 'use the first reading at once: no rates'],
      ['-F, --format <name>', FORMAT_NAMES.join(', ')],
      ['-o, --output <file>', 'file to write: replaced, or added to by -b'],
      ['--no-headers', 'no titles, no summary line'],
      ['--pretty', 'json on many lines'],
      ['-w, --width <cells>', 'width of table lines (default: the terminal)'],
    ],
  ],
  [
    'What is shown:',
    [
      ['--view <name>', VIEW_NAMES.join(', ')],
      ['--fields <names>', 'a,b for these; +c,-d for more or fewer than usual'],
      ['--list-fields', 'list the fields of the view, or of all views'],
      ['--filter <expression>', "rows to keep, such as 'busy>80 and uri~^/api'"],
      ['--sort <names>', 'order of rows; -name for descending'],
      ['--top <count>', 'only the first rows'],
      ['--tree', 'cores below their workers'],
      ['--reveal', 'show cookies and authorization headers'],
    ],
  ],
  [
    'What the stats do not tell:',
    [
      ['--harakiri <time>', "uWSGI's limit, for the time until a kill: 60, 5m"],
      ['--tracebacker <prefix>', "what uWSGI's --py-tracebacker was given: b asks there"],
    ],
  ],
  [
    'Looks of the live view:',
    [
      ['--theme <name>', 'default, light, blue-orange, high-contrast, mono'],
      ['--no-color', 'the mono theme; also if NO_COLOR is set'],
      ['--ascii', 'nothing but ASCII, in tables too'],
      ['--no-ascii', 'all of Unicode, whatever the locale'],
      ['--mouse', 'take the mouse (usual)'],
      ['--no-mouse', 'leave the mouse to the terminal'],
    ],
  ],
  [
    'Configuration:',
    [
      ['--config <file>', 'read this instead of ~/.config/tstop/config.json'],
      ['--no-config', 'read no configuration file'],
      ['--print-config', 'print the configuration in force, ready to be saved'],
    ],
  ],
  [
    'Actions in the live view (F9):',
    [
      ['--fifo <path>', 'master FIFO of the server (uWSGI: --master-fifo)'],
      ['--readonly', 'never ask anything of the server'],
      ['--no-readonly', 'whatever the configuration says'],
    ],
  ],
  [
    'About:',
    [
      ['-h, --help', 'show this help'],
      ['-V, --version', 'show the version'],
    ],
  ],
];
