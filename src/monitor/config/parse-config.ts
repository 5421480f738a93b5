import { formatAddress, parseAddress } from '../../protocol/address.js';
import { collide } from '../dashboard/keys/key-table.js';
import type { ActionName } from '../dashboard/keys/keymap.js';
import { KEYMAP } from '../dashboard/keys/keymap.js';
import { thresholdKey, twinOf } from '../dashboard/setup/threshold-names.js';
import type { Limits } from '../metrics/sample/long-requests.js';
import type { Thresholds } from '../metrics/sample/thresholds.js';
import { CONFIG_SHAPE, type Config } from './config-shape.js';
import { type JsonNode, JsonSyntaxError, parseLocatedJson, placeIn } from './located-json.js';
import { ConfigProblem } from './shape.js';
import { crossedThreshold, thresholdsWith } from './threshold-shapes.js';

/** A configuration that is not used, in one line: where, and why. */
export class ConfigTextError extends Error {
  override readonly name = 'ConfigTextError';
}

export interface ParsedConfig {
  readonly values: Config;
  /** The usual ones, with those of the file and its routes that take long. */
  readonly thresholds: Limits;
}

/** The text of a configuration file as values; an empty one says nothing. Throws `ConfigTextError`. */
export function parseConfig(text: string): ParsedConfig {
  if (text.startsWith('\ufeff')) {
    throw new ConfigTextError('line 1: it begins with a byte order mark; save it as UTF-8 without one');
  }
  if (text.trim() === '') return { values: {}, thresholds: thresholdsWith({}) };
  try {
    const root = parseLocatedJson(text);
    const values = CONFIG_SHAPE.read(root, '');
    const thresholds = thresholdsWith(values.thresholds ?? {});
    refuseCrossedThresholds(thresholds, root);
    refuseKeysBoundTwice(values, root, text);
    refuseServersTwice(root);
    return { values, thresholds: limitsWith(thresholds, values) };
  } catch (error) {
    if (!(error instanceof JsonSyntaxError) && !(error instanceof ConfigProblem)) throw error;
    const { line, column } = placeIn(text, error.at);
    const place = error instanceof JsonSyntaxError ? `line ${line}, column ${column}` : `line ${line}`;
    throw new ConfigTextError(`${place}: ${error.message}`);
  }
}

function limitsWith(thresholds: Thresholds, { long_requests }: Config): Limits {
  if (long_requests === undefined) return thresholds;
  const longRoutes = Object.entries(long_requests).map(([pattern, seconds]) => ({ pattern, seconds }));
  return { ...thresholds, longRoutes };
}

function refuseCrossedThresholds(values: Thresholds, root: JsonNode): void {
  const warning = crossedThreshold(values);
  const critical = warning === null ? null : twinOf(warning);
  if (warning === null || critical === null) return;
  const [key, limit] = [thresholdKey(warning), thresholdKey(critical)];
  const at = placeOf(root, ['thresholds', key]) ?? placeOf(root, ['thresholds', limit]) ?? root.at;
  throw new ConfigProblem(
    at,
    `thresholds.${key} is ${values[warning]}, above ${limit}, which is ${values[critical]}`,
  );
}

/** Two actions that were both given the same key, and that both count in some view. */
function refuseKeysBoundTwice({ keys = {} }: Config, root: JsonNode, text: string): void {
  const rows = KEYMAP.filter(({ action }) => keys[action] !== undefined);
  for (const [index, row] of rows.entries()) {
    for (const other of rows.slice(index + 1)) {
      const shared =
        collide(row, other) && keys[row.action]?.find((key) => keys[other.action]?.includes(key));
      if (typeof shared !== 'string') continue;
      const [first, second] = inOrder(root, row.action, other.action);
      const { line } = placeIn(text, first.at);
      const two = `"${first.action}" (line ${line}) and to "${second.action}"`;
      throw new ConfigProblem(second.at, `key "${shared}" is bound to ${two}`);
    }
  }
}

/** One server under two names: it would be unclear which of them counts. */
function refuseServersTwice(root: JsonNode): void {
  const servers = root.kind === 'object' ? root.members.find(({ name }) => name === 'servers') : undefined;
  const seen = new Map<string, string>();
  for (const { name, nameAt } of servers?.node.kind === 'object' ? servers.node.members : []) {
    const address = formatAddress(parseAddress(name));
    const other = seen.get(address);
    if (other !== undefined)
      throw new ConfigProblem(nameAt, `servers has "${other}" and "${name}", which are the same`);
    seen.set(address, name);
  }
}

interface Bound {
  readonly action: ActionName;
  readonly at: number;
}

function inOrder(root: JsonNode, one: ActionName, other: ActionName): readonly [Bound, Bound] {
  const [a, b] = [one, other].map((action) => ({ action, at: placeOf(root, ['keys', action]) ?? root.at }));
  if (a === undefined || b === undefined) throw new Error('two actions have two places');
  return a.at <= b.at ? [a, b] : [b, a];
}

/** Position of a value; null if it is not there. */
function placeOf(root: JsonNode, [name, ...rest]: readonly string[]): number | null {
  if (name === undefined) return root.at;
  const member = root.kind === 'object' ? root.members.find((one) => one.name === name) : undefined;
  return member === undefined ? null : placeOf(member.node, rest);
}
