import type { ServerConfig } from '../options/config/server-config.js';
import { groupIdFor, userIdFor } from './identity.js';
import { StartError } from './start-error.js';

export interface Identity {
  readonly uid: number;
  readonly gid: number;
  readonly user: string;
}

/** @throws StartError when a name is unknown; null when no change of user is asked for. */
export function identityFor(config: ServerConfig): Identity | null {
  const { uid, gid } = config.process;
  if (uid === null && gid === null) return null;
  const user = uid === null ? { uid: process.getuid?.() ?? 0, gid: 0 } : userIdFor(uid);
  return { uid: user.uid, gid: gid === null ? user.gid : groupIdFor(gid), user: uid ?? String(user.uid) };
}

/** For good: sockets and files that only root may open are open by now. */
export function dropPrivileges(identity: Identity, log: (line: string) => void): void {
  if (process.getuid?.() !== 0) {
    if (process.getuid?.() === identity.uid) return;
    throw new StartError(`setuid(): Operation not permitted [uid ${identity.uid}]`);
  }
  log(`setgid() to ${identity.gid}`);
  setGroups(identity, log);
  process.setgid?.(identity.gid);
  log(`setuid() to ${identity.uid}`);
  process.setuid?.(identity.uid);
}

/** A number that no user has is in no group but its own; root's groups are never kept. */
function setGroups({ user, gid }: Identity, log: (line: string) => void): void {
  try {
    if (initgroups === undefined) throw new Error('this Node has no initgroups');
    initgroups(/^\d+$/.test(user) ? Number(user) : user, gid);
  } catch {
    process.setgroups?.([gid]);
    log(`setgroups() to ${gid}: no user is known by ${user}`);
  }
}

/** Node has it; its types do not. */
const { initgroups } = process as { initgroups?: (user: string | number, group: number) => void };
