import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WorkersDocument } from '../../../../src/stats/schema.js';
import { at, capturedWorkers, watchDocuments, withWorker, workersOf } from '../readings.js';

const START_MS = 1_795_354_000_000;

function withAppRequests(document: WorkersDocument, slot: number, requests: number): WorkersDocument {
  const apps = (at(document.workers, slot - 1).apps ?? []).map((app) => ({ ...app, requests }));
  return withWorker(document, slot, { apps });
}

test('apps are summed over workers by their mountpoint', () => {
  const document = capturedWorkers('mount-3-apps');
  const { apps, workers } = workersOf(watchDocuments([document], START_MS));
  assert.equal(new Set(apps.map((app) => app.mountpoint)).size, apps.length);
  for (const app of apps) {
    const own = workers.flatMap((worker) =>
      worker.apps.filter(({ mountpoint }) => mountpoint === app.mountpoint),
    );
    assert.equal(app.slot, 0);
    assert.equal(app.workers, own.length);
    assert.equal(
      app.requestsTotal,
      own.reduce((sum, one) => sum + (one.requestsTotal ?? 0), 0),
    );
    assert.equal(app.requestsPerSecond, null);
  }
});

test('an app that failed to load is not there', () => {
  const { apps } = workersOf(watchDocuments([capturedWorkers('no-app-loaded')], START_MS));
  assert.deepEqual(apps, []);
});

test('rates of apps count from 0 where a new process does', () => {
  const before = withAppRequests(capturedWorkers('lazy-apps-idle'), 1, 100);
  const replaced = { pid: 4711, respawn_count: 2 };
  const cases: readonly (readonly [string, WorkersDocument, number])[] = [
    ['served more', withAppRequests(before, 1, 104), 4],
    ['replaced, served 3', withAppRequests(withWorker(before, 1, replaced), 1, 3), 3],
    ['corrected', withAppRequests(before, 1, 99), 0],
  ];
  for (const [what, after, expected] of cases) {
    const { workers } = workersOf(watchDocuments([before, after], START_MS));
    assert.equal(at(at(workers, 0).apps, 0).requestsPerSecond, expected, what);
  }
});

test('an app that was not loaded before has all of its requests since', () => {
  const after = withAppRequests(capturedWorkers('lazy-apps-idle'), 1, 5);
  const loading = withWorker(after, 1, { apps: [], accepting: 0 });
  const { workers } = workersOf(watchDocuments([loading, after], START_MS));
  assert.equal(at(at(workers, 0).apps, 0).requestsPerSecond, 5);
});
