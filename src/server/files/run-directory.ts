/**
 * A private folder for the link sockets; only the server's own user can enter it. Whoever tidies up may take it away
 * while the server runs: it is looked at again and again, and made anew at the same place, with new sockets.
 */
import { chownSync, lstatSync, mkdirSync, mkdtempSync, openSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { StartError } from '../process/start-error.js';
import type { BoundSocket } from '../sockets/bound-socket.js';
import { bindAddress } from '../sockets/listen.js';
import { identityOf } from './own-files.js';

interface LinkSocket {
  readonly path: string;
  readonly socket: BoundSocket;
}

interface Link extends LinkSocket {
  readonly identity: string | null;
}

type Owner = { readonly uid: number; readonly gid: number } | null;

/** The longest path that leaves room for the sockets inside: the kernel takes 107 bytes. */
const LONGEST_BASE = 107 - '/tsgi-XXXXXX/link-64'.length;
/** Old folders are what cleaners look for. */
const TOUCH_MS = 3_600_000;

export class RunDirectory {
  readonly path: string;
  /** The file behind `uwsgi.lock()`. All workers are given this one, so that it does not matter whether it is found. */
  readonly lockDescriptor: number;
  readonly #links: Link[];
  #touchedAt = Date.now();

  /** @throws StartError when there is no place for it */
  constructor(owner: Owner, gateways: number) {
    this.path = makeFolder(owner);
    process.on('exit', () => this.#remove());
    this.lockDescriptor = openSync(join(this.path, 'locks'), 'w+', 0o600);
    this.#links = Array.from({ length: gateways }, (_, index) => {
      const link = bindLink(join(this.path, `link-${index + 1}`));
      if (owner !== null) chownSync(link.path, owner.uid, owner.gid);
      return link;
    });
  }

  /** One for each gateway. */
  get links(): readonly LinkSocket[] {
    return this.#links;
  }

  /**
   * Makes anew what has vanished.
   * @returns the gateways that have a new socket
   * @throws Error when it cannot be made
   */
  repair(): number[] {
    const lost = [...this.#links.keys()].filter((index) => !isThere(this.#links[index]));
    if (lost.length > 0) remakeFolder(this.path);
    for (const index of lost) {
      const { path, socket } = this.#links[index] ?? {};
      if (path === undefined) continue;
      // First: it removes whatever has its name.
      socket?.close();
      this.#links[index] = bindLink(path);
    }
    this.#touch();
    return lost;
  }

  /** With `--uid` in a folder of another user it may have to stay. */
  #remove(): void {
    try {
      rmSync(this.path, { recursive: true, force: true });
    } catch {
      // There is nobody left to be told.
    }
  }

  #touch(): void {
    const now = Date.now();
    if (now < this.#touchedAt + TOUCH_MS) return;
    this.#touchedAt = now;
    for (const path of [this.path, ...this.#links.map((link) => link.path)]) {
      utimesSync(path, now / 1000, now / 1000);
    }
  }
}

function makeFolder(owner: Owner): string {
  const base = Buffer.byteLength(tmpdir()) <= LONGEST_BASE ? tmpdir() : '/tmp';
  try {
    const path = mkdtempSync(join(base, 'tsgi-'));
    if (owner !== null) chownSync(path, owner.uid, owner.gid);
    return path;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartError(
      `Cannot make a folder for sockets in "${base}" (TMPDIR names another place): ${reason}`,
    );
  }
}

/** Somebody else may have made one of that name meanwhile: it is not used. */
function remakeFolder(path: string): void {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) {
    mkdirSync(dirname(path), { recursive: true });
    mkdirSync(path, { mode: 0o700 });
  } else if (!found.isDirectory() || found.uid !== process.geteuid?.() || (found.mode & 0o077) !== 0) {
    throw new Error('another user has created one of that name');
  }
}

function bindLink(path: string): Link {
  const socket = bindAddress({ kind: 'unix', path }, path);
  return { path, socket, identity: identityOf(path) };
}

function isThere(link: Link | undefined): boolean {
  return link !== undefined && link.identity !== null && identityOf(link.path) === link.identity;
}
