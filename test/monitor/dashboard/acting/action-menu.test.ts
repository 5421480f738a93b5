import assert from 'node:assert/strict';
import { test } from 'node:test';
import { actionItems } from '../../../../src/monitor/dashboard/acting/action-menu.js';
import { SERVER_ACTIONS, WORKER_ACTIONS } from '../../../../src/monitor/dashboard/keys/server-actions.js';
import type { Model } from '../../../../src/monitor/dashboard/model/model.js';
import type { StatsDocument } from '../../../../src/stats/schema.js';
import { captured, capturedWorkers, readingOf } from '../../metrics/readings.js';
import { Driver, START_MS } from '../driver.js';
import { choose, control, FIFO, menu, PID, SERVER } from './asking.js';

function asTsgi(): StatsDocument {
  return { ...SERVER, extra: { ...SERVER.extra, tsgi: {} } };
}

function labels(model: Model, onlyPossible = false): readonly string[] {
  return actionItems(model).flatMap(({ label, ask }) => (onlyPossible && ask === null ? [] : [label]));
}

function wayOf({ model }: Driver) {
  assert.equal(model.overlay?.kind, 'confirm');
  return model.overlay.kind === 'confirm' ? model.overlay.ask.way : assert.fail();
}

test('F9 asks first how the server can be reached, by what the newest reading says it is', () => {
  const driver = new Driver({ local: true }).read(readingOf(SERVER, START_MS)).press('f9');
  assert.deepEqual(driver.effects, [
    {
      kind: 'find-control',
      target: 0,
      subject: {
        pid: PID,
        product: 'uWSGI',
        version: SERVER.version,
        workers: SERVER.workers.map(({ pid }) => pid),
      },
    },
  ]);
  assert.deepEqual(labels(driver.model, true), [], 'nothing can be chosen before that is known');
  driver.press('enter');
  assert.match(driver.model.notice?.text ?? '', /checking how to reach it/);
});

test('through the FIFO everything can be asked for, and the selected worker by signals', () => {
  const driver = menu({ fifo: FIFO });
  assert.deepEqual(labels(driver.model, true), [
    'W1 reload',
    'W1 log',
    'W1 kill',
    ...SERVER_ACTIONS.map(({ label }) => label),
  ]);
  for (const { label, letter } of SERVER_ACTIONS) {
    assert.deepEqual(wayOf(choose(menu({ fifo: FIFO }), label)), { kind: 'fifo', path: FIFO, letter });
  }
});

const SIGNALS: readonly (readonly [
  server: string,
  document: StatsDocument,
  term: 'reloads' | 'stops' | 'unknown',
  expected: Record<string, string>,
])[] = [
  [
    'uWSGI',
    SERVER,
    'reloads',
    {
      'Reload gracefully': 'SIGHUP',
      'Reload brutally': 'SIGTERM',
      'Pause or resume': 'SIGTSTP',
      'Log statistics': 'SIGUSR1',
      'Stop brutally': 'SIGINT',
    },
  ],
  [
    'uWSGI with die-on-term',
    SERVER,
    'stops',
    {
      'Reload gracefully': 'SIGHUP',
      'Reload brutally': 'SIGQUIT',
      'Pause or resume': 'SIGTSTP',
      'Log statistics': 'SIGUSR1',
      'Stop brutally': 'SIGINT',
    },
  ],
  [
    'uWSGI with options in a file',
    SERVER,
    'unknown',
    {
      'Reload gracefully': 'SIGHUP',
      'Pause or resume': 'SIGTSTP',
      'Log statistics': 'SIGUSR1',
      'Stop brutally': 'SIGINT',
    },
  ],
  [
    'tsgi',
    asTsgi(),
    'unknown',
    {
      'Reload gracefully': 'SIGHUP',
      'Add a worker': 'SIGTTIN',
      'Remove a worker': 'SIGTTOU',
      'Pause or resume': 'SIGTSTP',
      'Log statistics': 'SIGUSR1',
      'Stop gracefully': 'SIGINT',
      'Stop brutally': 'SIGQUIT',
    },
  ],
];

