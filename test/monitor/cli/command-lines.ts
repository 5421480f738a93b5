/** Command lines as a user types them. */
import assert from 'node:assert/strict';
import type {
  Command,
  Environment,
  MonitorOptions,
  SnapshotOptions,
} from '../../../src/monitor/cli/options.js';
import { parseCommandLine } from '../../../src/monitor/cli/parse-command-line.js';
import { UsageError } from '../../../src/monitor/cli/usage-error.js';

/** Words are separated by blanks; `'…'` keeps some together. */
export function parse(line: string, env: Environment = {}, interactive = true): Promise<Command> {
  const words = line.match(/'[^']*'|\S+/g) ?? [];
  return parseCommandLine(
    words.map((word) => word.replace(/^'|'$/g, '')),
    env,
    interactive,
  );
}

export async function parseLive(line: string, env: Environment = {}): Promise<MonitorOptions> {
  const command = await parse(line, env);
  assert.ok(command.kind === 'live', `${line} is ${command.kind}`);
  return command.options;
}

export async function parseSnapshot(line: string, env: Environment = {}): Promise<SnapshotOptions> {
  const command = await parse(line, env);
  assert.ok(command.kind === 'snapshot', `${line} is ${command.kind}`);
  return command.options;
}

/** The complaint about a command line. */
export async function usageErrorOf(line: string, env: Environment = {}): Promise<string> {
  try {
    await parse(line, env);
  } catch (error) {
    assert.ok(error instanceof UsageError, String(error));
    return error.message;
  }
  assert.fail(`${line} was taken`);
}
