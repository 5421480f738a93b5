import type { SnapshotIo } from './batch/snapshot-io.js';
import { commandNamed } from './cli/command-table.js';
import { EXIT, PLUGIN_EXIT } from './cli/exit-codes.js';
import type { Command, ReplayOptions, SnapshotOptions } from './cli/options.js';
import { parseCommandLine } from './cli/parse-command-line.js';
import { NoAddressError, UsageError } from './cli/usage-error.js';
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
    process.exitCode = await runCommandLine(argv, version);
  } catch (error) {
    if (commandNamed(argv[0]) === 'check') return await failAsPlugin(error);
    if (!isForTheUser(error)) throw error;
    say(error.message);
    process.exitCode = EXIT.usage;
  }
}

/** Plugins are read from standard output, and their other exit codes are taken for alarms. */
async function failAsPlugin(error: unknown): Promise<void> {
  const { pluginLine } = await import('./checks/check-report.js');
  if (!isForTheUser(error)) process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  print(`${pluginLine('unknown', isForTheUser(error) ? error.message : 'internal error')}\n`);
  process.exitCode = PLUGIN_EXIT.unknown;
}

function isForTheUser(error: unknown): error is Error {
  return error instanceof Error && FOR_THE_USER.has(error.name);
}

/** By name: the live view is a file of its own, with classes of its own. */
const FOR_THE_USER: ReadonlySet<string> = new Set(['UsageError', 'NoTerminalError']);

async function runCommandLine(argv: readonly string[], version: string): Promise<number> {
  const interactive = isInteractive();
  try {
    return await run(await parseCommandLine(argv, process.env, interactive), version);
  } catch (error) {
    if (!(error instanceof NoAddressError) || process.platform !== 'linux') throw error;
  }
  return await runOnFoundServer(argv, version, interactive);
}

/** The rest of the command line is checked before anybody is asked which server to watch. */
async function runOnFoundServer(
  argv: readonly string[],
  version: string,
  interactive: boolean,
): Promise<number> {
  const commandAt = (address: string) =>
    parseCommandLine(argv, { ...process.env, TSTOP_ADDRESS: address }, interactive);
  const rehearsed = await commandAt(ANY_ADDRESS);
  const { findAddress } = await import('./live/runtime.js');
  const found = await findAddress(rehearsed.kind === 'live' ? rehearsed.options : null);
  if (found.kind === 'none') throw new UsageError(found.reason);
  if (found.kind === 'left') return EXIT.done;
  if (rehearsed.kind !== 'live') say(found.note);
  return await run(await commandAt(found.address), version, found.note);
}

const ANY_ADDRESS = '127.0.0.1:9191';

async function run(command: Command, version: string, firstNotice = ''): Promise<number> {
  switch (command.kind) {
    case 'live': {
      note(command.options.config.note);
      const { zoneOf } = await import('../time-zone/local-zone.js');
      note(zoneOf(process.env['TZ']).problem);
      const { runDashboard } = await import('./live/runtime.js');
      return await runDashboard(command.options, undefined, firstNotice, { version });
    }
    case 'snapshot':
      note(command.options.config.note);
      return await snapshot(command.options);
    case 'check': {
      const { runCheck } = await import('./checks/run-check.js');
      return await runCheck(command.options, await interruptibleIo());
    }
    case 'record': {
      const { runRecord } = await import('./batch/run-record.js');
      return await runRecord(command.options, version, await interruptibleIo());
    }
    case 'replay':
      note(command.options.config.note);
      return await replay(command.options);
    case 'dump': {
      note(command.options.config.note);
      const { runDump } = await import('./batch/run-dump.js');
      return await runDump(command.options, await interruptibleIo());
    }
    case 'wait': {
      const { runWait } = await import('./checks/run-wait.js');
      return await runWait(command.options, await interruptibleIo());
    }
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

async function replay(options: ReplayOptions): Promise<number> {
  const { loadRecorded } = await import('./batch/load-recorded.js');
  const { server, notes } = await loadRecorded(
    options,
    options.path,
    options.server,
    await interruptibleIo(),
  );
  const { runDashboard } = await import('./live/runtime.js');
  const named = { ...options, addressText: server.address };
  return await runDashboard(named, undefined, notes.join(' · '), {
    replay: { ...options, recorded: server },
  });
}

/** Something that the user should know, and that ends nothing. */
function note(text: string | null | undefined): void {
  if (text != null) say(text);
}

async function snapshot(options: SnapshotOptions): Promise<number> {
  const [{ runSnapshot }, io] = await Promise.all([import('./batch/run-snapshot.js'), interruptibleIo()]);
  return await runSnapshot(options, io);
}

/** Signals end the work in good order. */
async function interruptibleIo(): Promise<SnapshotIo> {
  const { processIo } = await import('./batch/snapshot-io.js');
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupted.abort());
  return processIo(interrupted.signal);
}

/** To the user; a message may quote what others wrote. */
function say(message: string): void {
  const lines = message.split('\n').map((line) => cleanText(line));
  process.stderr.write(`tstop: ${lines.join('\n')}\n`);
}

/** A reader that has gone (`tstop --help | head -1`) is no error. */
function print(text: string): number {
  process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
    if (code === 'EPIPE') return;
    say(`Cannot write standard output: ${message}`);
    process.exitCode = EXIT.usage;
  });
  process.stdout.write(text);
  return EXIT.done;
}

/** A full-screen view needs a terminal for output; keys can come from the controlling terminal. */
function isInteractive(): boolean {
  return canUseTerminal({ isTTY: process.stdout.isTTY === true, term: process.env['TERM'] ?? '' });
}
