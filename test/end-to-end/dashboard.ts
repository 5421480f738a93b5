import type { TestContext } from 'node:test';
import { openPty, type Pty, type PtyRequest } from '../pty/pty.js';
import type { Screen } from '../pty/screen.js';
import { NO_CONFIG, tstopPath } from './run-tstop.js';

/** The live view on a terminal of its own. */
export interface Dashboard extends Pty {}

export interface DashboardOptions extends Omit<PtyRequest, 'command'> {
  readonly args?: readonly string[];
}

/** Starts tstop; null when there is no python3 to hold the terminal, and the test has been marked as skipped. */
export function openDashboard(
  t: TestContext,
  address: string,
  options: DashboardOptions = {},
): Dashboard | null {
  const { args = [], env = {}, ...rest } = options;
  return openPty(t, {
    columns: 160,
    rows: 40,
    ...rest,
    env: { ...NO_CONFIG, ...env },
    command: [process.execPath, tstopPath, address, '-d', '200ms', ...args],
  });
}

/** The rows of the main table, as they stand below its titles. */
export function tableRows(screen: Screen): readonly string[] {
  const lines = screen.lines();
  const titles = lines.findIndex((line) => /^ (?:WID?|VASSAL|KEY)[▲▼ ^v]/.test(line));
  // Panes follow, or the status line.
  const end = lines.findIndex((line, y) => y > titles && (/^─ /.test(line) || line.includes('│ sort ')));
  return lines.slice(titles + 1, end).filter((line) => line.trim() !== '');
}

/** The number of each worker row, from top to bottom. */
export function workerOrder(screen: Screen): readonly number[] {
  return tableRows(screen).map((row) => Number(/\d+/.exec(row)?.[0]));
}

/** Leaves with `q`; resolves with the exit code. */
export async function quit(dashboard: Dashboard): Promise<number> {
  dashboard.send('q');
  return (await dashboard.ended).code;
}
