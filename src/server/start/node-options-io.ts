/** The real world for the options: files, patterns, facts about the machine. */
import { readFileSync, realpathSync, type Stats, statSync } from 'node:fs';
import { availableParallelism, hostname, userInfo } from 'node:os';
import { getSystemErrorMap } from 'node:util';
import type { FileFailure, FileText, MachineFacts, OptionsIo } from '../options/files/options-io.js';
import { globPaths } from './glob-paths.js';

/** @param version of tsgi */
export function nodeOptionsIo(version: string): OptionsIo {
  return { readFile: readConfigFile, kindOf, glob: globPaths, facts: readFacts, version };
}

const LARGEST_FILE_BYTES = 1_048_576;

function readConfigFile(path: string): FileText | FileFailure {
  try {
    const stats = statSync(path);
    if (stats.isDirectory()) return { failure: 'Is a directory' };
    if (!stats.isFile()) return { failure: 'Not a regular file' };
    if (stats.size > LARGEST_FILE_BYTES) return { failure: `Larger than ${LARGEST_FILE_BYTES} bytes` };
    return { text: readFileSync(path, 'utf8'), path: realpathSync(path) };
  } catch (error) {
    return { failure: systemMessage(error) };
  }
}

/** The system's words, with a capital as C has them. */
export function systemMessage(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const errno = 'errno' in error && typeof error.errno === 'number' ? error.errno : 0;
  const text = getSystemErrorMap().get(errno)?.[1] ?? error.message;
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

function kindOf(path: string): 'file' | 'directory' | 'other' | null {
  let stats: Stats;
  try {
    stats = statSync(path);
  } catch {
    return null;
  }
  if (stats.isFile()) return 'file';
  return stats.isDirectory() ? 'directory' : 'other';
}

function readFacts(): MachineFacts {
  const { uid, gid, username } = userOrNumbers();
  return {
    workingDirectory: process.cwd(),
    hostName: hostname(),
    cpus: availableParallelism(),
    uid,
    userName: username,
    gid,
    groupName: groupNameOf(gid),
    nowMs: Date.now(),
  };
}

/** Containers run as users that no table has. */
function userOrNumbers(): { readonly uid: number; readonly gid: number; readonly username: string } {
  try {
    return userInfo();
  } catch {
    const uid = process.getuid?.() ?? 0;
    return { uid, gid: process.getgid?.() ?? 0, username: String(uid) };
  }
}

function groupNameOf(gid: number): string {
  const groups = readConfigFile('/etc/group');
  const lines = 'failure' in groups ? [] : groups.text.split('\n').map((line) => line.split(':'));
  return lines.find(([, , id]) => id === String(gid))?.[0] ?? String(gid);
}
