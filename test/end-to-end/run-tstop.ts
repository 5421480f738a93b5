import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { projectRoot } from '../fixtures.js';
import { PATIENCE_MS } from '../wait-for.js';

export const tstopPath = join(projectRoot, 'bin', 'tstop');

export interface Outcome {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Asked after each piece of output; true sends SIGINT. */
  readonly interruptWhen?: (stdout: string) => boolean;
}

/** Whoever runs the tests may have a configuration. */
export const NO_CONFIG = { XDG_CONFIG_HOME: '/nonexistent' };

/** Runs the built program without a terminal, to its end. */
export function runTstop(args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [tstopPath, ...args], {
      env: { ...process.env, TSTOP_ADDRESS: '', UWSGITOP_ADDRESS: '', ...NO_CONFIG, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: PATIENCE_MS,
      killSignal: 'SIGKILL',
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text;
      if (options.interruptWhen?.(stdout)) child.kill('SIGINT');
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      stderr += text;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

/** As much of a JSON snapshot as the tests look at. */
export interface SnapshotLike {
  readonly schema: string;
  readonly time: string;
  readonly interval_seconds: number | null;
  readonly target: {
    readonly kind: string;
    readonly version: string;
    readonly pid: number;
    readonly protocol: string;
  };
  readonly totals: {
    readonly workers: number;
    readonly cores: number;
    readonly in_flight: number;
    readonly rps: number;
    readonly busy_ratio: number;
    readonly requests_total: number;
    readonly exceptions_total: number;
    readonly respawns_total: number;
  };
}

/** Takes one snapshot as JSON. Throws with what tstop said when it does not end with 0. */
export async function snapshotOf(args: readonly string[]): Promise<SnapshotLike> {
  const { code, stdout, stderr } = await runTstop([...args, '--once', '-F', 'json']);
  if (code !== 0) throw new Error(`tstop ended with ${code}: ${stderr}`);
  return JSON.parse(stdout);
}
