/**
 * The configuration file as one table: every key that may stand in it, what its value may be, and what it is for. The
 * parser, the JSON Schema and `--print-config` are made of it. Units stand in the names; names are those that tables,
 * JSON and the help use.
 */
import type { ActionName } from '../dashboard/keys/keymap.js';
import { KEYMAP } from '../dashboard/keys/keymap.js';
import type { ServerValues } from '../dashboard/model/server-settings.js';
import { OPTION_SETTINGS, SCREEN_SETTINGS, type SettingsInFile } from '../dashboard/model/setting-table.js';
import { type ColumnSet, columnSets } from '../tables/columns/chosen-columns.js';
import { TABLE_KINDS, type TableKind } from '../tables/tables.js';
import { addressShape } from './address-shape.js';
import { fieldName, sortText } from './field-shape.js';
import { FIXED_KEYS_TEXT, keyName } from './key-name.js';
import { serverShape } from './server-shape.js';
import { settingShapes } from './setting-shapes.js';
import { flag, type JsonSchema, list, named, number, object, type Shape, text, withAbout } from './shape.js';
import { thresholdShapes } from './threshold-shapes.js';

/** As in the file. Nothing has to be there. */
interface ConfigValues extends SettingsInFile {
  /** For editors. */
  readonly $schema: string;
  readonly address: string;
  readonly readonly: boolean;
  readonly columns: Readonly<Partial<Record<ColumnSet, readonly string[]>>>;
  /** `-rss_bytes`: the greatest first. */
  readonly sort: Readonly<Partial<Record<TableKind, string>>>;
  /** By their names in the file. */
  readonly thresholds: Readonly<Partial<Record<string, number>>>;
  /** By route. */
  readonly long_requests: Readonly<Record<string, number>>;
  readonly keys: Readonly<Partial<Record<ActionName, readonly string[]>>>;
  readonly redact: readonly string[];
  /** By address. */
  readonly servers: Readonly<Record<string, Partial<ServerValues>>>;
}

export type Config = Readonly<Partial<ConfigValues>>;

export const CONFIG_SHAPE: Shape<Config> = object<ConfigValues>({
  $schema: withAbout('For editors that complete and check; tstop does not read it', text({ what: 'a text' })),
  address: withAbout('Server to watch when neither command line nor environment names one', addressShape),
  ...settingShapes(OPTION_SETTINGS),
  readonly: withAbout('Never ask anything of a server, as --readonly', flag),
  ...settingShapes(SCREEN_SETTINGS),
  columns: withAbout(
    'Columns of each table from left to right; a table that is not named has its default ones. The workers have three: workers (flat), cores and tree',
    object(ofEach(columnSets(), (set) => list(fieldName(set), 1))),
  ),
  sort: withAbout(
    'Field that each table is sorted by at the start; -name for the greatest first',
    object(ofEach(TABLE_KINDS, sortText)),
  ),
  thresholds: withAbout(
    'When a number becomes a warning, and when it becomes critical; in the live view and in the verdict of snapshots',
    object(thresholdShapes()),
  ),
  long_requests: withAbout(
    'Routes whose requests are long on purpose, such as "GET /export/*": a method or none, and a path in which * stands for anything; and the seconds from which one is an alarm after all, 0 for never',
    named(
      text({ what: 'a route, such as "GET /export/*"', pattern: /^(?:[A-Za-z]+ +)?[/*]\S*$/ }),
      number({ min: 0, max: 31_536_000 }),
    ),
  ),
  keys: withAbout(
    `Keys of each action instead of its default ones; [] for none. A key given to an action is taken from the others; ${FIXED_KEYS_TEXT}`,
    object(
      ofEach(
        KEYMAP.map(({ action }) => action),
        (action) => withAbout(helpOf(action), list(keyName)),
      ),
    ),
  ),
  redact: withAbout(
    'Names of request variables or headers that hold secrets, besides those that tstop knows of',
    list(text({ what: 'the name of a variable, such as "HTTP_X_CUSTOMER"', pattern: /^[A-Za-z0-9_-]+$/ })),
  ),
  servers: withAbout('What goes for one server only, by its address', named(addressShape, serverShape)),
});

/** The JSON Schema (2020-12) of the file. */
export function configSchema(): JsonSchema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'tstop-config.schema.json',
    title: 'Configuration of tstop',
    description:
      'Read from $XDG_CONFIG_HOME/tstop/config.json, ~/.config/tstop/config.json or --config FILE. The command line and the environment go before it. tstop also refuses what a schema cannot tell: a name or a key that stands twice, and a warning above its critical value.',
    ...CONFIG_SHAPE.schema,
  };
}

function ofEach<Name extends string, T>(
  names: readonly Name[],
  make: (name: Name) => T,
): { readonly [N in Name]: T } {
  // Every name of the list is there.
  return Object.fromEntries(names.map((name) => [name, make(name)])) as { readonly [N in Name]: T };
}

function helpOf(action: ActionName): string {
  const help = KEYMAP.find((binding) => binding.action === action)?.help ?? '';
  return help.replace(/^./, (letter) => letter.toUpperCase());
}
