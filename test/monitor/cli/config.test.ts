import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { readConfigText } from '../../../src/monitor/cli/config-file.js';
import type { Environment } from '../../../src/monitor/cli/options.js';
import { UsageError } from '../../../src/monitor/cli/usage-error.js';
import { asNobody } from '../../as-nobody.js';
import { temporaryFolder, writtenConfig } from '../config/config-files.js';
import { parse, parseLive, parseSnapshot, usageErrorOf } from './command-lines.js';

/** An environment with a configuration in its place. */
function home(t: TestContext, text: string): Environment {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, 'tstop'));
  writeFileSync(join(folder, 'tstop', 'config.json'), text);
  return { XDG_CONFIG_HOME: folder };
}

test('the file gives what command line and environment leave open', async (t) => {
  const env = home(
    t,
    '{"address": ":7000", "theme": "light", "interval_seconds": 2, "mouse": false, "ascii": true}',
  );
  const options = await parseLive('', env);
  assert.equal(options.addressText, '127.0.0.1:7000');
  assert.equal(options.theme, 'light');
  assert.equal(options.intervalMs, 2000);
  assert.equal(options.mouse, false);
  assert.equal(options.ascii, true);
});

test('the command line goes before the environment, and that before the file', async (t) => {
  const env = home(
    t,
    '{"address": ":7000", "theme": "light", "interval_seconds": 2, "mouse": false, "ascii": true}',
  );
  const named = await parseLive('', { ...env, TSTOP_ADDRESS: ':8000', NO_COLOR: '1' });
  assert.equal(named.addressText, '127.0.0.1:8000');
  assert.equal(named.theme, 'mono');
  const said = await parseLive(':9000 --theme high-contrast -d 5 --mouse --no-ascii', {
    ...env,
    TSTOP_ADDRESS: ':8000',
    NO_COLOR: '1',
  });
  assert.equal(said.addressText, '127.0.0.1:9000');
  assert.equal(said.theme, 'high-contrast');
  assert.equal(said.intervalMs, 5000);
  assert.equal(said.mouse, true);
  assert.equal(said.ascii, false);
});

test('readonly in the file stands until the command line says otherwise', async (t) => {
  const env = home(t, '{"readonly": true}');
  assert.equal((await parseLive(':1', env)).readonly, true);
  const allowed = await parseLive(':1 --no-readonly --fifo /run/shop.fifo', env);
  assert.deepEqual([allowed.readonly, allowed.fifo], [false, '/run/shop.fifo']);
  assert.match(
    await usageErrorOf(':1 --fifo /run/shop.fifo', env),
    /^Option --fifo contradicts "readonly" in the configuration: add --no-readonly$/,
  );
});

test('what is written down goes before what the locale suggests', async (t) => {
  assert.equal((await parseLive(':1', { LANG: 'C' })).ascii, true);
  assert.equal((await parseLive(':1', { LANG: 'C', ...home(t, '{"ascii": false}') })).ascii, false);
  assert.equal((await parseLive(':1', { LANG: 'C', ...home(t, '{"ascii": "auto"}') })).ascii, true);
});

test('snapshots take thresholds, secrets, interval and address of the file', async (t) => {
  const env = home(
    t,
    '{"address": ":7000", "redact": ["X_CUSTOMER"], "thresholds": {"stall_seconds": 5}, "interval_seconds": 0.2}',
  );
  const options = await parseSnapshot('--once', env);
  assert.equal(options.addressText, '127.0.0.1:7000');
  assert.deepEqual(options.alsoSecret, ['X_CUSTOMER']);
  assert.equal(options.config.thresholds.stallSeconds, 5);
  assert.equal(options.intervalMs, 200);
});

test('~/.config is the place where XDG_CONFIG_HOME is not set, or relative', async (t) => {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, '.config', 'tstop'), { recursive: true });
  writeFileSync(join(folder, '.config', 'tstop', 'config.json'), '{"theme": "light"}');
  assert.equal((await parseLive(':1', { HOME: folder })).theme, 'light');
  assert.equal((await parseLive(':1', { HOME: folder, XDG_CONFIG_HOME: 'relative' })).theme, 'light');
  assert.equal((await parseLive(':1', { HOME: folder, XDG_CONFIG_HOME: '' })).theme, 'light');
});

test('a default file that is missing is no error; it is where a first one will be written', async (t) => {
  const folder = temporaryFolder(t);
  const { config } = await parseLive(':1', { XDG_CONFIG_HOME: folder });
  assert.equal(config.path, join(folder, 'tstop', 'config.json'));
  assert.equal(config.text, null);
  assert.equal((await parseLive(':1', {})).config.path, null);
});

test('--config reads another file, --no-config none', async (t) => {
  const env = home(t, '{"theme": "light"}');
  const other = writtenConfig(t, '{"theme": "mono"}');
  assert.equal((await parseLive(`:1 --config ${other}`, env)).theme, 'mono');
  const without = await parseLive(':1 --no-config', env);
  assert.equal(without.theme, 'auto');
  assert.equal(without.config.path, null);
});

test('a broken file stops no help, no version and no list of fields, and --no-config passes it', async (t) => {
  const env = home(t, '{');
  for (const line of ['--help', '--version', '--list-fields']) await parse(line, env);
  await parseLive(':1 --no-config', env);
  assert.match(
    await usageErrorOf(':1', env),
    /^Cannot use config ".*config\.json", line 1, column 2: expected/,
  );
  assert.match(await usageErrorOf('--print-config', env), /^Cannot use config/);
});

