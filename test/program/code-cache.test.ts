// bin/code-cache.cjs: a cache is code, so what lies in its place is used only if nobody else can have put it there, and only
// if it is whole. A planted cache shows it: one that says "evil" for a bundle that says "good", with sums that fit.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import nodeModule from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import * as zlib from 'node:zlib';
import { projectRoot } from '../fixtures.js';

const LOADER = join(projectRoot, 'bin', 'code-cache.cjs');
const NOBODY = 65_534;
const { crc32 } = zlib as { readonly crc32?: (data: string) => number };
/** A later Node has a cache of its own, an older one no sum to check ours by. */
const hasOwnCache = !('enableCompileCache' in nodeModule) && crc32 !== undefined;
const isRoot = process.geteuid?.() === 0;

interface Place {
  readonly bundles: string;
  /** `XDG_CACHE_HOME`. */
  readonly home: string;
  readonly folder: string;
  /** The one file that is in it after a run; null: none. */
  cache(): string | null;
  says(text: 'good' | 'evil'): void;
  run(options?: { readonly env?: NodeJS.ProcessEnv; readonly limit?: string }): string;
}

function placeFor(t: TestContext): Place {
  const root = fs.mkdtempSync(join(tmpdir(), 'tstop-cache-'));
  t.after(() => fs.rmSync(root, { recursive: true, force: true }));
  const place = {
    bundles: join(root, 'dist'),
    home: join(root, 'cache'),
    folder: join(root, 'cache', 'tstop'),
  };
  fs.mkdirSync(place.bundles);
  const program = `require(${JSON.stringify(LOADER)}).bundleRequire(${JSON.stringify(place.bundles)}, '1')('./part.cjs')`;
  return {
    ...place,
    cache: () => {
      if (!fs.existsSync(place.folder)) return null;
      const [name, ...others] = fs.readdirSync(place.folder);
      assert.deepEqual(others, []);
      return name === undefined ? null : join(place.folder, name);
    },
    says: (text) => fs.writeFileSync(join(place.bundles, 'part.cjs'), bundleSaying(text)),
    run: ({ env = {}, limit = 'true' } = {}) => {
      const { NODE_OPTIONS: _, NODE_DISABLE_COMPILE_CACHE: __, ...usual } = process.env;
      const result = spawnSync('sh', ['-c', `${limit}; exec "$0" -e "$1"`, process.execPath, program], {
        encoding: 'utf8',
        env: { ...usual, XDG_CACHE_HOME: place.home, ...env },
      });
      assert.equal(result.stderr, '');
      assert.equal(result.status, 0);
      return result.stdout;
    },
  };
}

/** Of one length, so that V8 takes the cache of one for the other. */
function bundleSaying(text: 'good' | 'evil'): string {
  return `exports.say = () => process.stdout.write('${text}');\nexports.say();`;
}

/** A cache as an attacker would make it: whole, fitting, and of other code. */
function plant(place: Place): string {
  place.says('evil');
  assert.equal(place.run(), 'evil');
  place.says('good');
  const path = place.cache() ?? '';
  const bytes = fs.readFileSync(path);
  bytes.writeUInt32LE(crc32?.(bundleSaying('good')) ?? 0, 4);
  fs.writeFileSync(path, bytes);
  return path;
}

test('the second start runs from the cache, which only this user can read', (t) => {
  const place = placeFor(t);
  place.says('good');
  assert.equal(place.run(), 'good');
  assert.equal(fs.statSync(place.folder).mode & 0o777, 0o700);
  if (!hasOwnCache) return;
  const path = place.cache() ?? '';
  assert.equal(fs.statSync(path).mode & 0o777, 0o600);
  const { ino } = fs.statSync(path);
  assert.equal(place.run(), 'good');
  assert.equal(fs.statSync(path).ino, ino);
  // The planted one is used where all is well: so the refusals below mean something.
  plant(place);
  assert.equal(place.run(), 'evil');
});

test('a cache of another source of the same length is not used', (t) => {
  const place = placeFor(t);
  place.says('evil');
  place.run();
  place.says('good');
  assert.equal(place.run(), 'good');
});

test('nothing is read or written when Node shall not cache', (t) => {
  const place = placeFor(t);
  place.says('good');
  assert.equal(place.run({ env: { NODE_DISABLE_COMPILE_CACHE: '1' } }), 'good');
  assert.equal(place.cache(), null);
});

