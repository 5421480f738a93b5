/**
 * The settings that the configuration file has too, one row each: its key there, its values, its default, and its line
 * on the setup page. Types, parser, JSON Schema, `--print-config`, saving and the setup page are made of the rows.
 */
import { GROUPINGS } from '../../metrics/routes/routes.js';
import { THEME_NAMES, THEMES } from './themes.js';

export interface Setting<Key extends string, Value, InFile> {
  /** In the configuration. */
  readonly key: Key;
  /** For the JSON Schema and the man page. */
  readonly about: string;
  readonly values: FileValues<InFile>;
  readonly default: Value;
  /** As `--print-config` writes the default. */
  readonly fileDefault: InFile;
  /** Null: the file leaves it open. */
  fromFile(inFile: InFile): Value | null;
  toFile(value: Value): InFile;
  /** Its name on the setup page. */
  readonly label: string;
  shown(value: Value): string;
  hint(value: Value): string;
  /** The next value (`by` 1) or the one before; null: there is no row of them. */
  next(value: Value, by: 1 | -1): Value | null;
}

export type FileValues<InFile> =
  | { readonly kind: 'flag' }
  | { readonly kind: 'words'; readonly words: readonly InFile[] }
  | { readonly kind: 'number'; readonly min: number; readonly max: number };

export const REQUEST_GROUPS = ['none', ...GROUPINGS] as const;

/** In the order of the file: those that command line and environment have a say in. */
export const OPTION_SETTINGS = {
  intervalMs: row<'interval_seconds', number, number>({
    key: 'interval_seconds',
    about: 'Time between readings, as --delay',
    values: { kind: 'number', min: 0.1, max: 86_400 },
    default: 1000,
    fileDefault: 1,
    fromFile: (seconds) => Math.round(seconds * 1000),
    toFile: (ms) => ms / 1000,
    label: 'interval',
    shown: formatInterval,
    hint: () => 'from one reading to the next',
    next: () => null,
  }),

  theme: words({
    key: 'theme',
    about: 'Colours of the live view, as --theme',
    words: THEME_NAMES,
    default: 'auto',
    label: 'colours',
    hint: (theme) => THEMES[theme],
  }),

  ascii: row<'ascii', boolean, boolean | 'auto'>({
    ...flag({
      key: 'ascii',
      about:
        'Whether to draw with nothing but ASCII, as --ascii; auto goes by the locale and the Linux console',
      default: false,
      label: 'ASCII only',
      hint: 'for terminals and fonts without boxes and blocks',
    }),
    values: { kind: 'words', words: [true, false, 'auto'] },
    fileDefault: 'auto',
    fromFile: (inFile) => (inFile === 'auto' ? null : inFile),
    toFile: (value) => value,
  }),

  mouse: flag({
    key: 'mouse',
    about: 'Whether tstop takes the mouse; false leaves it to the terminal, as --no-mouse',
    default: true,
    label: 'mouse',
    hint: 'no leaves it to the terminal, for selecting text',
  }),
};

/** Those that are changed in the live view alone. */
export const SCREEN_SETTINGS = {
  metersShown: flag({
    key: 'meters',
    about: 'Whether the meters above the table are shown',
    default: true,
    label: 'meters',
    hint: 'the bars and trends above the table',
  }),

  requestGroup: words({
    key: 'request_group',
    about: 'Who took the time, below the requests',
    words: REQUEST_GROUPS,
    default: 'route',
    label: 'requests by',
    hint: () => 'who took the time, below the requests',
  }),
};

const { intervalMs, ...looks } = OPTION_SETTINGS;

/** In the order of the setup page, which begins with the looks. */
export const SETTINGS = { ...looks, ...SCREEN_SETTINGS, intervalMs };

type SettingName = keyof typeof SETTINGS;

/** Settings by their names in the program. */
export type TableSettings = { readonly [N in SettingName]: (typeof SETTINGS)[N]['default'] };
export type RequestGroup = TableSettings['requestGroup'];

/** The same by their names in the file. */
export type SettingsInFile = {
  readonly [N in SettingName as (typeof SETTINGS)[N]['key']]: (typeof SETTINGS)[N]['fileDefault'];
};

/** The rows for those who treat all of them alike: a value only ever meets the row of its own name. */
export const SETTING_ROWS = Object.entries(SETTINGS) as unknown as readonly (readonly [
  SettingName,
  Setting<keyof SettingsInFile, unknown, unknown>,
])[];

export const DEFAULT_TABLE_SETTINGS = Object.fromEntries(
  SETTING_ROWS.map(([name, setting]) => [name, setting.default]),
) as TableSettings;

/** Values of the file by their names in the program; those that it leaves open are missing. */
export function settingsFromFile(inFile: Partial<SettingsInFile>): Partial<TableSettings> {
  const values = SETTING_ROWS.flatMap(([name, setting]) => {
    const value = inFile[setting.key];
    const own = value === undefined ? null : setting.fromFile(value);
    return own === null ? [] : [[name, own]];
  });
  return Object.fromEntries(values);
}

export function settingsInFile(settings: Partial<TableSettings>): Partial<SettingsInFile> {
  const values = SETTING_ROWS.flatMap(([name, { key, toFile }]) =>
    settings[name] === undefined ? [] : [[key, toFile(settings[name])]],
  );
  return Object.fromEntries(values);
}

export function formatInterval(ms: number): string {
  return ms < 1000 ? `${ms} ms` : `${ms / 1000} s`;
}

function row<Key extends string, Value, InFile>(
  setting: Setting<Key, Value, InFile>,
): Setting<Key, Value, InFile> {
  return setting;
}

interface FlagRow<Key extends string> {
  readonly key: Key;
  readonly about: string;
  readonly default: boolean;
  readonly label: string;
  readonly hint: string;
}

function flag<const Key extends string>({ hint, ...about }: FlagRow<Key>): Setting<Key, boolean, boolean> {
  return {
    ...about,
    values: { kind: 'flag' },
    fileDefault: about.default,
    fromFile: (value) => value,
    toFile: (value) => value,
    shown: (on) => (on ? 'yes' : 'no'),
    hint: () => hint,
    next: (on) => !on,
  };
}

interface WordsRow<Key extends string, Word extends string> {
  readonly key: Key;
  readonly about: string;
  readonly words: readonly Word[];
  readonly default: NoInfer<Word>;
  readonly label: string;
  hint(word: Word): string;
}

function words<const Key extends string, const Word extends string>({
  words: all,
  ...about
}: WordsRow<Key, Word>): Setting<Key, Word, Word> {
  return {
    ...about,
    values: { kind: 'words', words: all },
    fileDefault: about.default,
    fromFile: (word) => word,
    toFile: (word) => word,
    shown: (word) => word,
    next: (word, by) => all[(all.indexOf(word) + by + all.length) % all.length] ?? word,
  };
}
