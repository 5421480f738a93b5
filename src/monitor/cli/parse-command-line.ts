import { CommanderError } from 'commander';
import { completionScript, SHELLS } from '../../completions/completion-script.js';
import { VIEW_NAMES } from '../snapshot/views.js';
import { cleanText } from '../text/clean.js';
import { type CommandName, commandNamed } from './command-table.js';
import { loadConfig } from './config.js';
import { parseFilterFor } from './filter.js';
import { buildProgram } from './grammar.js';
import { liveOptions } from './live-options.js';
import { parseMonitorOptions } from './monitor-options.js';
import type { Command, Environment } from './options.js';
import type { RawOptions } from './raw-options.js';
import { isSnapshot, parseSnapshotOptions } from './snapshot-options.js';
import { UsageError } from './usage-error.js';
import { oneLine, parseChoice } from './values.js';

/*
 * The command line, parsed and checked once: what comes out is complete, in its final units and without
 * contradictions, so that later code need not check again.
 */

/**
 * `argv` without node and script. `interactive` is false where no live view can be drawn (standard output is no
 * terminal, or TERM=dumb): one snapshot takes its place. Throws `UsageError` of one line.
 */
export async function parseCommandLine(
  argv: readonly string[],
  env: Environment,
  interactive: boolean,
): Promise<Command> {
  const command = commandNamed(argv[0]);
  const words = command === null ? argv : argv.slice(1);
  const { raw, addresses } = plainWords(words) ?? parseWords(words, command);
  if (raw.help === true) {
    const { helpText } = await import('./help.js');
    return { kind: 'help', text: helpText(command) };
  }
  if (command !== null) {
    const { parseCommand } = await import('./command-options.js');
    return await parseCommand(command, {
      raw,
      addresses,
      env,
      interactive,
      config: await loadConfig(raw, env),
    });
  }
  refuseLateCommand(addresses);
  if (raw.version === true) return { kind: 'version' };
  if (raw.completions !== undefined) return await completions(raw.completions);
  const view = raw.view === undefined ? null : parseChoice('--view', raw.view, VIEW_NAMES);
  if (raw.listFields === true) return { kind: 'list-fields', view };
  const config = await loadConfig(raw, env);
  if (raw.printConfig === true) {
    const { configInForce } = await import('./print-config.js');
    const text = configInForce(raw, addresses, env, config);
    return { kind: 'print-config', text, note: config.note ?? null };
  }
  const filter = await parseFilterFor(raw.filter ?? '', view === 'all' ? null : view);
  const common = parseMonitorOptions(raw, addresses, env, filter, config);
  if (interactive && !isSnapshot(raw)) return { kind: 'live', options: Object.freeze(liveOptions(common)) };
  return { kind: 'snapshot', options: Object.freeze(parseSnapshotOptions(raw, common, view, env)) };
}

async function completions(given: string): Promise<Command> {
  const shell = parseChoice('--completions', given, SHELLS);
  const { completedProgram } = await import('./completions.js');
  return { kind: 'completions', text: completionScript(shell, completedProgram()) };
}

interface Words {
  readonly raw: RawOptions;
  readonly addresses: readonly string[];
}

/** No address is a bare word, so whoever writes one there means the command. */
function refuseLateCommand(addresses: readonly string[]): void {
  const late = addresses.find((word) => commandNamed(word) !== null);
  if (late !== undefined)
    throw new UsageError(`"${late}" is a command, which comes first: tstop ${late} ... (a file: ./${late})`);
}

/** Addresses alone: the usual call needs no grammar, which takes as long to load as all else that reads the command line. */
function plainWords(words: readonly string[]): Words | null {
  return words.some((word) => word.startsWith('-')) ? null : { raw: DEFAULTS, addresses: words };
}

/** Of the options that exist only as `--no-…`. */
const DEFAULTS = { headers: true, color: true };

function parseWords(argv: readonly string[], command: CommandName | null): Words {
  const program = buildProgram(command);
  try {
    program.parse([...argv], { from: 'user' });
  } catch (error) {
    throw error instanceof CommanderError ? new UsageError(usageMessage(error, command)) : error;
  }
  // commander types options as `any` by name; RawOptions lists what the grammar can produce.
  return {
    raw: { ...DEFAULTS, ...program.opts<Partial<RawOptions>>() },
    addresses: program.args,
  };
}

/** commander's two lines (`error: unknown option '--onec'`, `(Did you mean --once?)`) as one of ours. */
function usageMessage(error: CommanderError, command: CommandName | null): string {
  const [, whole = '', suggestion] = COMMANDER_MESSAGE.exec(error.message) ?? [];
  const quoted = whole.replace(/'(.*)'/s, (_, word: string) => `"${oneLine(word)}"`);
  const sentence = cleanText(quoted).replace(/^./, (letter) => letter.toUpperCase());
  return `${sentence}: ${suggestion === undefined ? `see tstop ${command === null ? '' : `${command} `}--help` : `did you mean ${suggestion}?`}`;
}

const COMMANDER_MESSAGE = /^(?:error: )?(.*?)(?:\n\(Did you mean (.*)\?\))?$/s;