const UNREADABLE: readonly (readonly [what: string, make: (path: string) => void, reason: string])[] = [
  ['nothing', () => {}, 'there is no such file'],
  ['a directory', (path) => mkdirSync(path), 'it is a directory'],
  ['a FIFO that nobody writes to', (path) => void spawnSync('mkfifo', [path]), 'it is not a file'],
  ['10 MB', (path) => writeFileSync(path, `{${' '.repeat(10_000_000)}}`), 'it is larger than 1 MB'],
  ['UTF-16', (path) => writeFileSync(path, Buffer.from('\ufeff{}', 'utf16le')), 'it is not UTF-8'],
  ['a link to itself', (path) => symlinkSync(path, path), 'a loop of symbolic links'],
];

for (const [what, make, reason] of UNREADABLE) {
  test(`${what} in the place of the file is told in one line`, async (t) => {
    const path = join(temporaryFolder(t), 'config.json');
    make(path);
    assert.equal(await usageErrorOf(`:1 --config ${path}`), `Cannot read config "${path}": ${reason}`);
  });
}

test('a device is no configuration', async () => {
  assert.equal(
    await usageErrorOf(':1 --config /dev/zero'),
    'Cannot read config "/dev/zero": it is not a file',
  );
});

test('a file that may not be read is an error, and not the same as none', (t) => {
  const path = writtenConfig(t, '{}');
  chmodSync(path, 0o000);
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid?.(65_534);
  try {
    assert.throws(
      () => readConfigText(path),
      new UsageError(`Cannot read config "${path}": permission denied`),
    );
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
});

test('a default file of somebody else is noted and left alone, one that was named is an error', async (t) => {
  const folder = temporaryFolder(t);
  const path = join(folder, '.config', 'tstop', 'config.json');
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, '{"theme": "light"}');
  chmodSync(dirname(path), 0o000);
  const env = { HOME: folder };
  const { config } = await asNobody(() => parseLive(':1', env));
  assert.equal(config.path, path);
  assert.equal(config.text, null);
  assert.equal(config.note, `Cannot read config "${path}": permission denied; going on without it`);
  assert.equal(
    await asNobody(() => usageErrorOf(`:1 --config ${path}`)),
    `Cannot read config "${path}": permission denied`,
  );
  // Or the folder cannot be removed.
  chmodSync(dirname(path), 0o700);
});

test('exactly 1 MB is read', async (t) => {
  const path = writtenConfig(t, `{"theme": "light"${' '.repeat(1024 * 1024 - 18)}}`);
  assert.equal((await parseLive(`:1 --config ${path}`)).theme, 'light');
});

test('--print-config prints what is in force, and needs no address', async (t) => {
  const env = home(
    t,
    '{"interval_seconds": 3, "keys": {"pause": ["p"]}, "thresholds": {"stall_seconds": 5}}',
  );
  const command = await parse('--print-config --theme light --ascii', env);
  assert.ok(command.kind === 'print-config');
  const printed: Record<string, unknown> = JSON.parse(command.text);
  assert.equal(printed['interval_seconds'], 3);
  assert.equal(printed['theme'], 'light');
  assert.equal(printed['ascii'], true);
  assert.equal(printed['address'], undefined);
  const saved = writtenConfig(t, command.text);
  const again = await parse(`--print-config --config ${saved}`);
  assert.ok(again.kind === 'print-config');
  assert.equal(again.text, command.text, 'saved and read again it is the same');
});

test('--print-config names the server that would be watched', async (t) => {
  const env = home(t, '{"address": ":7000"}');
  for (const [line, address] of [
    ['--print-config', '127.0.0.1:7000'],
    ['--print-config /run/other.stats', '/run/other.stats'],
  ] as const) {
    const command = await parse(line, env);
    assert.ok(command.kind === 'print-config');
    assert.equal(JSON.parse(command.text).address, address);
  }
});

const SERVERS =
  '{"servers": {":7000": {"fifo": "/f", "tracebacker": "/t", "harakiri_seconds": 60}, ":8000": {"readonly": true}}}';

test('what the file says of a server goes for that server, however its address is written', async (t) => {
  const env = home(t, SERVERS);
  const one = await parseLive('127.0.0.1:7000', env);
  assert.deepEqual([one.fifo, one.tracebacker, one.harakiriSeconds, one.readonly], ['/f', '/t', 60, false]);
  const other = await parseLive(':9000', env);
  assert.deepEqual(
    [other.fifo, other.tracebacker, other.harakiriSeconds, other.readonly],
    [null, null, null, false],
  );
  assert.equal((await parseLive(':8000', env)).readonly, true);
});

test('what the command line says of a server goes before the file', async (t) => {
  const env = home(t, SERVERS);
  const said = await parseLive(':7000 --fifo /g --harakiri 5 --tracebacker /u', env);
  assert.deepEqual([said.fifo, said.tracebacker, said.harakiriSeconds], ['/g', '/u', 5]);
  const careful = await parseLive(':7000 --readonly', env);
  assert.deepEqual([careful.fifo, careful.readonly], [null, true], 'no contradiction with the file');
  assert.match(
    await usageErrorOf(':8000 --fifo /g', env),
    /^Option --fifo contradicts "readonly" in the configuration/,
  );
  assert.equal((await parseLive(':8000 --fifo /g --no-readonly', env)).fifo, '/g');
});

test('--print-config puts what the command line says of the server where the file would', async (t) => {
  const command = await parse('--print-config 127.0.0.1:7000 --fifo /g', home(t, SERVERS));
  assert.ok(command.kind === 'print-config');
  const { servers } = JSON.parse(command.text);
  assert.deepEqual(servers[':7000'], { fifo: '/g', tracebacker: '/t', harakiri_seconds: 60 });
});
