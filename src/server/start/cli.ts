/** The command line at the rim: read with the real world, and the commands that start no server. */
import { readFileSync } from 'node:fs';
import type { ServerConfig } from '../options/config/server-config.js';
import { UsageError } from '../options/errors/usage-error.js';
import { type Command, parseServerConfig, requireListener } from '../options/reading/read-options.js';
import { StartError } from '../process/start-error.js';
import { nodeOptionsIo } from './node-options-io.js';

/** @param argv without the interpreter and the script. @throws UsageError */
export function readCommand(argv: readonly string[], version: string): Command {
  return parseServerConfig(argv, process.env, nodeOptionsIo(version));
}

/** Reads the configuration anew, for a reload: from the folder of the start, wherever `chdir` went since. */
export function configReader(argv: readonly string[], version: string): () => ServerConfig {
  const start = process.cwd();
  return () => {
    const now = process.cwd();
    process.chdir(start);
    try {
      return readServe(argv, version);
    } finally {
      process.chdir(now);
    }
  };
}

/** @throws StartError */
export function answerCommand(command: Exclude<Command, { kind: 'serve' }>): void {
  switch (command.kind) {
    case 'help':
    case 'version':
    case 'completions':
      process.stdout.write(command.text);
      break;
    case 'stop':
      signalMaster(command.pidfile, 'SIGINT');
      break;
    case 'reload':
      signalMaster(command.pidfile, 'SIGHUP');
      break;
  }
}

function readServe(argv: readonly string[], version: string): ServerConfig {
  const command = readCommand(argv, version);
  if (command.kind !== 'serve') throw new UsageError('the command line no longer starts a server');
  requireListener(command.config);
  return command.config;
}

function signalMaster(pidfile: string, signal: 'SIGINT' | 'SIGHUP'): void {
  const pid = readPid(pidfile);
  try {
    process.kill(pid, signal);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    const state = code === 'ESRCH' ? 'no such process' : 'not permitted';
    throw new StartError(`Cannot signal process ${pid} of "${pidfile}": ${state}`);
  }
}

function readPid(pidfile: string): number {
  let text: string;
  try {
    text = readFileSync(pidfile, 'utf8');
  } catch {
    throw new StartError(`Cannot read pid file "${pidfile}": it does not exist or cannot be read`);
  }
  // 0 and 1 would be this process's own group, and init.
  const pid = /^\s*\d{1,10}\s*$/.test(text) ? Number(text) : 0;
  if (pid < 2) throw new StartError(`Cannot use pid file "${pidfile}": it holds no process number`);
  return pid;
}
