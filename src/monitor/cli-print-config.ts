import { formatAddress } from '../protocol/address.js';
import type { RawOptions } from './cli-grammar.js';
import { chooseTheme, findTarget, parseInterval } from './cli-monitor-options.js';
import type { Environment, LoadedConfig } from './cli-options.js';
import { completeConfig } from './config/complete-config.js';
import { configText } from './config/config-text.js';

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
      ...(raw.ascii === undefined ? {} : { ascii: raw.ascii }),
      ...(raw.mouse === undefined ? {} : { mouse: raw.mouse }),
      ...(raw.readonly === undefined ? {} : { readonly: raw.readonly }),
      interval_seconds: parseInterval(raw, values) / 1000,
      theme: chooseTheme(raw, env, values),
    }),
  );
}
