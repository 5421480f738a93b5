import assert from 'node:assert/strict';
import { test } from 'node:test';
import { actionItems } from '../../../src/monitor/app/action-menu.js';
import type { Effect } from '../../../src/monitor/app/effect.js';
import type { Model } from '../../../src/monitor/app/model.js';
import { SERVER_ACTIONS, WORKER_ACTIONS } from '../../../src/monitor/app/server-actions.js';
import type { StatsDocument } from '../../../src/stats/schema.js';
import { captured, capturedWorkers, readingOf } from '../metrics/readings.js';
import { control } from './controls.js';
import { Driver, START_MS } from './driver.js';

const FIFO = '/run/shop.fifo';
const SERVER = capturedWorkers('plain-4x2-idle');
const PID = SERVER.pid ?? assert.fail();

/** The menu is open, and it is known how the server can be reached. */
function menu(found: Parameters<typeof control>[0], document: StatsDocument = SERVER): Driver {
  const driver = new Driver({ local: true }).read(readingOf(document, START_MS)).press('f9');
  return driver.send({ kind: 'control-found', target: 0, control: control({ pid: PID, ...found }) });
}

function asTsgi(): StatsDocument {
  return { ...SERVER, extra: { ...SERVER.extra, tsgi: {} } };
}

function labels(model: Model, onlyPossible = false): readonly string[] {
  return actionItems(model).flatMap(({ label, ask }) => (onlyPossible && ask === null ? [] : [label]));
}

/** Goes to the item and presses Enter. */
function choose(driver: Driver, label: string): Driver {
  const index = actionItems(driver.model).findIndex((item) => item.label === label);
  assert.notEqual(index, -1, `${label} is in the menu`);
  driver.press('home');
  for (let at = 0; at < index; at += 1) driver.press('down');
  return driver.press('enter');
}

function wayOf({ model }: Driver) {
  assert.equal(model.overlay?.kind, 'confirm');
  return model.overlay.kind === 'confirm' ? model.overlay.ask.way : assert.fail();
}

function acts(effects: readonly Effect[]): readonly Effect[] {
  return effects.filter(({ kind }) => kind === 'act');
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
  assert.match(driver.model.notice?.text ?? '', /looking how to reach it/);
});

