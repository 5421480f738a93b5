// Recordings of earlier versions stay readable. When the first test fails because a sample has more cells, raise CELLS_VERSION,
// wrap the new ones in `since`, and add a recording of the new version here. UPDATE_RECORDINGS=1 writes the recording of this
// version anew: right only as long as no release has written it.

import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { CellReader, CellWriter, readerStreams } from '../../../src/monitor/metrics/archive/cells.js';
import { type Cell, exact, record, since } from '../../../src/monitor/metrics/archive/record.js';
import type { Observed } from '../../../src/monitor/metrics/observation.js';
import { fixturePath } from '../../fixtures.js';
import { capturedSeries, watch } from '../metrics/readings.js';
import { momentsOf, readBack, writerTo } from './record-moments.js';

const SERIES = ['plain-4x2', 'emperor'] as const;
const PATH = fixturePath('recordings/version-1.tsr');
const FACTS = fixturePath('recordings/version-1.json');

/** Facts from every part of a moment: where one cell more or less is written, they are others. */
function factsOf({ sample, verdict, events, history, routes }: Observed): unknown {
  const { body, server, timeMs } = sample;
  return {
    timeMs,
    pid: server.pid,
    verdict: [verdict.state, ...verdict.facts],
    events: events.map(({ kind, text }) => `${kind} ${text}`),
    point: history.at(-1),
    routes: routes?.buckets.map(({ minute, readings }) => [minute, readings]) ?? null,
    body:
      body.kind === 'workers'
        ? {
            totals: body.workers.totals,
            workers: body.workers.workers.map(({ pid, spawnedAtMs, requestsTotal, cores }) => [
              ...[pid, spawnedAtMs, requestsTotal],
              cores.map(({ id, requestsTotal: own, now }) => [id, own, now?.uri ?? null]),
            ]),
            apps: body.workers.apps.map(({ mountpoint }) => mountpoint),
            sockets: body.workers.sockets.map(({ name, queueLimit }) => [name, queueLimit]),
          }
        : body,
  };
}

function madeAnew(): void {
  rmSync(PATH, { force: true });
  const writer = writerTo(PATH, { secrets: { reveal: false, alsoSecret: [] } });
  for (const name of SERIES)
    for (const observation of watch(capturedSeries(name).slice(0, 20))) writer.add(name, observation);
  writer.close();
}

test('a recording of version 1 is read as it was written', (t) => {
  const isUpdate = process.env['UPDATE_RECORDINGS'] === '1';
  if (isUpdate) madeAnew();
  const servers = readBack(t, PATH);
  const read = servers.map((server) => ({
    address: server.address,
    moments: momentsOf(server).map(factsOf),
  }));
  if (isUpdate) writeFileSync(FACTS, `${JSON.stringify(read)}\n`);
  assert.deepEqual(JSON.parse(JSON.stringify(read)), JSON.parse(readFileSync(FACTS, 'utf8')));
});

test('a cell that came later is missing in what is older, and moves nothing that is behind it', () => {
  interface Facts {
    readonly first: number | null;
    readonly later: number | null;
    readonly last: number | null;
  }
  const facts = (later: Cell<number | null>) => record<Facts>({ first: exact, later, last: exact });
  const moment = { timeMs: 0, seconds: null };
  const older = new CellWriter(moment, 3);
  record<Pick<Facts, 'first' | 'last'>>({ first: exact, last: exact }).write(older, { first: 1, last: 3 });
  const streams = readerStreams({ cells: {}, vars: () => null }, 1);
  const reader = new CellReader(older.done(), moment, streams);
  assert.deepEqual(facts(since(2, exact, null)).read(reader), { first: 1, later: null, last: 3 });
  const newer = new CellWriter(moment, 3);
  facts(since(2, exact, null)).write(newer, { first: 1, later: 2, last: 3 });
  const ofNewer = new CellReader(newer.done(), moment, { ...streams, version: 2 });
  assert.deepEqual(facts(since(2, exact, null)).read(ofNewer), { first: 1, later: 2, last: 3 });
});
