import { readFileSync } from 'node:fs';
import { StartError } from './start-error.js';

/**
 * Users and groups by name, from /etc/passwd and /etc/group; numbers are taken as they are.
 * @throws StartError for a name that is not there
 */
export function userIdFor(name: string): { readonly uid: number; readonly gid: number } {
  const isNumber = /^\d+$/.test(name);
  for (const [user, , uid, gid] of readTable('/etc/passwd')) {
    if (user === name || (isNumber && uid === name)) return { uid: Number(uid), gid: Number(gid) };
  }
  if (isNumber) return { uid: Number(name), gid: Number(name) };
  throw new StartError(`user ${name} not found.`);
}

export function groupIdFor(name: string): number {
  if (/^\d+$/.test(name)) return Number(name);
  for (const [group, , gid] of readTable('/etc/group')) if (group === name) return Number(gid);
  throw new StartError(`group ${name} not found.`);
}

function readTable(path: string): string[][] {
  try {
    return readFileSync(path, 'utf8')
      .split('\n')
      .map((line) => line.split(':'));
  } catch {
    return [];
  }
}
