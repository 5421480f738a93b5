import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

const RETRY_MS = 200;
const GIVE_UP_MS = 300_000;

/**
 * Waits until this process alone holds the lock file; returns the function that gives it up. A lock whose owner has
 * died is taken over.
 */
export async function holdLock(path: string): Promise<() => void> {
  const deadline = Date.now() + GIVE_UP_MS;
  while (!tryLock(path)) {
    const owner = ownerOf(path);
    if (owner === null) continue;
    if (!isAlive(owner)) rmSync(path, { force: true });
    else if (Date.now() > deadline) throw new Error(`Cannot lock "${path}": held by process ${owner}`);
    else await delay(RETRY_MS);
  }
  return () => rmSync(path, { force: true });
}

/** Linking a finished file is atomic: nobody ever sees a lock without its owner. */
function tryLock(path: string): boolean {
  const mine = `${path}.${process.pid}`;
  writeFileSync(mine, String(process.pid));
  try {
    linkSync(mine, path);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(mine);
  }
}

/** Null when the lock has gone meanwhile. */
function ownerOf(path: string): number | null {
  try {
    return Number(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
