/** From the words of a command line to what `tsgi` shall do. */

import { completionScript, SHELLS, type Shell } from '../../../completions/completion-script.js';
import type { GivenOption, ServerConfig } from '../config/server-config.js';
import { shownText } from '../errors/shown-text.js';
import { UsageError } from '../errors/usage-error.js';
import { formatOf, type ReaderLine } from '../files/config-lines.js';
import type { Environment, OptionsIo } from '../files/options-io.js';
import { completedProgram } from '../pages/completions.js';
import { formatHelp } from '../pages/help-text.js';
import { formatShownConfig } from '../pages/shown-config.js';
import { finishDraft, newDraft } from '../rows/draft.js';
import { optionFor } from '../rows/option-table.js';
import { applySettings } from './apply-settings.js';
import { environmentLines } from './environment-lines.js';
import { type CommandLineWords, parseWords } from './getopt.js';
import { OptionReader } from './option-reader.js';

export type Command =
  | {
      readonly kind: 'serve';
      readonly config: ServerConfig;
      /** Output of `--show-config`; null: not asked for. */
      readonly shownConfig: string | null;
    }
  /** To stdout, then exit 0. */
  | { readonly kind: 'help' | 'version' | 'completions'; readonly text: string }
  /** A signal to the process whose pid is in the file, then exit 0. */
  | { readonly kind: 'stop' | 'reload'; readonly pidfile: string };

/**
 * @param argv without the interpreter and the script
 * @throws UsageError, of one line; those of getopt have getopt's second line
 */
export function parseServerConfig(argv: readonly string[], environment: Environment, io: OptionsIo): Command {
  const words = parseWords(argv);
  const reader = new OptionReader(environment, io);
  const command = commandIn(words, io);
  if (command !== null) return command;
  reader.read([...environmentLines(environment), ...words.options.map(fromCommandLine)]);
  for (const word of words.others) readPositional(reader, word);
  const settings = reader.finish();
  const draft = newDraft();
  const remarks = applySettings(draft, { settings, askedFor: reader.askedFor }, io);
  const given = settings.map(({ name, value }): GivenOption => ({ name, value }));
  const config = finishDraft(draft, given, [...mangledNote(words), ...reader.notes, ...remarks]);
  return { kind: 'serve', config, shownConfig: draft.showConfig ? formatShownConfig(given) : null };
}

/**
 * uWSGI's words for a start without anything to listen on, after what was noted, since the cause is often there.
 * @throws UsageError
 */
export function requireListener({ listeners, notes }: ServerConfig): void {
  if (listeners.length > 0) return;
  const complaint = 'The -s/--socket option is missing and stdin is not a socket. Try --http :9090';
  throw new UsageError([...notes, complaint].join('\n'));
}

function commandIn({ options }: CommandLineWords, io: OptionsIo): Command | null {
  for (const { name, value } of options) {
    const effect = optionFor(name)?.effect;
    if (effect?.kind !== 'command') continue;
    switch (effect.command) {
      case 'help':
        return { kind: 'help', text: formatHelp() };
      case 'version':
        return { kind: 'version', text: `${io.version}\n` };
      case 'completions':
        return { kind: 'completions', text: completionScript(shellNamed(String(value)), completedProgram()) };
      case 'stop':
      case 'reload':
        return { kind: effect.command, pidfile: String(value) };
    }
  }
  return null;
}

function shellNamed(text: string): Shell {
  const shell = SHELLS.find((name) => name === text);
  if (shell !== undefined) return shell;
  throw new UsageError(`Option "--completions ${shownText(text)}": not one of ${SHELLS.join(', ')}`);
}

function fromCommandLine({ name, value }: CommandLineWords['options'][number]): ReaderLine {
  return { name, value, place: '', file: null };
}

/** Words that are no options: configuration files and applications. */
function readPositional(reader: OptionReader, word: string): void {
  if (formatOf(word) !== null) reader.readFile(word);
  else if (/\.(?:py|wsgi)$/.test(word)) {
    reader.read([{ name: 'wsgi-file', value: word, place: '', file: null }]);
  } else throw new UsageError(`unable to load configuration from ${shownText(word)}`);
}

function mangledNote({ mangled }: CommandLineWords): readonly string[] {
  if (mangled === null) return [];
  const { from, to } = mangled;
  return [
    `typographic dashes, quotes and spaces are read as plain ones: "${shownText(from)}" as "${shownText(to)}"`,
  ];
}
