import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

export interface Load {
  readonly path: string;
  readonly connections: number;
  /** A script for wrk. */
  readonly lua?: string;
}

export interface WrkResult {
  readonly requests: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Answers that were not 2xx or 3xx, and what failed of the sockets. */
  readonly failures: string;
}

/** One thread: more would measure wrk. */
export async function runWrk(wrk: string, address: string, load: Load, seconds: number): Promise<WrkResult> {
  const folder = mkdtempSync(join(tmpdir(), 'tsgi-wrk-'));
  try {
    const script = join(folder, 'load.lua');
    writeFileSync(script, load.lua ?? '');
    const size = [
      '-t',
      '1',
      '-c',
      `${load.connections}`,
      '-d',
      `${seconds}s`,
      '--latency',
      '--timeout',
      '10s',
    ];
    const { stdout } = await promisify(execFile)(wrk, [
      ...size,
      '-s',
      script,
      `http://${address}${load.path}`,
    ]);
    return parseWrk(stdout);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function parseWrk(text: string): WrkResult {
  const bad = /Non-2xx or 3xx responses: (\d+)/.exec(text)?.[1];
  const errors = /Socket errors: (.*)/.exec(text)?.[1];
  return {
    requests: Number(/(\d+) requests in/.exec(text)?.[1] ?? 0),
    perSecond: Number(/Requests\/sec:\s+([\d.]+)/.exec(text)?.[1] ?? Number.NaN),
    p50Ms: milliseconds(/^\s+50%\s+(\S+)/m.exec(text)?.[1]),
    p99Ms: milliseconds(/^\s+99%\s+(\S+)/m.exec(text)?.[1]),
    failures: [bad === undefined ? '' : `${bad} failed answers`, errors ?? ''].filter(Boolean).join(', '),
  };
}

function milliseconds(text = ''): number {
  const [, value, unit = ''] = /^([\d.]+)(us|ms|s|m)$/.exec(text) ?? [];
  const factors: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1000, m: 60_000 };
  return Number(value) * (factors[unit] ?? Number.NaN);
}
