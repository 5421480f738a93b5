import { formatAddress } from '../../protocol/address.js';
import type { FilterExpression } from '../filter/filter.js';
import type { CommandName } from './command-table.js';
import { parseFilterFor } from './filter.js';
import { parseMonitorOptions } from './monitor-options.js';
import type { Command, Environment, LoadedConfig, MonitorOptions, RecordOptions } from './options.js';
import type { RawOptions } from './raw-options.js';
import { UsageError } from './usage-error.js';
import { parseCount, parseDuration, parseSize } from './values.js';

/** The rest of a command line that begins with a command. */
interface CommandInput {
  readonly raw: RawOptions;
  readonly addresses: readonly string[];
  readonly env: Environment;
  readonly config: LoadedConfig;
}

/** Throws `UsageError`. */
export async function parseCommand(name: CommandName, input: CommandInput): Promise<Command> {
  return await PARSERS[name](input);
}

const PARSERS: Readonly<Record<CommandName, (input: CommandInput) => Promise<Command>>> = {
  check: async (input) => ({
    kind: 'check',
    options: Object.freeze({
      servers: serversOf(input),
      warn: await expressionOf('--warn', input.raw.warn),
      crit: await expressionOf('--crit', input.raw.crit),
    }),
  }),
  record: async (input) => {
    const { maxSize, output, keep, rotate, for: length, ...raw } = input.raw;
    if (output === undefined || output === '' || output === '-')
      throw new UsageError('No file to record to: name it as in tstop record ADDRESS -o app.tsr');
    if (keep !== undefined && maxSize === undefined && rotate === undefined)
      throw new UsageError('Option --keep has no effect on one file: add --max-size or --rotate');
    const options: RecordOptions = {
      servers: serversOf({ ...input, raw }),
      path: output,
      forMs: timeOf('--for', length),
      maxBytes:
        maxSize === undefined
          ? null
          : parseSize('--max-size', maxSize, { min: 1024, max: LARGEST_RECORDING }),
      rotateMs: timeOf('--rotate', rotate),
      keep: keep === undefined ? DEFAULT_KEEP : parseCount('--keep', keep, { min: 0, max: 1000 }),
    };
    return { kind: 'record', options: Object.freeze(options) };
  },
  wait: async (input) => {
    const { timeout, ...raw } = input.raw;
    const until = await expressionOf('--for', raw.for);
    if (until === null)
      throw new UsageError("Nothing to wait for: say it as in tstop wait ADDRESS --for 'accepting>=4'");
    const waitMs =
      timeout === undefined
        ? DEFAULT_WAIT_MS
        : parseDuration('--timeout', timeout, { min: 10, max: LONGEST_WAIT_MS });
    return { kind: 'wait', options: Object.freeze({ servers: serversOf({ ...input, raw }), until, waitMs }) };
  },
};

const DEFAULT_KEEP = 5;
const LARGEST_RECORDING = 1024 ** 4;

function timeOf(option: string, text: string | undefined): number | null {
  return text === undefined ? null : parseDuration(option, text, { min: 1000, max: 366 * 24 * 3_600_000 });
}

const DEFAULT_WAIT_MS = 30_000;
const LONGEST_WAIT_MS = 7 * 24 * 3_600_000;

/** One that is named twice is one. Without any it is that of the environment or the configuration. */
function serversOf({ raw, addresses, env, config }: CommandInput): readonly MonitorOptions[] {
  const named = addresses.length === 0 ? [[]] : addresses.map((address) => [address]);
  const servers = named.map((one) => parseMonitorOptions(raw, one, env, null, config));
  return [...new Map(servers.map((server) => [formatAddress(server.address), server])).values()];
}

/** Over the fields of the overview; null where the option was not given. */
async function expressionOf(option: string, text: string | undefined): Promise<FilterExpression | null> {
  if (text === undefined) return null;
  const expression = await parseFilterFor(text, 'overview', option);
  if (expression === null) throw new UsageError(`Option ${option}: the expression is empty`);
  return expression;
}
