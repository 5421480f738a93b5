/** `tsgi` from the command line to the exit code. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { OwnFiles } from './files/own-files.js';
import { keepStreamsBlocking } from './log/blocking-streams.js';
import { LogSink } from './log/log-sink.js';
import { formatLogTime } from './log/request-log.js';
import { Master } from './master/master.js';
import type { MasterSettings } from './master/master-settings.js';
import type { ServerConfig } from './options/config/server-config.js';
import { UsageError } from './options/errors/usage-error.js';
import { requireListener } from './options/reading/read-options.js';
import { PACKAGE_ROOT } from './process/package-root.js';
import { StartError } from './process/start-error.js';
import { openStatsServers } from './reporting/stats-servers.js';
import { answerCommand, configReader, readCommand } from './start/cli.js';
import { goToBackground } from './start/daemonize.js';
import { systemMessage } from './start/node-options-io.js';
import { runAsProcessOne } from './start/process-one.js';

/** @param argv without the interpreter and the script */
export async function main(argv: readonly string[]): Promise<void> {
  try {
    const version = packageVersion();
    const command = readCommand(argv, version);
    if (command.kind !== 'serve') return answerCommand(command);
    const { config, shownConfig } = command;
    keepStreamsBlocking();
    const code = process.pid === 1 ? await serveBelow(config) : null;
    if (code !== null) process.exit(code);
    if (shownConfig !== null) process.stderr.write(shownConfig);
    requireListener(config);
    if (goToBackground(config.process.daemonize)) return;
    process.exit(
      await serve({
        config,
        version,
        startDirectory: process.cwd(),
        readConfig: configReader(argv, version),
      }),
    );
  } catch (error) {
    if (error instanceof UsageError || error instanceof StartError) {
      process.stderr.write(`${error.message}\n`);
      process.exit(error instanceof StartError ? error.exitCode : 1);
    }
    throw error;
  }
}

/** In a container; see `process-one.ts`. The process below reports why it cannot start. */
async function serveBelow({ process: { daemonize }, application }: ServerConfig): Promise<number | null> {
  return daemonize === null ? runAsProcessOne(application.python) : null;
}

async function serve(settings: Omit<MasterSettings, 'log' | 'own'>): Promise<number> {
  const { config } = settings;
  const logto = config.log.logto ?? config.process.daemonize;
  const log = new LogSink({ ...config.log, logto });
  try {
    return await serveWith(log, settings);
  } finally {
    await log.drained();
  }
}

async function serveWith(log: LogSink, settings: Omit<MasterSettings, 'log' | 'own'>): Promise<number> {
  const { config, version } = settings;
  for (const note of config.notes) log.line(note);
  log.line(`*** Starting tsgi ${version} (64bit) on [${formatLogTime(Date.now())}] ***`);
  log.line(`current working directory: ${process.cwd()}`);
  if (process.getuid?.() === 0 && config.process.uid === null) {
    log.line('*** WARNING: you are running uWSGI as root !!! (use the --uid flag) ***');
  }
  enterDirectory(config, log);
  if (config.process.autoProcname) process.title = `${config.process.procnamePrefix}uWSGI master`;
  log.line(`*** Operational MODE: ${operationalMode(config)} ***`);
  const own = new OwnFiles();
  const master = new Master({ ...settings, log, own });
  await openStatsServers(config, {
    config: () => master.config,
    observe: (vars) => master.observe(vars),
    log: (line) => log.line(line),
    made: (path) => own.add(path, 'unix socket'),
  });
  return master.run();
}

function enterDirectory(config: ServerConfig, log: LogSink): void {
  const { chdir, umask } = config.process;
  if (umask !== null) process.umask(umask);
  if (chdir === null) return;
  log.line(`chdir() to ${chdir}`);
  try {
    process.chdir(chdir);
  } catch (error) {
    throw new StartError(`chdir(): ${systemMessage(error)} [${chdir}]`);
  }
}

function operationalMode({ workers }: ServerConfig): string {
  if (workers.processes === 0) return 'no-workers';
  if (workers.processes === 1) return workers.threads > 1 ? 'threaded' : 'single process';
  return workers.threads > 1 ? 'preforking+threaded' : 'preforking';
}

function packageVersion(): string {
  const text = readFileSync(join(PACKAGE_ROOT, 'package.json'), 'utf8');
  const { version } = JSON.parse(text) as { version: string };
  return version;
}
