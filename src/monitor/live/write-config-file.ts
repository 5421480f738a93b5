/*
 * Writing a configuration so that there is always a whole one: into a new file beside it, which then takes its name. The
 * file keeps its mode and its owner, and a symbolic link stays one.
 */
import { randomUUID } from 'node:crypto';
import { chmod, chown, lstat, mkdir, open, readlink, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { UsageError } from '../cli/usage-error.js';

/** Makes the folders that are missing. Throws as `node:fs` does, and `UsageError` where there is no plain file. */
export async function writeConfigFile(path: string, text: string): Promise<void> {
  const target = await linkedPath(path);
  await refuseOthers(target);
  await refuseForeign(target);
  await mkdir(dirname(target), { recursive: true, mode: 0o700 });
  const temporary = join(dirname(target), `.${basename(target)}.${randomUUID()}.new`);
  try {
    await writeWhole(temporary, text);
    await takeOver(target, temporary);
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Where a link leads to, also if there is nothing there yet. */
async function linkedPath(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  const facts = await lstat(path).catch(() => null);
  return facts?.isSymbolicLink() === true ? resolve(dirname(path), await readlink(path)) : path;
}

/** A device or FIFO, which has come there since it was read, is nothing to be replaced. */
async function refuseOthers(target: string): Promise<void> {
  const facts = await lstat(target).catch(() => null);
  if (facts !== null && !facts.isFile()) throw new UsageError(`cannot write "${target}": it is not a file`);
}

/**
 * With `sudo` the home of one user is used by another, whose files would be in the way there. What the administrator replaces
 * keeps its owner (`takeOver`).
 */
async function refuseForeign(target: string): Promise<void> {
  const me = process.geteuid?.();
  const facts = await lstat(target).catch(() => null);
  if (me === undefined || (facts !== null && (me === 0 || facts.uid === me))) return;
  const place = facts === null ? await existingFolder(dirname(target)) : { path: target, uid: facts.uid };
  if (place.uid === me || (facts === null && place.uid === 0)) return;
  throw new UsageError(
    `"${place.path}" belongs to another user (uid ${place.uid}, tstop runs as ${me}); name a file of your own with --config`,
  );
}

/** The folder, or the nearest one above it that is there. */
async function existingFolder(path: string): Promise<{ readonly path: string; readonly uid: number }> {
  const facts = await stat(path).catch((error) => {
    if (isMissing(error) && dirname(path) !== path) return null;
    throw error;
  });
  return facts === null ? existingFolder(dirname(path)) : { path, uid: facts.uid };
}

/** Created 0600 until the owner is copied; fsynced before the rename. */
async function writeWhole(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function takeOver(target: string, temporary: string): Promise<void> {
  const facts = await stat(target).catch(() => null);
  if (facts === null) return;
  // Only the administrator may give files away; for everybody else it is their own anyway.
  await chown(temporary, facts.uid, facts.gid).catch(() => {});
  await chmod(temporary, facts.mode & 0o7777);
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
