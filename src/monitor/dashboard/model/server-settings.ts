/**
 * The user's settings of one server, one row each: channels on its host, and facts that its stats lack. Types, the
 * configuration's `servers`, the reading of their options and the defaults are made of the rows.
 */
interface ServerSetting<Key extends string, Option extends string, Value, Default> {
  /** In the configuration, below the server's address. */
  readonly key: Key;
  /** Without its dashes. */
  readonly option: Option;
  readonly about: string;
  readonly values:
    | { readonly kind: 'flag' }
    | { readonly kind: 'seconds'; readonly min: number; readonly max: number }
    /** `refusal`: why an empty one is none. */
    | { readonly kind: 'path'; readonly refusal: string };
  readonly default: Default;
  /** Of its value, for the types alone. */
  readonly example: Value;
}

export const SERVER_SETTINGS = {
  /** The master FIFO to act through. */
  fifo: row({
    key: 'fifo',
    option: 'fifo',
    about: 'Its master FIFO, as --fifo',
    values: { kind: 'path', refusal: 'not the path of a FIFO' },
    default: null,
    example: '/run/app.fifo',
  }),
  /** The value of uWSGI's --py-tracebacker. */
  tracebacker: row({
    key: 'tracebacker',
    option: 'tracebacker',
    about: 'What its --py-tracebacker was given, as --tracebacker',
    values: { kind: 'path', refusal: 'it is empty' },
    default: null,
    example: '/run/app.tb.',
  }),
  /** Its harakiri limit; null: as the server reports it, if it does. */
  harakiriSeconds: row({
    key: 'harakiri_seconds',
    option: 'harakiri',
    about: 'Its harakiri limit, as --harakiri',
    values: { kind: 'seconds', min: 1, max: 2_073_600 },
    default: null,
    example: 60,
  }),
  /** Nothing is asked of it. */
  readonly: row({
    key: 'readonly',
    option: 'readonly',
    about: 'Nothing is ever asked of it, as --readonly',
    values: { kind: 'flag' },
    default: false,
    example: true,
  }),
};

type Rows = typeof SERVER_SETTINGS;

export type ServerSettings = {
  readonly [N in keyof Rows]: Rows[N]['example'] | Rows[N]['default'];
};

/** The same in the configuration. */
export type ServerValues = { readonly [N in keyof Rows as Rows[N]['key']]: Rows[N]['example'] };

// Every row has its default.
export const DEFAULT_SERVER_SETTINGS = Object.fromEntries(
  Object.entries(SERVER_SETTINGS).map(([name, setting]) => [name, setting.default]),
) as unknown as ServerSettings;

function row<const Key extends string, const Option extends string, Value, Default>(
  setting: ServerSetting<Key, Option, Value, Default>,
): ServerSetting<Key, Option, Value, Default> {
  return setting;
}
