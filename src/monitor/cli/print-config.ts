import { formatAddress } from '../../protocol/address.js';
import { completeConfig } from '../config/complete-config.js';
import type { Config } from '../config/config-shape.js';
import { configText } from '../config/config-text.js';
import { settingsInFile } from '../dashboard/model/setting-table.js';
import { findTarget, statedSettings } from './monitor-options.js';
import type { Environment, LoadedConfig } from './options.js';
import type { RawOptions } from './raw-options.js';
import { serverNamed, serverOptions } from './server-options.js';

/** The configuration as command line and environment leave it: complete, and fit to be the file of the next run. */
export function configInForce(
  raw: RawOptions,
  addresses: readonly string[],
  env: Environment,
  { values }: LoadedConfig,
): string {
  const target = findTarget(addresses, env, values);
  return configText(
    completeConfig({
      ...values,
      ...(target === null ? {} : { address: formatAddress(target) }),
      ...settingsInFile(statedSettings(raw, env)),
      ...(raw.readonly === undefined ? {} : { readonly: raw.readonly }),
      ...(target === null ? {} : serversWith(values, formatAddress(target), raw)),
    }),
  );
}

/** Writes the command line's server options in the form of the file. */
function serversWith(values: Config, address: string, raw: RawOptions): Pick<Config, 'servers'> {
  const said = serverOptions(raw);
  if (Object.keys(said).length === 0) return {};
  const name = serverNamed(values, address);
  return { servers: { ...values.servers, [name]: { ...values.servers?.[name], ...said } } };
}