for (const [server, document, term, expected] of SIGNALS) {
  test(`without a FIFO ${server} gets the signals that it knows, and what no signal does says so`, () => {
    const { model } = menu({ term }, document);
    const ways = actionItems(model).flatMap(({ label, ask }) =>
      ask?.way.kind === 'signal-master' ? [[label, ask.way.signal]] : [],
    );
    assert.deepEqual(Object.fromEntries(ways), expected);
    const refused = actionItems(model).filter(({ ask }) => ask === null);
    for (const { about } of refused) assert.match(about, /^needs --fifo/);
  });
}

test('a FIFO that cannot be written to gives way to a signal, and is named where no signal does it', () => {
  const { model } = menu({ fifo: FIFO, fifoProblem: 'permission denied' });
  const items = new Map(actionItems(model).map((item) => [item.label, item]));
  assert.equal(items.get('Reload gracefully')?.ask?.way.kind, 'signal-master');
  assert.equal(items.get('Chain reload')?.about, '/run/shop.fifo: permission denied');
});

test('workers: the selected one, or the tagged ones together; tagged ones out of sight are left alone', () => {
  const driver = new Driver({ local: true }).read(readingOf(SERVER, START_MS)).press('down space space f9');
  driver.send({ kind: 'control-found', target: 0, control: control({ pid: PID }) });
  assert.deepEqual(labels(driver.model).slice(0, 3), ['W2 W3 reload', 'W2 W3 log', 'W2 W3 kill']);
  const way = wayOf(choose(driver, 'W2 W3 kill'));
  const workers = [2, 3].map((slot) => ({ slot, pid: SERVER.workers[slot - 1]?.pid }));
  assert.deepEqual(way, {
    kind: 'signal-workers',
    signal: 'SIGKILL',
    master: { pid: PID, startTicks: '123456' },
    workers,
  });
  driver.press('escape \\').type('wid=1').press('enter f9');
  driver.send({ kind: 'control-found', target: 0, control: control({ pid: PID }) });
  assert.equal(actionItems(driver.model)[0]?.about, 'the tagged rows are filtered out');
});

test('the worker of the selected request', () => {
  const busy = capturedWorkers('plain-4x2-busy');
  const driver = new Driver({ local: true }).read(readingOf(busy, START_MS)).press('2 f9');
  driver.send({ kind: 'control-found', target: 0, control: control({ pid: busy.pid ?? 0 }) });
  const [row] = driver.model.rows;
  assert.equal(row?.kind, 'request');
  assert.equal(labels(driver.model)[0], `W${row?.kind === 'request' ? row.entry.slot : '?'} reload`);
});

test('the worker of the request that is open, whatever is selected or tagged', () => {
  const busy = capturedWorkers('plain-4x2-busy');
  const driver = new Driver({ local: true }).read(readingOf(busy, START_MS)).press('2 enter');
  const { overlay } = driver.model;
  assert.ok(overlay?.kind === 'request');
  driver.press('f9');
  driver.send({ kind: 'control-found', target: 0, control: control({ pid: busy.pid ?? 0 }) });
  assert.equal(labels(driver.model)[0], `W${overlay.request.slot} reload`);
  const way = wayOf(choose(driver, `W${overlay.request.slot} kill`));
  assert.ok(way.kind === 'signal-workers');
  assert.deepEqual(way.workers, [
    { slot: overlay.request.slot, pid: busy.workers[overlay.request.slot - 1]?.pid },
  ]);
});

