import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A private folder for the link sockets; only the server's own user can enter it. */
export function makeRunDirectory(owner: { readonly uid: number; readonly gid: number } | null): string {
  const path = mkdtempSync(join(tmpdir(), 'tsgi-'));
  if (owner !== null) chownSync(path, owner.uid, owner.gid);
  process.on('exit', () => removeRunDirectory(path));
  return path;
}

export function removeRunDirectory(path: string): void {
  rmSync(path, { recursive: true, force: true });
}
