// Keeps what the raw stats showed during a drill, for the tests of the rules: RECORD_DRILLS=1 node test/run.mjs incidents
// writes test/fixtures/incidents/NAME.ndjson, a line of { ts, doc } for each look.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { projectRoot } from '../fixtures.js';
import type { DrillServer } from './drill-server.js';

export const isRecording = process.env['RECORD_DRILLS'] === '1';

const INTERVAL_MS = 500;

export function recordDrill(t: TestContext, server: DrillServer): void {
  if (!isRecording) return;
  const lines: string[] = [];
  let over = false;
  t.after(() => {
    over = true;
    const folder = join(projectRoot, 'test', 'fixtures', 'incidents');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${nameOf(t.name)}.ndjson`), `${lines.join('\n')}\n`);
  });
  const look = async () => {
    while (!over) {
      const text = await server.text();
      const doc = text === null ? null : trimmed(text);
      if (doc !== null && !over) lines.push(JSON.stringify({ ts: Date.now() / 1000, doc }));
      await delay(INTERVAL_MS);
    }
  };
  void look();
}

/** So much longer goes a drill that is recorded, that the recording shows the end as well. */
export async function afterglow(): Promise<void> {
  if (isRecording) await delay(4 * INTERVAL_MS);
}

/** `uwsgi: a dead backend holds all routes` becomes `uwsgi-a-dead-backend-holds-all-routes`. */
function nameOf(test: string): string {
  return test
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 60)
    .replace(/^-|-$/g, '');
}

/** Of the request variables only what names the request; without what no rule looks at. */
function trimmed(text: string): unknown {
  try {
    return JSON.parse(text, (key, value) => {
      if (UNUSED.has(key)) return undefined;
      if (key === 'vars' && Array.isArray(value)) {
        return value.filter((entry) => /^REQUEST_(?:METHOD|URI)=/.test(String(entry)));
      }
      return value;
    });
  } catch {
    return null;
  }
}

const UNUSED = new Set([
  'locks',
  'apps',
  'latency',
  'processes',
  'cwd',
  'cpu_time',
  'avg_rt',
  'vsz',
  'offloaded_requests',
  'routed_requests',
]);
