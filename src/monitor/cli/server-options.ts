import { formatAddress, parseAddress } from '../../protocol/address.js';
import type { Config } from '../config/config-shape.js';
import {
  SERVER_SETTINGS,
  type ServerSettings,
  type ServerValues,
} from '../dashboard/model/server-settings.js';
import type { RawOptions } from './raw-options.js';
import { UsageError } from './usage-error.js';
import { invalid, parseDuration } from './values.js';

/*
 * Settings of one server: channels for acting on it, and facts that its stats lack. The command line goes before what the
 * configuration says about that server, and that before what it says about all.
 */

/** `address` as `formatAddress` writes it. Throws `UsageError`. */
export function parseServerOptions(raw: RawOptions, config: Config, address: string): ServerSettings {
  const server = config.servers?.[serverNamed(config, address)] ?? {};
  const readonly = raw.readonly ?? server.readonly ?? config.readonly ?? false;
  const said = serverOptions(raw);
  if (said.fifo !== undefined && readonly)
    throw new UsageError('Option --fifo contradicts "readonly" in the configuration: add --no-readonly');
  const inForce = Object.entries(SERVER_SETTINGS).map(([name, row]) => [
    name,
    said[row.key] ?? server[row.key] ?? row.default,
  ]);
  const settings: ServerSettings = Object.fromEntries(inForce);
  return { ...settings, readonly, fifo: readonly ? null : settings.fifo };
}

/** The command line's server options, in the form of the configuration. */
export function serverOptions(raw: RawOptions): Partial<ServerValues> {
  const said = Object.values(SERVER_SETTINGS).flatMap(({ key, option, values }) => {
    const given = raw[option];
    return typeof given === 'string' ? [[key, parsedValue(`--${option}`, given, values)]] : [];
  });
  if (raw.fifo !== undefined && raw.readonly === true)
    throw new UsageError('Options --fifo and --readonly contradict each other: give one of them');
  return Object.fromEntries(said);
}

type Values = (typeof SERVER_SETTINGS)[keyof typeof SERVER_SETTINGS]['values'];

function parsedValue(option: string, given: string, values: Values): string | number {
  switch (values.kind) {
    case 'seconds':
      return parseDuration(option, given, { min: values.min * 1000, max: values.max * 1000 }) / 1000;
    case 'path':
      if (given === '' || given.includes('\0')) throw invalid(option, given, values.refusal);
      return given;
    case 'flag':
      return given;
  }
}

/** As the configuration writes the address; the address itself where it does not name it. */
export function serverNamed({ servers = {} }: Config, address: string): string {
  return Object.keys(servers).find((name) => formatAddress(parseAddress(name)) === address) ?? address;
}