test('through the FIFO everything can be asked for, and the selected worker by signals', () => {
  const driver = menu({ fifo: FIFO });
  assert.deepEqual(labels(driver.model, true), [
    'W1 reload',
    'W1 log what it does',
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
      'One worker more': 'SIGTTIN',
      'One worker fewer': 'SIGTTOU',
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
    for (const { about } of refused) assert.match(about, /needs --fifo|nothing for one worker/);
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
  assert.deepEqual(labels(driver.model).slice(0, 3), [
    'W2 W3 reload',
    'W2 W3 log what it does',
    'W2 W3 kill',
  ]);
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
  assert.equal(labels(driver.model)[0], `W${row?.kind === 'request' ? row.request.slot : '?'} reload`);
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

const REFUSED: readonly (readonly [situation: string, driver: () => Driver, reason: RegExp])[] = [
  [
    '--readonly',
    () => new Driver({ settings: { readonly: true } }).read(readingOf(SERVER, START_MS)),
    /started with --readonly/,
  ],
  ['before the first reading', () => new Driver(), /Nothing has been read/],
  [
    'a frozen screen',
    () => new Driver().read(readingOf(SERVER, START_MS)).press('Z'),
    /the screen shows the past: go back first/,
  ],
  [
    'a moment of the past',
    () =>
      new Driver()
        .read(readingOf(SERVER, START_MS))
        .read(readingOf(SERVER, START_MS + 1000))
        .press('['),
    /the screen shows the past: go back first/,
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

test('nothing but a clear yes is a yes', () => {
  for (const keys of ['n', 'N', 'escape', 'q', 'enter', 'f9', 'f10', 'right left enter', 'tab tab enter']) {
    const driver = choose(menu({ fifo: FIFO }), 'Stop gracefully').press(keys);
    assert.equal(driver.model.overlay, null, keys);
    assert.deepEqual(acts(driver.effects), [], keys);
    assert.equal(driver.model.notice?.text, 'Nothing was asked of the server', keys);
    assert.equal(driver.model.acting, null, keys);
  }
  const other = choose(menu({ fifo: FIFO }), 'Stop gracefully').press('x space down 1 F up');
  assert.equal(other.model.overlay?.kind, 'confirm', 'other keys mean nothing');
  other.send({ kind: 'paste', text: 'yyy' });
  assert.equal(other.model.overlay?.kind, 'confirm', 'a pasted text is no answer');
  other.send({ kind: 'click', target: { kind: 'row', key: 'w1' } });
  assert.equal(other.model.overlay, null, 'nor is a click beside it');
  assert.deepEqual(acts(other.effects), []);
});

test('yes by key, by button and by mouse asks once for exactly what was confirmed', () => {
  const yes = [
    (driver: Driver) => driver.press('y'),
    (driver: Driver) => driver.press('right enter'),
    (driver: Driver) => driver.send({ kind: 'click', target: { kind: 'menu-item', index: 1 } }),
  ];
  for (const answer of yes) {
    const driver = answer(choose(menu({ fifo: FIFO }), 'Reload gracefully'));
    const [act] = acts(driver.effects);
    assert.ok(act?.kind === 'act');
    assert.deepEqual(act.way, { kind: 'fifo', path: FIFO, letter: 'r' });
    assert.equal(act.subject.pid, PID);
    driver.press('y enter');
    assert.deepEqual(acts(driver.effects), []);
  }
});

test('one action at a time', () => {
  const driver = choose(menu({ fifo: FIFO }), 'Reload gracefully').press('y f9');
  assert.equal(driver.model.overlay, null);
  assert.equal(driver.model.notice?.text, 'Reload gracefully: still being asked');
  driver.send({ kind: 'acted', target: 0 }, 10).press('f9');
  const { overlay } = driver.model as Model;
  assert.equal(overlay?.kind, 'action-menu', 'what is only waited for may be asked for again');
});

test('a process that has changed between the question and the answer gets nothing', () => {
  const [, second] = SERVER.workers;
  assert.ok(second !== undefined);
  const replaced = {
    ...SERVER,
    workers: SERVER.workers.map((worker) => (worker === second ? { ...worker, pid: 99_999 } : worker)),
  };
  const worker = new Driver({ local: true }).read(readingOf(SERVER, START_MS)).press('down f9');
  worker.send({ kind: 'control-found', target: 0, control: control({ pid: PID }) });
  choose(worker, 'W2 kill')
    .read(readingOf(replaced, START_MS + 1000))
    .press('y');
  assert.deepEqual(acts(worker.effects), []);
  assert.match(
    worker.model.notice?.text ?? '',
    /^W2 kill was not asked for: W2 has another process than \d+ now$/,
  );
  const master = choose(menu({}), 'Reload gracefully').read(
    readingOf({ ...SERVER, pid: 77_777 }, START_MS + 1000),
  );
  master.press('y');
  assert.deepEqual(acts(master.effects), []);
  assert.match(
    master.model.notice?.text ?? '',
    /^Reload gracefully was not asked for: the server has another process now/,
  );
});

function eventsOf({ model }: Driver) {
  return (model.targets[0]?.observation?.events ?? []).filter(({ kind }) => kind.startsWith('ask'));
}

test('what was asked is an event and a notice, and goes on until the readings show that it was done', () => {
  const driver = choose(menu({ fifo: FIFO }), 'Reload gracefully')
    .press('y')
    .send({ kind: 'acted', target: 0 }, 5);
  assert.equal(driver.model.notice?.text, 'Reload gracefully asked through /run/shop.fifo');
  const [asked] = eventsOf(driver);
  assert.equal(asked?.text, 'Reload gracefully asked through /run/shop.fifo');
  assert.equal(asked?.ongoing, true);
  driver.read(readingOf(SERVER, driver.model.nowMs + 1000));
  assert.equal(eventsOf(driver)[0]?.ongoing, true, 'nothing has happened yet');
  const workers = SERVER.workers.map((worker) => ({
    ...worker,
    pid: (worker.pid ?? 0) + 100,
    respawn_count: (worker.respawn_count ?? 0) + 1,
  }));
  driver.read(readingOf({ ...SERVER, workers }, driver.model.nowMs + 1000));
  assert.deepEqual(
    eventsOf(driver).map(({ text, ongoing, level }) => [text, ongoing, level]),
    [['Reload gracefully: 4 workers were replaced; asked through /run/shop.fifo', false, 'info']],
  );
  assert.equal(driver.model.notice?.text, 'Reload gracefully: 4 workers were replaced');
  assert.equal(driver.model.acting, null);
});

test('what failed says why', () => {
  const driver = choose(menu({ fifo: FIFO }), 'Reload gracefully').press('y');
  driver.send({ kind: 'act-failed', target: 0, reason: 'nobody reads it' }, 5);
  const text = 'Reload gracefully failed through /run/shop.fifo: nobody reads it';
  assert.equal(driver.model.notice?.text, text);
  assert.equal(driver.model.notice?.level, 'error');
  assert.deepEqual(
    eventsOf(driver).map((event) => [event.kind, event.level, event.text]),
    [['ask-failed', 'warn', text]],
  );
});

test('what has no effect is told, with the usual cause', () => {
  const driver = choose(menu({ fifo: FIFO }), 'One worker more')
    .press('y')
    .send({ kind: 'acted', target: 0 });
  driver.send({ kind: 'ticked' }, 9_900);
  assert.equal(eventsOf(driver)[0]?.ongoing, true);
  driver.send({ kind: 'ticked' }, 200);
  const [event] = eventsOf(driver);
  assert.equal(event?.level, 'warn');
  assert.match(
    event?.text ?? '',
    /^One worker more: no effect seen within 10 s; uWSGI does this only with cheaper/,
  );
});

test('pausing and resuming are told apart by what is seen', () => {
  const paused = capturedWorkers('pause-all');
  const found = { fifo: FIFO, pid: paused.pid ?? 0 };
  const idle = { ...paused, workers: paused.workers.map((worker) => ({ ...worker, status: 'idle' })) };
  const pausing = choose(menu(found, idle), 'Pause or resume').press('y').send({ kind: 'acted', target: 0 });
  pausing.read(readingOf(paused, pausing.model.nowMs + 1000));
  assert.match(eventsOf(pausing)[0]?.text ?? '', /^Pause or resume: it is paused/);
  const resuming = choose(menu(found, paused), 'Pause or resume')
    .press('y')
    .send({ kind: 'acted', target: 0 });
  resuming.read(readingOf(idle, resuming.model.nowMs + 1000));
  assert.match(eventsOf(resuming)[0]?.text ?? '', /^Pause or resume: it was resumed/);
});

test('a server that was stopped is gone, or has a successor', () => {
  const gone = choose(menu({ fifo: FIFO }), 'Stop gracefully')
    .press('y')
    .send({ kind: 'acted', target: 0 });
  gone.send({ kind: 'read-failed', target: 0, errorKind: 'unreachable', reason: 'refused' }, 900);
  assert.match(eventsOf(gone)[0]?.text ?? '', /^Stop gracefully: the server is gone; asked through/);
  const again = choose(menu({ fifo: FIFO }), 'Stop brutally')
    .press('y')
    .send({ kind: 'acted', target: 0 });
  again.read(readingOf({ ...SERVER, pid: 31_337 }, again.model.nowMs + 1000));
  assert.match(eventsOf(again)[0]?.text ?? '', /^Stop brutally: it ended; process 31337 is its successor/);
});

test('each thing that was asked is an event of its own, the same failure again is not', () => {
  const driver = menu({ fifo: FIFO });
  for (const label of ['Log statistics', 'Pause or resume']) {
    choose(driver, label).press('y').send({ kind: 'acted', target: 0 }).press('f9');
    driver.send({ kind: 'control-found', target: 0, control: control({ fifo: FIFO, pid: PID }) });
  }
  for (const _ of [1, 2]) {
    choose(driver, 'Stop gracefully')
      .press('y')
      .send({ kind: 'act-failed', target: 0, reason: 'full' })
      .press('f9');
    driver.send({ kind: 'control-found', target: 0, control: control({ fifo: FIFO, pid: PID }) });
  }
  assert.deepEqual(
    eventsOf(driver).map(({ kind, count }) => [kind, count]),
    [
      ['asked', 1],
      ['asked', 1],
      ['ask-failed', 2],
    ],
  );
});
