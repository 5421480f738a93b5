import { formatAddress, parseAddress } from '../../protocol/address.js';
import type { Config } from '../config/config-shape.js';
import type { ServerValues } from '../config/server-shape.js';
import type { RawOptions } from './option-table.js';
import type { MonitorOptions } from './options.js';
import { UsageError } from './usage-error.js';
import { invalid, parseDuration } from './values.js';

/*
 * Settings of one server: channels for acting on it, and facts that its stats lack. The command line goes before what the
 * configuration says about that server, and that before what it says about all.
 */

/** `address` as `formatAddress` writes it. Throws `UsageError`. */
export function parseServerOptions(
  raw: RawOptions,
  config: Config,
  address: string,
): Pick<MonitorOptions, 'fifo' | 'readonly' | 'harakiriSeconds' | 'tracebacker'> {
  const server = config.servers?.[serverNamed(config, address)] ?? {};
  const readonly = raw.readonly ?? server.readonly ?? config.readonly ?? false;
  const said = serverOptions(raw);
  if (said.fifo !== undefined && readonly)
    throw new UsageError('Option --fifo contradicts "readonly" in the configuration: add --no-readonly');
  return {
    fifo: said.fifo ?? (readonly ? null : (server.fifo ?? null)),
    readonly,
    harakiriSeconds: said.harakiri_seconds ?? server.harakiri_seconds ?? null,
    tracebacker: said.tracebacker ?? server.tracebacker ?? null,
  };
}

/** The command line's server options, in the form of the configuration. */
export function serverOptions({
  fifo,
  harakiri,
  tracebacker,
  readonly,
}: RawOptions): Readonly<Partial<ServerValues>> {
  if (fifo !== undefined && (fifo === '' || fifo.includes('\0')))
    throw invalid('--fifo', fifo, 'not the path of a FIFO');
  if (fifo !== undefined && readonly === true)
    throw new UsageError('Options --fifo and --readonly contradict each other: give one of them');
  if (tracebacker === '') throw invalid('--tracebacker', tracebacker, 'it is empty');
  return {
    ...(fifo === undefined ? {} : { fifo }),
    ...(tracebacker === undefined ? {} : { tracebacker }),
    ...(harakiri === undefined ? {} : { harakiri_seconds: parseHarakiri(harakiri) }),
  };
}

/** As the configuration writes the address; the address itself where it does not name it. */
export function serverNamed({ servers = {} }: Config, address: string): string {
  return Object.keys(servers).find((name) => formatAddress(parseAddress(name)) === address) ?? address;
}

const SECOND_MS = 1000;
const LONGEST_HARAKIRI_MS = 24 * 24 * 3600 * SECOND_MS;

function parseHarakiri(text: string): number {
  return parseDuration('--harakiri', text, { min: SECOND_MS, max: LONGEST_HARAKIRI_MS }) / 1000;
}
