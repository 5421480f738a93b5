import assert from 'node:assert/strict';
import { test } from 'node:test';
import { workerCharts } from '../../../../src/monitor/metrics/carried/watched-facts.js';
import {
  cpuRatio,
  type ProcessFacts,
  processStateWord,
} from '../../../../src/monitor/metrics/process-facts.js';
import {
  foldedFrames,
  orderedThreads,
  type PythonFrame,
  type PythonThread,
  shortFile,
  tellingFrames,
  threadOfCore,
  threadTitle,
} from '../../../../src/monitor/metrics/python-stack.js';
import { tsgiFacts } from '../../../../src/monitor/metrics/tsgi-block.js';
import {
  extendWorkerTrends,
  WORKER_TREND_STEPS,
  type WorkerTrends,
} from '../../../../src/monitor/metrics/workers/worker-trends.js';
import { at, capturedSeries, capturedWorkers, watch } from '../readings.js';

test('five minutes of a worker stand in twenty steps, and never in more', () => {
  let trends: WorkerTrends | null = null;
  for (let second = 0; second < 3600; second += 1) {
    trends = extendWorkerTrends(trends, {
      nowMs: second * 1000,
      seconds: second === 0 ? null : 1,
      busyRatio: second < 3585 ? 0.25 : 1,
      requestsPerSecond: 4,
      rssBytes: second < 3590 ? null : 100,
    });
  }
  assert.ok(trends !== null);
  assert.equal(trends.busy.closed.length, WORKER_TREND_STEPS - 1);
  assert.deepEqual(trends.busy.closed.slice(-2), [0.25, 0.25]);
  assert.equal(trends.busy.sum / trends.busy.weight, 1);
  assert.deepEqual(trends.rss.closed.slice(-1), [null]);
  assert.equal(trends.rss.sum / trends.rss.weight, 100);
});

test('what a captured server did stands in its charts, as far as it was watched', () => {
  const last = at(watch(capturedSeries('plain-4x2')), -1);
  const charts = workerCharts(last, 1);
  assert.equal(charts?.busyRatios.length, WORKER_TREND_STEPS);
  assert.equal(charts?.requestsPerSecond.at(0), null);
  assert.ok(charts.requestsPerSecond.some((rate) => rate !== null && rate > 0));
  assert.equal(workerCharts(last, 99), null);
});

test('the bundled server tells its limits, uWSGI does not, and nonsense is no limit', () => {
  const document = capturedWorkers('plain-4x2-idle');
  const told = (tsgi: unknown) => tsgiFacts({ ...document, extra: { tsgi } });
  const nothing = { harakiriSeconds: null, tracebacker: null };
  assert.deepEqual(tsgiFacts(document), nothing);
  assert.deepEqual(told({ harakiri: 60, tracebacker: '/run/tb' }), {
    harakiriSeconds: 60,
    tracebacker: '/run/tb',
  });
  for (const tsgi of [
    null,
    7,
    'x',
    [],
    {},
    { harakiri: '60', tracebacker: 7 },
    { harakiri: -1, tracebacker: 'tb' },
  ]) {
    assert.deepEqual(told(tsgi), nothing, JSON.stringify(tsgi));
  }
  assert.equal(told({ tracebacker: `/${'x'.repeat(200)}` }).tracebacker, null);
});

test('the share of a CPU is that of the same process between two looks', () => {
  const facts = { pid: 7, startTicks: 1, timeMs: 1000, cpuSeconds: 2 } as ProcessFacts;
  const later = { ...facts, timeMs: 3000, cpuSeconds: 3 };
  assert.equal(cpuRatio(facts, later), 0.5);
  assert.equal(cpuRatio(null, later), null);
  assert.equal(cpuRatio({ ...facts, startTicks: 2 }, later), null);
  assert.equal(cpuRatio(later, later), null);
  assert.equal(processStateWord('D'), 'waiting for a disk');
  assert.equal(processStateWord('?'), 'in an unknown state');
});

const SITE = '/usr/lib/python3.11/site-packages';
const LIBRARY = frame(`${SITE}/psycopg/connection.py`, 'wait');

test('the calls that explain a thread are its own, and the innermost', () => {
  const django = frame(`${SITE}/django/core/base.py`, 'get_response');
  const view = frame('/srv/shop/views.py', 'report');
  const calls = (...frames: readonly PythonFrame[]) => tellingFrames(frames).map(({ call }) => call);
  assert.deepEqual(calls(django, view, django, LIBRARY), ['report', 'wait']);
  assert.deepEqual(calls(django, view), ['report']);
  assert.deepEqual(calls(django, LIBRARY), ['get_response', 'wait']);
  assert.deepEqual(calls(), []);
});

test('a recursion is folded, and other calls are not', () => {
  const [a, b] = [frame('a.py', 'f'), frame('a.py', 'g')];
  assert.deepEqual(
    foldedFrames([a, b, b, { ...b, line: 2 }, a]).map(({ frame, times }) => [frame.call, frame.line, times]),
    [
      ['f', 1, 1],
      ['g', 1, 2],
      ['g', 2, 1],
      ['f', 1, 1],
    ],
  );
});

const FILES: readonly (readonly [file: string, cwd: string | null, short: string])[] = [
  [`${SITE}/psycopg/connection.py`, null, 'psycopg/connection.py'],
  ['/usr/lib/python3/dist-packages/flask/app.py', null, 'flask/app.py'],
  ['/usr/lib/python3.11/http/client.py', '/usr', 'http/client.py'],
  ['/srv/shop/reports/pdf.py', '/srv/shop', 'reports/pdf.py'],
  ['/srv/shop/reports/pdf.py', null, 'reports/pdf.py'],
  ['/srv/shop/reports/pdf.py', '/', 'reports/pdf.py'],
  ['./app.py', null, 'app.py'],
  ['<frozen importlib._bootstrap>', null, '<frozen importlib._bootstrap>'],
];

for (const [file, cwd, short] of FILES) {
  test(`${file} from ${cwd} is ${short}`, () => assert.equal(shortFile(file, cwd), short));
}

test('the thread of a core goes by its name; the wanted one stands first, then the cores by number', () => {
  const threads = ['reaper', 'uWSGIWorker2Core10', 'uWSGIWorker2Core1', 'uWSGIWorker2Core0'].map(thread);
  assert.equal(threadOfCore(threads, 2, 1)?.name, 'uWSGIWorker2Core1');
  assert.equal(threadOfCore(threads, 1, 1), null);
  const order = (core: number | null) => orderedThreads(threads, 2, core).map(threadTitle);
  assert.deepEqual(order(10), ['Core10', 'Core0', 'Core1', 'reaper']);
  assert.deepEqual(order(7), ['Core0', 'Core1', 'Core10', 'reaper']);
  assert.deepEqual(order(null), ['Core0', 'Core1', 'Core10', 'reaper']);
});

function frame(file: string, call: string): PythonFrame {
  return { file, line: 1, call, source: '' };
}

function thread(name: string): PythonThread {
  return { name, frames: [LIBRARY] };
}