test('a worker without a process cannot be signalled, and a lost server has none', () => {
  const cheaped = capturedWorkers('cheaper-6-2-initial');
  const driver = menu({ pid: cheaped.pid ?? 0 }, cheaped).press('escape N end f9');
  driver.send({ kind: 'control-found', target: 0, control: control({ pid: cheaped.pid ?? 0 }) });
  assert.equal(actionItems(driver.model)[0]?.about, 'it has no process');
  const lost = menu({ fifo: FIFO }).press('escape');
  lost.send({ kind: 'read-failed', target: 0, errorKind: 'unreachable', reason: 'refused' }, 1000);
  lost.press('f9').send({ kind: 'control-found', target: 0, control: control({ fifo: FIFO, pid: PID }) });
  assert.equal(actionItems(lost.model)[0]?.about, 'the server does not answer');
  assert.ok(labels(lost.model, true).includes('Reload gracefully'), 'its FIFO may still be read');
});

test('a worker that is still starting would die of the signal to log', () => {
  const workers = SERVER.workers.map((worker) => ({ ...worker, accepting: 0 }));
  const { model } = menu({}, { ...SERVER, workers });
  const [reload, log] = actionItems(model);
  assert.equal(log?.about, 'it is still starting');
  assert.notEqual(reload?.ask, null);
});

const REFUSED: readonly (readonly [situation: string, driver: () => Driver, reason: RegExp])[] = [
  [
    '--readonly',
    () => new Driver({ server: { readonly: true } }).read(readingOf(SERVER, START_MS)),
    /started with --readonly/,
  ],
  ['before the first reading', () => new Driver(), /Nothing has been read/],
  [
    'a frozen screen',
    () => new Driver().read(readingOf(SERVER, START_MS)).press('Z'),
    /the screen shows the past: return to the present first/,
  ],
  [
    'a moment of the past',
    () =>
      new Driver()
        .read(readingOf(SERVER, START_MS))
        .read(readingOf(SERVER, START_MS + 1000))
        .press('['),
    /the screen shows the past: return to the present first/,
  ],
  [
    'a recording',
    () => new Driver().read({ ...readingOf(SERVER, START_MS), protocol: 'file' }),
    /A recording cannot be asked/,
  ],
  [
    'standard input',
    () => new Driver().read({ ...readingOf(SERVER, START_MS), protocol: 'stdin' }),
    /A recording cannot be asked/,
  ],
  [
    'an emperor',
    () => new Driver().read(readingOf(captured('emperor-loyal'), START_MS)),
    /Only servers with workers/,
  ],
];

for (const [situation, make, reason] of REFUSED) {
  test(`no menu with ${situation}: F9 says why, and so does every action by its name`, () => {
    const driver = make().press('f9');
    assert.equal(driver.model.overlay, null);
    assert.match(driver.model.notice?.text ?? '', reason);
    for (const { name } of [...SERVER_ACTIONS, ...WORKER_ACTIONS]) {
      driver.send({ kind: 'click', target: { kind: 'action', action: name } });
      assert.equal(driver.model.overlay, null, name);
      assert.deepEqual(driver.effects, [], name);
    }
  });
}

test('an action by its name is asked about as soon as it is known how it can be done', () => {
  const driver = new Driver({ local: true }).read(readingOf(SERVER, START_MS));
  driver.send({ kind: 'click', target: { kind: 'action', action: 'chain-reload' } });
  driver.send({ kind: 'control-found', target: 0, control: control({ fifo: FIFO, pid: PID }) });
  assert.equal(driver.model.overlay?.kind, 'confirm');
  driver.press('n').send({ kind: 'click', target: { kind: 'action', action: 'chain-reload' } });
  driver.send({ kind: 'control-found', target: 0, control: control({ pid: PID }) });
  assert.equal(driver.model.overlay, null);
  assert.equal(driver.model.notice?.text, 'Chain reload: needs --fifo: no signal does it');
});

test('without any way there is no menu, but what to do about it', () => {
  const driver = menu({ problem: 'the server is on another host' });
  assert.equal(driver.model.overlay?.kind, 'action-help');
  driver.press('f9');
  assert.equal(driver.model.overlay, null);
});
