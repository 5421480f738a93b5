import { AddressError, formatAddress, parseAddress } from '../../protocol/address.js';
import { parseMoment } from '../dashboard/history/moment.js';
import { FASTEST, SLOWEST } from '../dashboard/history/replay.js';
import type { FilterExpression } from '../filter/filter.js';
import { VIEW_NAMES } from '../snapshot/views.js';
import type { CommandName } from './command-table.js';
import { parseFilterFor } from './filter.js';
import { liveOptions } from './live-options.js';
import { parseMonitorOptions } from './monitor-options.js';
import type {
  Command,
  DumpOptions,
  Environment,
  LoadedConfig,
  MonitorOptions,
  RecordOptions,
} from './options.js';
import type { RawOptions } from './raw-options.js';
import { parseSnapshotOptions } from './snapshot-options.js';
import { UsageError } from './usage-error.js';
import { invalid, oneLine, parseChoice, parseCount, parseDuration, parseSize } from './values.js';

/** The rest of a command line that begins with a command. */
interface CommandInput {
  readonly interactive: boolean;
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
  replay: async (input) => {
    const { raw, env, config, interactive } = input;
    const recorded = recordedOf(input);
    if (!interactive)
      throw new UsageError(`The live view needs a terminal: tstop dump ${recorded.path} prints a recording`);
    const filter = await parseFilterFor(raw.filter ?? '', null);
    const common = parseMonitorOptions(raw, [addressOf(recorded.path)], env, filter, config);
    const speed = raw.speed === undefined ? 1 : parseSpeed(raw.speed);
    const at = raw.at === undefined ? null : checkedMoment('--at', raw.at);
    return { kind: 'replay', options: Object.freeze({ ...liveOptions(common), ...recorded, speed, at }) };
  },
  dump: async (input) => {
    const { raw, env, config } = input;
    const recorded = recordedOf(input);
    const target = fileOrAddress(recorded.path);
    const view = raw.view === undefined ? null : parseChoice('--view', raw.view, VIEW_NAMES);
    const filter = await parseFilterFor(raw.filter ?? '', view === 'all' ? null : view);
    const common = parseMonitorOptions(raw, [target], env, filter, config);
    const options: DumpOptions = {
      ...parseSnapshotOptions({ ...raw, batch: true }, common, view, env),
      ...recorded,
      begin: raw.begin ?? null,
      end: raw.end ?? null,
      everyMs: raw.every === undefined ? 0 : parseDuration('--every', raw.every, { min: 1, max: 7 * DAY_MS }),
    };
    return { kind: 'dump', options: Object.freeze(options) };
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

const DAY_MS = 24 * 3_600_000;

function recordedOf({ addresses }: CommandInput): { readonly path: string; readonly server: string | null } {
  const [path, server = null, third] = addresses;
  if (path === undefined || path === '')
    throw new UsageError('No recording given: try tstop replay app.tsr, or tstop dump app.tsr');
  if (third !== undefined)
    throw new UsageError(`Only a file and one of its servers are allowed, but "${oneLine(third)}" follows`);
  return { path, server };
}

/** Whatever a file is named, its path is an address when it has a slash. */
function addressOf(path: string): string {
  return path === '-' || path.includes('/') ? path : `./${path}`;
}

/** `app.tsr` is a file here although it has no slash, and so is every word that is no address. */
function fileOrAddress(text: string): string {
  try {
    parseAddress(text);
    return text;
  } catch (error) {
    if (!(error instanceof AddressError) || /[:@]/.test(text)) return text;
    return addressOf(text);
  }
}

function checkedMoment(option: string, text: string): string {
  const moment = parseMoment(text, 0, 0);
  if (!moment.ok) throw new UsageError(`Option ${option}: ${moment.message}`);
  return text;
}

function parseSpeed(text: string): number {
  const match = /^(\d+(?:\.\d+)?)x?$/i.exec(text.trim());
  const speed = Number(match?.[1] ?? Number.NaN);
  if (speed >= SLOWEST && speed <= FASTEST) return speed;
  throw invalid('--speed', text, `not a factor from ${SLOWEST} to ${FASTEST}`);
}

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
