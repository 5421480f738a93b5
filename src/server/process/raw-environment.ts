/**
 * Variables that are no UTF-8. Node knows its environment as text, in which other bytes are lost; the application is
 * to have them as they were given.
 */
import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';

/** [name, value] with a character for each byte, and what Node makes of the name. */
export type RawVariable = readonly [name: string, value: string, mangled: string];

/** Carries them from one of our processes to the next, in its environment. */
const MARKER = 'TSGI_ENVIRON_BYTES';

const variables: readonly RawVariable[] = [...inherited(), ...found()];
delete process.env[MARKER];

/** Of the environment that the server was started with. */
export function rawEnvironment(): readonly RawVariable[] {
  return variables;
}

/** For a process that is to be started with the environment of this one. */
export function withRawEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return variables.length === 0 ? environment : { ...environment, [MARKER]: JSON.stringify(variables) };
}

function inherited(): RawVariable[] {
  try {
    const given: unknown = JSON.parse(process.env[MARKER] ?? '[]');
    return Array.isArray(given) ? given.filter(isRawVariable) : [];
  } catch {
    return [];
  }
}

function isRawVariable(value: unknown): value is RawVariable {
  return Array.isArray(value) && value.length === 3 && value.every((part) => typeof part === 'string');
}

function found(): RawVariable[] {
  return splitAtNul(environmentBytes())
    .filter((entry) => !isUtf8(entry))
    .map((entry) => {
      const end = entry.indexOf('=', 1);
      const name = entry.subarray(0, end < 0 ? entry.length : end);
      const value = entry.subarray(end < 0 ? entry.length : end + 1);
      return [name.toString('latin1'), value.toString('latin1'), name.toString('utf8')];
    });
}

function splitAtNul(bytes: Buffer): Buffer[] {
  const entries: Buffer[] = [];
  for (let start = 0, end = bytes.indexOf(0); end >= 0; start = end + 1, end = bytes.indexOf(0, start)) {
    entries.push(bytes.subarray(start, end));
  }
  return entries;
}

function environmentBytes(): Buffer {
  try {
    return readFileSync('/proc/self/environ');
  } catch {
    return Buffer.alloc(0);
  }
}
