import { type Address, AddressError, formatAddress, parseAddress } from '../../protocol/address.js';
import type { Config } from '../config/config-shape.js';
import {
  DEFAULT_TABLE_SETTINGS,
  SETTING_ROWS,
  settingsFromFile,
  type TableSettings,
} from '../dashboard/model/setting-table.js';
import { THEME_NAMES, type ThemeName } from '../dashboard/model/themes.js';
import type { FilterExpression } from '../filter/filter.js';
import { parseSortKeys, type SortKey } from '../snapshot/selection.js';
import { DEFAULT_SOURCE_LIMITS } from '../sources/source.js';
import type { Environment, LoadedConfig, MonitorOptions } from './options.js';
import type { RawOptions } from './raw-options.js';
import { parseServerOptions } from './server-options.js';
import { NoAddressError, UsageError } from './usage-error.js';
import { invalid, parseChoice, parseDuration, parseSize } from './values.js';

/** Options that the live view and snapshots share; `filter` is `raw.filter`, parsed. Throws `UsageError`. */
export function parseMonitorOptions(
  raw: RawOptions,
  addresses: readonly string[],
  env: Environment,
  filter: FilterExpression | null,
  config: LoadedConfig,
): MonitorOptions {
  const address = parseTarget(addresses, env, config.values);
  return {
    address,
    addressText: formatAddress(address),
    limits: parseLimits(raw),
    filterText: raw.filter ?? '',
    filter,
    sort: parseSort(raw.sort),
    reveal: raw.reveal === true,
    alsoSecret: config.values.redact ?? [],
    ...settingsInForce(raw, env, config.values),
    tree: raw.tree === true,
    record: raw.record ?? null,
    config,
    ...parseServerOptions(raw, config.values, formatAddress(address)),
  };
}

const SECOND = 1000;
const DAY = 24 * 3600 * SECOND;
/** Less would cost the server's master more than it is worth. */
const LEAST_INTERVAL_MS = 100;
/** Longer strings than this do not exist in Node. */
const LARGEST_REPLY = 500 * 1024 * 1024;

function parseTarget(addresses: readonly string[], env: Environment, config: Config): Address {
  const address = findTarget(addresses, env, config);
  if (address !== null) return address;
  throw new NoAddressError('No address given: try "tstop 127.0.0.1:9191", or set TSTOP_ADDRESS');
}

/** Null: none was named. */
export function findTarget(addresses: readonly string[], env: Environment, config: Config): Address | null {
  const [first, second] = addresses;
  if (second !== undefined) {
    throw new UsageError(`Only one address is allowed, but "${second}" follows "${first}"`);
  }
  if (first !== undefined) return addressOf(first, '');
  if (env.TSTOP_ADDRESS) return addressOf(env.TSTOP_ADDRESS, 'In $TSTOP_ADDRESS: ');
  if (env.UWSGITOP_ADDRESS) return addressOf(env.UWSGITOP_ADDRESS, 'In $UWSGITOP_ADDRESS: ');
  return config.address === undefined ? null : addressOf(config.address, 'In the config: ');
}

function addressOf(text: string, where: string): Address {
  try {
    return parseAddress(text);
  } catch (error) {
    throw error instanceof AddressError ? new UsageError(where + error.message) : error;
  }
}

/** The command line goes before the configuration, and that before what the locale suggests. */
function settingsInForce(raw: RawOptions, env: Environment, config: Config): TableSettings {
  return {
    ...DEFAULT_TABLE_SETTINGS,
    ascii: !isUnicodeLocale(env) || isLinuxConsole(env),
    ...settingsFromFile(config),
    ...statedSettings(raw, env),
  };
}

/** Settings that command line and environment name; a flag says it by its own name. */
export function statedSettings(raw: RawOptions, env: Environment): Partial<TableSettings> {
  const stated = { ...raw, intervalMs: statedInterval(raw), theme: statedTheme(raw, env) };
  const values = SETTING_ROWS.flatMap(([name]) => {
    const value = Object.hasOwn(stated, name) ? stated[name as keyof typeof stated] : undefined;
    return value === undefined ? [] : [[name, value]];
  });
  return Object.fromEntries(values);
}

function statedInterval(raw: RawOptions): number | undefined {
  if (raw.delay !== undefined && raw.frequency !== undefined) {
    throw new UsageError('Options --delay and --frequency are the same thing: give one of them');
  }
  const text = raw.delay ?? raw.frequency;
  if (text === undefined) return undefined;
  const option = raw.frequency === undefined ? '--delay' : '--frequency';
  return parseDuration(option, text, { min: LEAST_INTERVAL_MS, max: DAY });
}

/** `NO_COLOR` goes before the configuration. */
function statedTheme(raw: RawOptions, env: Environment): ThemeName | undefined {
  if (raw.theme === undefined) return raw.color && !env.NO_COLOR ? undefined : 'mono';
  const theme = parseChoice('--theme', raw.theme, THEME_NAMES);
  if (!raw.color && theme !== 'mono') {
    throw new UsageError(`Options --no-color and --theme ${theme} contradict each other: give one of them`);
  }
  return theme;
}

function parseLimits(raw: RawOptions): MonitorOptions['limits'] {
  const { timeoutMs, maxBytes } = DEFAULT_SOURCE_LIMITS;
  return {
    timeoutMs:
      raw.timeout === undefined
        ? timeoutMs
        : parseDuration('--timeout', raw.timeout, { min: 10, max: 600 * SECOND }),
    maxBytes:
      raw.maxSize === undefined
        ? maxBytes
        : parseSize('--max-size', raw.maxSize, { min: 1024, max: LARGEST_REPLY }),
  };
}

function parseSort(text: string | undefined): readonly SortKey[] {
  if (text === undefined) return [];
  const keys = parseSortKeys(text);
  if (keys.length === 0) throw invalid('--sort', text, 'no field named; write rps or -rps');
  return keys;
}

/** Its fonts hold 256 or 512 glyphs, most of them letters. */
function isLinuxConsole({ TERM = '' }: Environment): boolean {
  return /^linux(?:-|$)/.test(TERM);
}

/** A locale that says nothing is taken for UTF-8; one that names another character set is believed. */
function isUnicodeLocale(env: Environment): boolean {
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || '';
  return locale === '' || /utf-?8/i.test(locale);
}
