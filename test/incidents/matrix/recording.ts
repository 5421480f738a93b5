// The readings of a drill with their times, and the moments at which the incident began and ended. In a file they are
// lines of JSON, compressed; the words of tstop about them are computed again each time they are judged.

import { readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { HostFacts, ProcessEnd, ProcessMemory } from '../../../src/monitor/metrics/sample/host-facts.js';
import type { Reading } from '../../../src/monitor/metrics/sample/reading.js';
import { statsDocumentFrom } from '../../../src/stats/parse.js';
import type { Peer } from './drill.js';

export interface Look {
  /** Unix seconds at which the reply had arrived. */
  readonly ts: number;
  /** From the question to the answer, in milliseconds. */
  readonly ms: number;
  /** As the server sent it, without what no rule looks at. */
  readonly doc: unknown;
  /** This host's kernel on the workers, by process id. */
  readonly host: Readonly<Record<string, ProcessMemory>>;
  readonly ended: Readonly<Record<string, ProcessEnd>>;
  readonly oomKills: number | null;
}

export interface Recording {
  readonly looks: readonly Look[];
  /** Unix seconds. */
  readonly beginSecond: number | null;
  readonly endSecond: number | null;
}

/** In test/fixtures. */
export function recordingName(drill: string, peer: Peer): string {
  return `drills/${drill.replace(/[^a-z0-9]+/gi, '-')}.${peer}.ndjson.gz`;
}

export function readRecording(path: string): Recording {
  const lines = gunzipSync(readFileSync(path)).toString('utf8').trim().split('\n');
  const [marks = '{}', ...looks] = lines;
  return { ...JSON.parse(marks), looks: looks.map((line) => JSON.parse(line)) };
}

export function writeRecording(path: string, { looks, ...marks }: Recording): void {
  const lines = [marks, ...looks].map((line) => JSON.stringify(line));
  writeFileSync(path, gzipSync(`${lines.join('\n')}\n`, { level: 9 }));
}

/** As if it had been read every two seconds, from the first or the second reading on. */
export function halfAsOften({ looks, ...marks }: Recording, from: 0 | 1): Recording {
  const kept = looks.flatMap((look, index) => {
    if (index % 2 !== from) return [];
    return [{ ...look, ended: { ...looks[index - 1]?.ended, ...look.ended } }];
  });
  return { ...marks, looks: kept };
}

/** `local`: with what the kernel of the server's host tells. */
export function readingsIn({ looks }: Recording, local: boolean): readonly Reading[] {
  return looks.map((look, index) => ({
    receivedAtMs: Math.round(look.ts * 1000),
    durationMs: look.ms,
    time: { connectMs: 0, waitMs: look.ms, transferMs: 0, parseMs: 0 },
    bytes: 0,
    protocol: 'raw',
    document: statsDocumentFrom(look.doc),
    repaired: false,
    intervalMs: 1000,
    more: index < looks.length - 1,
    ...(local ? { host: hostFacts(look) } : {}),
  }));
}

function hostFacts({ ts, host, ended, oomKills }: Look): HostFacts {
  return {
    timeMs: ts * 1000,
    memory: byPid(host),
    ended: byPid(ended),
    oomKills,
    listenQueues: new Map(),
  };
}

function byPid<T>(record: Readonly<Record<string, T>>): ReadonlyMap<number, T> {
  return new Map(Object.entries(record).map(([pid, one]) => [Number(pid), one]));
}

/** Of the request variables only what the rules look at. */
export function trimmed(text: string): unknown {
  return JSON.parse(text, (key, value) => {
    if (UNUSED.has(key)) return undefined;
    if (key === 'vars' && Array.isArray(value)) return value.filter((entry) => USED.test(String(entry)));
    return value;
  });
}

const USED = /^(?:REQUEST_METHOD|REQUEST_URI|HTTP_UPGRADE|HTTP_ACCEPT|REMOTE_ADDR)=/;
const UNUSED = new Set(['locks', 'cwd', 'cpu_time', 'vsz', 'processes']);
