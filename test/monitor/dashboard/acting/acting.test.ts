import assert from 'node:assert/strict';
import { test } from 'node:test';
import { capturedWorkers, readingOf } from '../../metrics/readings.js';
import { Driver, START_MS } from '../driver.js';
import { choose, control, FIFO, menu, PID, SERVER } from './asking.js';

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
  assert.equal(driver.target.acting, null);
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
  const driver = choose(menu({ fifo: FIFO }), 'Add a worker')
    .press('y')
    .send({ kind: 'acted', target: 0 });
  driver.send({ kind: 'ticked' }, 9_900);
  assert.equal(eventsOf(driver)[0]?.ongoing, true);
  driver.send({ kind: 'ticked' }, 200);
  const [event] = eventsOf(driver);
  assert.equal(event?.level, 'warn');
  assert.match(
    event?.text ?? '',
    /^Add a worker: no effect seen within 10 s; uWSGI does this only with cheaper/,
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

test('a worker that was killed as asked is told as that, one that ends beside it is not', () => {
  const busy = capturedWorkers('plain-4x2-busy');
  const slots = busy.workers.flatMap(({ status }, index) => (status === 'busy' ? [index + 1] : []));
  const [first, second] = [slots[0] ?? assert.fail(), slots[1] ?? assert.fail()];
  const driver = new Driver({ local: true }).read(readingOf(busy, START_MS)).press('N home');
  if (driver.selected !== 'w1') driver.press('N home');
  for (let slot = 1; slot < first; slot += 1) driver.press('down');
  driver.press('f9');
  driver.send({ kind: 'control-found', target: 0, control: control({ pid: busy.pid ?? 0 }) });
  choose(driver, `W${first} kill`).press('y').send({ kind: 'acted', target: 0 });
  const workers = busy.workers.map((worker, index) =>
    index + 1 === first || index + 1 === second ? withoutItsProcess(worker) : worker,
  );
  driver.read(readingOf({ ...busy, workers }, driver.model.nowMs + 1000));
  const events = driver.model.targets[0]?.observation?.events ?? [];
  assert.deepEqual(
    events
      .filter(({ kind }) => ['crash', 'ended', 'respawn', 'worker-reload'].includes(kind))
      .map(({ kind, slot }) => [kind, slot])
      .sort(),
    [
      ['ended', second],
      ['respawn', first],
    ],
  );
  assert.match(
    events.find(({ kind }) => kind === 'respawn')?.text ?? '',
    /^\d+ → \d+, as asked; GET \S+ was cut off$/,
  );
});

/** Another has taken its place, and its requests are lost. */
function withoutItsProcess(worker: (typeof SERVER.workers)[number]): (typeof SERVER.workers)[number] {
  return {
    ...worker,
    pid: (worker.pid ?? 0) + 1000,
    respawn_count: (worker.respawn_count ?? 0) + 1,
    delta_requests: 0,
    status: 'idle',
    cores: (worker.cores ?? []).map((core) => ({ ...core, in_request: 0, vars: [] })),
  };
}
