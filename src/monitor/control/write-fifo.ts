/**
 * One letter into a master FIFO. Opened without blocking, written, closed: uWSGI makes its FIFO anew when the last
 * writer has gone, so that nothing may be kept open. Symbolic links are followed, as a shell does; what is at their
 * end must be a FIFO, before anything is opened (a device may act when it is opened) and once more after.
 */
import type { Stats } from 'node:fs';
import { constants, type FileHandle, open, stat } from 'node:fs/promises';
import { ControlError } from './control-error.js';

const TIMEOUT_MS = 3000;

/** Rejects with `ControlError`. A file system that does not answer within the time gets nothing written later either. */
export async function writeLetter(path: string, letter: string, timeoutMs = TIMEOUT_MS): Promise<void> {
  const deadline = AbortSignal.timeout(timeoutMs);
  let over: () => void = () => {};
  const timeout = new Promise<never>((_, reject) => {
    over = () => reject(new ControlError(`no answer within ${timeoutMs / 1000} s`));
    deadline.addEventListener('abort', over, { once: true });
  });
  try {
    await Promise.race([written(path, letter, deadline), timeout]);
  } catch (error) {
    throw asControlError(error, await ownerOf(path, deadline));
  } finally {
    deadline.removeEventListener('abort', over);
  }
}

/** Reason not to write, as far as it shows without opening; null: none. */
export async function fifoProblem(path: string): Promise<string | null> {
  try {
    const stats = await stat(path);
    if (!stats.isFIFO()) return notAFifo(stats);
    return mayWrite(stats) ? null : deniedText(stats);
  } catch (error) {
    return asControlError(error, null).message;
  }
}

async function written(path: string, letter: string, deadline: AbortSignal): Promise<void> {
  const found = await stat(path);
  if (!found.isFIFO()) throw new ControlError(notAFifo(found));
  if (deadline.aborted) return;
  const handle = await open(path, constants.O_WRONLY | constants.O_NONBLOCK);
  try {
    if (!deadline.aborted) await writeTo(handle, letter);
  } finally {
    await handle.close();
  }
}

async function writeTo(handle: FileHandle, letter: string): Promise<void> {
  const opened = await handle.stat();
  if (!opened.isFIFO()) throw new ControlError(notAFifo(opened));
  const { bytesWritten } = await handle.write(letter);
  if (bytesWritten !== letter.length) throw new ControlError('it accepted no bytes');
}

function notAFifo(stats: Stats): string {
  const what = stats.isDirectory() ? 'a directory' : stats.isSocket() ? 'a socket' : 'no FIFO';
  return `it is ${what}; name what the server has as --master-fifo`;
}

function mayWrite({ mode, uid, gid }: Stats): boolean {
  const me = process.geteuid?.() ?? 0;
  if (me === 0) return true;
  if (uid === me) return (mode & 0o200) !== 0;
  const mine = [process.getegid?.(), ...(process.getgroups?.() ?? [])].includes(gid);
  return (mode & (mine ? 0o020 : 0o002)) !== 0;
}

function deniedText({ uid, mode }: Pick<Stats, 'uid' | 'mode'>): string {
  return `permission denied: it belongs to uid ${uid}, mode ${(mode & 0o777).toString(8)}`;
}

async function ownerOf(path: string, deadline: AbortSignal): Promise<Stats | null> {
  if (deadline.aborted) return null;
  try {
    return await stat(path);
  } catch {
    return null;
  }
}

function asControlError(error: unknown, owner: Stats | null): ControlError {
  if (error instanceof ControlError) return error;
  const code = (error as NodeJS.ErrnoException).code ?? '';
  if (code === 'EACCES' || code === 'EPERM') {
    return new ControlError(owner === null ? 'permission denied' : deniedText(owner));
  }
  return new ControlError(REASONS[code] ?? `it cannot be written to (${code || String(error)})`);
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'a part of the path is no directory',
  ELOOP: 'its symbolic links go in a circle',
  ENAMETOOLONG: 'the path is too long',
  ENXIO: 'nobody reads it: the server is gone, or was started without this --master-fifo',
  EAGAIN: 'it is full: the master does not read it',
  EPIPE: 'nobody reads it any more',
};
