'use strict';
/*
 * Loads the bundles of a program through V8's code cache, so that a start compiles next to nothing. A cache is code: it is
 * kept in a folder that only this user can write, below folders that only this user and root can. Whatever is wrong with it
 * or with the folder, the bundle is compiled as ever, and nothing is said. Node's own word for "none": NODE_DISABLE_COMPILE_CACHE.
 *
 * V8 itself looks at the length of the source, and runs or crashes on a cache with a flipped bit: sums of the source and of the
 * cache stand in front of it. Each bundle, version, Node and set of flags has a file; those of the past go when one is written.
 */
const fs = require('node:fs');
const { createRequire, enableCompileCache } = require('node:module');
const { dirname, isAbsolute, join } = require('node:path');
const vm = require('node:vm');
const { crc32 } = require('node:zlib');

const FORMAT = 0x31637374;
const HEAD_BYTES = 16;
const OTHERS_CAN_WRITE = 0o022;
const STICKY = 0o1000;
const UNUSED_MS = 90 * 24 * 3600 * 1000;
/** By then a live view has shown its first numbers; later V8 forgets the code of the start. */
const SAVE_AFTER_MS = 3000;

/** A `require()` for the bundles in `directory`, `./NAME.cjs`, and for the packages that they ask for. */
exports.bundleRequire = (directory, version) => {
  const plain = createRequire(join(directory, 'bundles'));
  const folder = cacheFolder(process.env);
  if (folder === null || process.env.NODE_DISABLE_COMPILE_CACHE) return plain;
  if (enableCompileCache === undefined)
    return crc32 === undefined ? plain : cached(directory, folder, version, plain);
  if (made(folder, MISSING_LEVELS)) enableCompileCache(folder);
  return plain;
};

function cacheFolder({ XDG_CACHE_HOME, HOME }) {
  if (process.geteuid === undefined) return null;
  const base = XDG_CACHE_HOME || (HOME && join(HOME, '.cache'));
  return base && isAbsolute(base) ? join(base, 'tstop') : null;
}

function cached(directory, folder, version, plain) {
  const loaded = new Map();
  const requireOf = (id) => {
    const name = /^\.\/([\w-]+)\.cjs$/.exec(id)?.[1];
    if (name === undefined) return plain(id);
    let module = loaded.get(name);
    if (module === undefined) {
      module = { exports: {} };
      loaded.set(name, module);
      run(join(directory, `${name}.cjs`), cacheFile(folder, version, name), module, requireOf);
    }
    return module.exports;
  };
  return requireOf;
}

function cacheFile(folder, version, name) {
  const flags = crc32([process.env.NODE_OPTIONS, ...process.execArgv].join(' ')).toString(16);
  return join(folder, `${name}-${version}-${process.version}-${process.arch}-${flags}`);
}

function run(path, cachePath, module, requireOf) {
  const bytes = fs.readFileSync(path);
  const sum = crc32(bytes);
  const cachedData = readCache(cachePath, sum);
  const source = `(function(exports,require,module,__filename,__dirname){${bytes.latin1Slice()}\n})`;
  const script = new vm.Script(source, { filename: path, cachedData });
  if (cachedData === undefined || script.cachedDataRejected) saveLater(script, cachePath, sum);
  script.runInThisContext()(module.exports, requireOf, module, path, dirname(path));
}

/** undefined: there is none that is good. */
function readCache(path, sourceSum) {
  try {
    if (!isOurs(dirname(path))) return undefined;
    const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = fs.constants;
    const file = fs.openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    try {
      const stat = fs.fstatSync(file);
      if (!stat.isFile() || !isOnlyOurs(stat)) return undefined;
      const bytes = fs.readFileSync(file);
      const data = bytes.subarray(HEAD_BYTES);
      const isGood =
        bytes.length > HEAD_BYTES &&
        bytes.readUInt32LE(0) === FORMAT &&
        bytes.readUInt32LE(4) === sourceSum &&
        bytes.readUInt32LE(8) === data.length &&
        bytes.readUInt32LE(12) === crc32(data);
      return isGood ? data : undefined;
    } finally {
      fs.closeSync(file);
    }
  } catch {
    return undefined;
  }
}

function isOnlyOurs({ uid, mode }) {
  return uid === process.geteuid() && (mode & OTHERS_CAN_WRITE) === 0;
}

/** This user's folder, which nobody else but root can write, move or put another one in place of. */
function isOurs(path) {
  const real = fs.realpathSync(path);
  if (!isOnlyOurs(fs.statSync(real))) return false;
  for (let above = dirname(real); ; above = dirname(above)) {
    const { uid, mode } = fs.statSync(above);
    if (uid !== 0 && uid !== process.geteuid()) return false;
    if ((mode & OTHERS_CAN_WRITE) !== 0 && (mode & STICKY) === 0) return false;
    if (above === dirname(above)) return true;
  }
}

/** `~/.cache` and `tstop` in it. */
const MISSING_LEVELS = 2;

/** The folder is ours, or has been made, with at most so many levels of it, in one that is. */
function made(path, levels) {
  try {
    if (fs.existsSync(path)) return isOurs(path);
    if (levels === 0 || !made(dirname(path), levels - 1)) return false;
    fs.mkdirSync(path, { mode: 0o700 });
    return isOurs(path);
  } catch {
    return false;
  }
}

/** Once, when the program has shown what it can or ends well. */
function saveLater(script, path, sourceSum) {
  const flagsAtStart = flagWord(new vm.Script('0').createCachedData());
  const save = () => {
    clearTimeout(timer);
    process.off('exit', atExit);
    writeCache(script, path, sourceSum, flagsAtStart);
  };
  const atExit = (code) => {
    if (code === 0) save();
  };
  const timer = setTimeout(save, SAVE_AFTER_MS).unref();
  process.on('exit', atExit);
}

/** V8 writes down the flags that it had; those which the program has set since are not there at the next start. */
function flagWord(data) {
  return data.subarray(12, 16);
}

function writeCache(script, path, sourceSum, flagsAtStart) {
  const temporary = `${path}.${process.pid}`;
  let file;
  try {
    const folder = dirname(path);
    if (!made(folder, MISSING_LEVELS)) return;
    file = fs.openSync(temporary, 'wx', 0o600);
    // A full disk is found out before the work is done.
    fs.writeSync(file, Buffer.alloc(1 << 20));
    const data = script.createCachedData();
    flagsAtStart.copy(flagWord(data));
    const head = Buffer.alloc(HEAD_BYTES);
    [FORMAT, sourceSum, data.length, crc32(data)].forEach((word, index) => {
      head.writeUInt32LE(word, index * 4);
    });
    const whole = Buffer.concat([head, data]);
    fs.ftruncateSync(file, 0);
    if (fs.writeSync(file, whole, 0, whole.length, 0) === whole.length) fs.renameSync(temporary, path);
    removeUnused(folder);
  } catch {}
  if (file === undefined) return;
  fs.closeSync(file);
  fs.rmSync(temporary, { force: true });
}

function removeUnused(folder) {
  const oldest = Date.now() - UNUSED_MS;
  for (const name of fs.readdirSync(folder)) {
    const path = join(folder, name);
    if (fs.lstatSync(path).mtimeMs < oldest) fs.rmSync(path, { recursive: true });
  }
}
