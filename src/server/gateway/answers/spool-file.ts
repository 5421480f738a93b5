import { constants } from 'node:fs';
import { type FileHandle, mkdtemp, open, rmdir, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Linux: a file without a name, which no other process can take or find. Node does not name the flag. */
const O_TMPFILE = process.platform === 'linux' ? 0o20000000 | constants.O_DIRECTORY : 0;

/**
 * A temporary file for bytes that wait, without a name in the file system.
 * @throws what the file system says: no folder, no room, no descriptor
 */
export async function openSpoolFile(folder: string = tmpdir()): Promise<FileHandle> {
  if (O_TMPFILE !== 0) {
    try {
      return await open(folder, constants.O_RDWR | O_TMPFILE, 0o600);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // File systems without such files say one of these.
      if (code !== 'EOPNOTSUPP' && code !== 'EISDIR' && code !== 'EINVAL' && code !== 'ENOENT') throw error;
    }
  }
  return openInOwnFolder(folder);
}

/** The name exists for a moment, in a folder that no other user may enter. */
async function openInOwnFolder(folder: string): Promise<FileHandle> {
  const own = await mkdtemp(join(folder, 'tsgi-spool-'));
  const path = join(own, 'spool');
  try {
    const file = await open(path, 'wx+', 0o600);
    await unlink(path);
    return file;
  } finally {
    await rmdir(own).catch(() => {});
  }
}
