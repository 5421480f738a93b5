/** Files that this server has put into the file system, so that at the end it removes those and no others. */
import { lstatSync, readFileSync, unlinkSync } from 'node:fs';
import { resolve } from 'node:path';

interface OwnFile {
  readonly path: string;
  readonly kind: 'unix socket' | 'pidfile';
  readonly identity: string | null;
}

export class OwnFiles {
  readonly #files = new Map<string, OwnFile>();

  /** To be called when it has just been made. */
  add(path: string, kind: OwnFile['kind']): void {
    const whole = resolve(path);
    this.#files.set(whole, { path: whole, kind, identity: identityOf(whole) });
  }

  /** `--vacuum` */
  remove(log: (line: string) => void): void {
    for (const file of this.#files.values()) {
      const found = identityOf(file.path);
      if (found === null) continue;
      if (!isStillOurs(file, found)) {
        log(`VACUUM WARNING: ${file.kind} ${file.path} is another server's by now. Skip removal`);
      } else if (removeFile(file.path)) {
        log(`VACUUM: ${file.kind} ${file.path} removed.`);
      }
    }
  }
}

/** Device and inode, which are not given to another file while the socket is open; and the time, for those that are not. */
export function identityOf(path: string): string | null {
  try {
    const { dev, ino, mtimeNs } = lstatSync(path, { bigint: true });
    return `${dev}:${ino}:${mtimeNs}`;
  } catch {
    return null;
  }
}

export function removeFile(path: string): boolean {
  try {
    unlinkSync(path);
    return true;
  } catch {
    return false;
  }
}

function isStillOurs({ path, kind, identity }: OwnFile, found: string): boolean {
  if (kind === 'unix socket') return found === identity;
  // Another server may have written its number into the same file.
  try {
    return readFileSync(path, 'utf8').trim() === String(process.pid);
  } catch {
    return false;
  }
}
