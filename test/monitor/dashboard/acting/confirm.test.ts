import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Model } from '../../../../src/monitor/dashboard/model/model.js';
import { readingOf } from '../../metrics/readings.js';
import { Driver, START_MS } from '../driver.js';
import { acts, choose, control, FIFO, menu, PID, SERVER } from './asking.js';

test('nothing but a clear yes is a yes', () => {
  for (const keys of ['n', 'N', 'escape', 'q', 'enter', 'f9', 'f10', 'right left enter', 'tab tab enter']) {
    const driver = choose(menu({ fifo: FIFO }), 'Stop gracefully').press(keys);
    assert.equal(driver.model.overlay, null, keys);
    assert.deepEqual(acts(driver.effects), [], keys);
    assert.equal(driver.model.notice?.text, 'Nothing was sent to the server', keys);
    assert.equal(driver.target.acting, null, keys);
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
    /^W2 kill was not sent: W2 has another process than \d+ now$/,
  );
  const master = choose(menu({}), 'Reload gracefully').read(
    readingOf({ ...SERVER, pid: 77_777 }, START_MS + 1000),
  );
  master.press('y');
  assert.deepEqual(acts(master.effects), []);
  assert.match(
    master.model.notice?.text ?? '',
    /^Reload gracefully was not sent: the server has another process now/,
  );
});
