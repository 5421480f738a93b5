import { EXIT } from './cli/exit-codes.js';
import type { Command, SnapshotOptions } from './cli/options.js';
import { parseCommandLine } from './cli/parse-command-line.js';
import { UsageError } from './cli/usage-error.js';
import { canUseTerminal } from './terminal/terminal-abilities.js';
import { cleanText } from './text/clean.js';

/**
 * Runs tstop with the words of its command line and the package's version; sets the exit code. Parts are loaded when
 * they are needed.
 */
export async function main(argv: readonly string[], version: string): Promise<void> {
  // Node would open its debugger to everybody on this host.
  process.on('SIGUSR1', () => {});
  try {
    process.exitCode = await run(await parseCommandLine(argv, process.env, isInteractive()), version);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`tstop: ${cleanText(error.message)}\n`);
    process.exitCode = EXIT.usage;
  }
}

async function run(command: Command, version: string): Promise<number> {
  switch (command.kind) {
    case 'live': {
      note(command.options.config.note);
      const { zoneOf } = await import('./sources/local-zone.js');
      note(zoneOf(process.env['TZ']).problem);
      const { runDashboard } = await import('./live/runtime.js');
      return await runDashboard(command.options);
    }
    case 'snapshot':
      note(command.options.config.note);
      return await snapshot(command.options);
    case 'list-fields': {
      const { fieldList } = await import('./snapshot/table/field-list.js');
      return print(fieldList(command.view));
    }
    case 'print-config':
      note(command.note);
      return print(command.text);
    case 'completions':
    case 'help':
      return print(command.text);
    case 'version':
      return print(`tstop ${version}\n`);
  }
}

/** Something that the user should know, and that ends nothing. */
function note(text: string | null | undefined): void {
  if (text != null) process.stderr.write(`tstop: ${cleanText(text)}\n`);
}

async function snapshot(options: SnapshotOptions): Promise<number> {
  const [{ runSnapshot }, { processIo }] = await Promise.all([
    import('./batch/run-snapshot.js'),
    import('./batch/snapshot-io.js'),
  ]);
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort());
  return await runSnapshot(options, processIo(interrupted.signal));
}

/** A reader that has gone (`tstop --help | head -1`) is no error. */
function print(text: string): number {
  process.stdout.on('error', () => {});
  process.stdout.write(text);
  return EXIT.done;
}

/** A full-screen view needs a terminal for output; keys can come from the controlling terminal. */
function isInteractive(): boolean {
  return canUseTerminal({ isTTY: process.stdout.isTTY === true, term: process.env['TERM'] ?? '' });
}