if (hasOwnCache) {
  const damages: readonly (readonly [string, (bytes: Buffer) => Buffer])[] = [
    ['empty', () => Buffer.alloc(0)],
    ['the head alone', (bytes) => bytes.subarray(0, 16)],
    ['half of a head', (bytes) => bytes.subarray(0, 7)],
    ['cut off', (bytes) => bytes.subarray(0, bytes.length - 1)],
    ['longer', (bytes) => Buffer.concat([bytes, Buffer.alloc(1)])],
    ['zeros', (bytes) => Buffer.alloc(bytes.length)],
    ...[0, 5, 9, 13, 16, 28, 200].map(
      (at) => [`a bit flipped at byte ${at}`, (bytes: Buffer) => flipped(bytes, at)] as const,
    ),
    ['a bit flipped in the last byte', (bytes) => flipped(bytes, bytes.length - 1)],
  ];

  test('a damaged cache is as none, and is made anew', (t) => {
    const place = placeFor(t);
    place.says('good');
    place.run();
    const path = place.cache() ?? '';
    const whole = fs.readFileSync(path);
    for (const [name, damage] of damages) {
      fs.writeFileSync(path, damage(whole));
      assert.equal(place.run(), 'good', name);
      assert.equal(fs.readFileSync(path).length, whole.length, name);
    }
  });

  const unsafe: readonly (readonly [string, (place: Place, path: string) => void])[] = [
    ['its file can be written by others', (_, path) => fs.chmodSync(path, 0o602)],
    ['its file can be written by the group', (_, path) => fs.chmodSync(path, 0o620)],
    ['its folder can be written by others', ({ folder }) => fs.chmodSync(folder, 0o702)],
    ['its folder can be written by the group', ({ folder }) => fs.chmodSync(folder, 0o720)],
    ['the folder above can be written by others', ({ home }) => fs.chmodSync(home, 0o707)],
    ['its file is a link', (_, path) => linkInstead(path)],
    ['its file is a folder', (_, path) => folderInstead(path)],
    ['its file is a pipe', (_, path) => pipeInstead(path)],
    ['its folder is a link into one that others can write', ({ home, folder }) => openFolder(home, folder)],
    ...(isRoot ? foreign() : []),
  ];

  for (const [name, spoil] of unsafe) {
    test(`a cache is not used when ${name}`, (t) => {
      const place = placeFor(t);
      spoil(place, plant(place));
      assert.equal(place.run(), 'good');
    });
  }

  const noRoom: readonly (readonly [string, (place: Place) => string | undefined])[] = [
    ['no file may grow, as on a full disk', () => 'ulimit -f 0'],
    ['the place of its folder is a file', ({ home }) => fs.writeFileSync(home, '') ?? undefined],
    [
      'the folders above are not there',
      ({ home }) => fs.rmSync(join(home, '..', 'none'), { force: true }) ?? undefined,
    ],
    [
      'its folder can be written by others',
      ({ folder }) => {
        fs.mkdirSync(folder, { recursive: true });
        fs.chmodSync(folder, 0o777);
        return undefined;
      },
    ],
  ];

  for (const [name, spoil] of noRoom) {
    test(`nothing is left and nothing said when ${name}`, (t) => {
      const place = placeFor(t);
      place.says('good');
      const limit = spoil(place);
      const env = name.includes('above')
        ? { XDG_CACHE_HOME: join(place.home, '..', 'none', 'of', 'these') }
        : {};
      assert.equal(place.run(limit === undefined ? { env } : { env, limit }), 'good');
      if (fs.statSync(place.home, { throwIfNoEntry: false })?.isDirectory())
        assert.equal(place.cache(), null);
    });
  }

  test('what was written long ago goes when another one is written', (t) => {
    const place = placeFor(t);
    place.says('good');
    place.run();
    const old = join(place.folder, 'part-0-v18.0.0-x64-0');
    fs.writeFileSync(old, '');
    fs.utimesSync(old, 1, 1);
    place.says('evil');
    place.run();
    assert.equal(fs.existsSync(old), false);
    assert.notEqual(place.cache(), null);
  });
}

function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy.writeUInt8(copy.readUInt8(at) ^ 1, at);
  return copy;
}

function linkInstead(path: string): void {
  const aside = join(path, '..', '..', '..', 'aside');
  fs.renameSync(path, aside);
  fs.symlinkSync(aside, path);
}

function folderInstead(path: string): void {
  fs.rmSync(path);
  fs.mkdirSync(path);
}

function pipeInstead(path: string): void {
  fs.rmSync(path);
  assert.equal(spawnSync('mkfifo', ['-m', '600', path]).status, 0);
}

function openFolder(home: string, folder: string): void {
  const aside = join(home, '..', 'open');
  fs.mkdirSync(aside);
  fs.chmodSync(aside, 0o777);
  fs.renameSync(folder, join(aside, 'tstop'));
  fs.symlinkSync(join(aside, 'tstop'), folder);
}

function foreign(): readonly (readonly [string, (place: Place, path: string) => void])[] {
  return [
    ['its file is of another user', (_, path) => fs.chownSync(path, NOBODY, NOBODY)],
    ['its folder is of another user', ({ folder }) => fs.chownSync(folder, NOBODY, NOBODY)],
    ['the folder above is of another user', ({ home }) => fs.chownSync(home, NOBODY, NOBODY)],
  ];
}
