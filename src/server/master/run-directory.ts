import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StartError } from './start-error.js';

/** The longest path that leaves room for the sockets inside: the kernel takes 107 bytes. */
const longestBase = 107 - '/tsgi-XXXXXX/link-64'.length;

/**
 * A private folder for the link sockets; only the server's own user can enter it.
 * @throws StartError when there is no place for it
 */
export function makeRunDirectory(owner: { readonly uid: number; readonly gid: number } | null): string {
  const base = Buffer.byteLength(tmpdir()) <= longestBase ? tmpdir() : '/tmp';
  try {
    const path = mkdtempSync(join(base, 'tsgi-'));
    process.on('exit', () => removeRunDirectory(path));
    if (owner !== null) chownSync(path, owner.uid, owner.gid);
    return path;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartError(
      `Cannot make a folder for sockets in "${base}" (TMPDIR names another place): ${reason}`,
    );
  }
}

export function removeRunDirectory(path: string): void {
  rmSync(path, { recursive: true, force: true });
}
