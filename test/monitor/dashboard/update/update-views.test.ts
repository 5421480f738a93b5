import assert from 'node:assert/strict';
import { test } from 'node:test';
import { capturedWorkers, readingOf } from '../../metrics/readings.js';
import { Driver, START_MS } from '../driver.js';

function saturated(): Driver {
  return new Driver().readCaptured('plain-4x2-busy').readCaptured('plain-4x2-saturated');
}

test('digits open views, Tab and S-Tab go round them', () => {
  const driver = saturated();
  const cases = [
    ['2', 'requests'],
    ['3', 'sockets'],
    ['1', 'workers'],
    ['tab', 'requests'],
    ['tab', 'sockets'],
    ['tab', 'history'],
    ['tab', 'events'],
    ['tab', 'more'],
    ['tab', 'workers'],
    ['S-tab', 'more'],
    ['S-tab', 'events'],
    ['6', 'more'],
    ['4', 'history'],
    ['5', 'events'],
    ['S-tab', 'history'],
    ['S-tab', 'sockets'],
    ['S-tab', 'requests'],
  ] as const;
  for (const [key, view] of cases) assert.equal(driver.press(key).model.view, view, key);
});

test('a click on a tab opens its view', () => {
  const driver = saturated().send({ kind: 'click', target: { kind: 'view', view: 'requests' } });
  assert.equal(driver.model.view, 'requests');
  assert.equal(driver.model.rows.length, 8);
});

test('digits in a prompt are digits', () => {
  const driver = saturated().press('\\').type('2');
  assert.equal(driver.model.view, 'workers');
  assert.equal(driver.model.prompt?.text, '2');
});

test('each view keeps its sort, its filter and its selection', () => {
  const driver = saturated().press('N down down 2 \\').type('uri~user=[3-5]').press('enter down');
  const { selected } = driver;
  assert.equal(driver.model.rows.length, 3);
  driver.press('1');
  assert.equal(driver.selected, 'w3');
  assert.equal(driver.model.table.sortField, 'slot');
  assert.equal(driver.model.table.filterText, '');
  assert.equal(driver.model.rows.length, 4);
  driver.press('2');
  assert.equal(driver.selected, selected);
  assert.equal(driver.model.table.sortField, 'age_seconds');
  assert.equal(driver.model.rows.length, 3);
});

test('a request keeps its row from reading to reading, and the next one on its core is another', () => {
  const driver = saturated().press('2 down down');
  const { keys, selected } = driver;
  driver.readCaptured('plain-4x2-saturated');
  assert.deepEqual(driver.keys.split(' ').sort(), keys.split(' ').sort());
  assert.equal(driver.selected, selected);
  const document = capturedWorkers('plain-4x2-saturated');
  const workers = document.workers.map((worker) => ({
    ...worker,
    cores: (worker.cores ?? []).map((core) => ({
      ...core,
      requests: (core.requests ?? 0) + 1,
      req_info: { request_start: (core.req_info.request_start ?? 0) + 4 },
    })),
  }));
  driver.read(readingOf({ ...document, workers }, driver.model.nowMs + 1000));
  assert.equal(driver.model.rows.length, 8);
  assert.ok(!driver.keys.includes(selected ?? ''));
});

test('ages stand still between readings', () => {
  const driver = saturated().press('2');
  const before = driver.model.rows;
  driver.send({ kind: 'ticked' }, 5000);
  assert.equal(driver.model.rows, before);
});

test('requests sort by any of their columns', () => {
  const driver = saturated().press('2 N');
  assert.equal(driver.model.table.sortField, 'worker');
  driver.send({ kind: 'click', target: { kind: 'column', field: 'uri' } });
  const uris = driver.model.rows.map((row) => (row.kind === 'request' ? row.entry.uri : null));
  assert.deepEqual(uris, [...uris].sort());
});

test('an emperor has no requests: a view that was asked for before is given up', () => {
  const driver = new Driver().press('2').readCaptured('emperor-loyal');
  assert.equal(driver.model.view, 'workers');
  assert.ok(driver.model.rows.length > 0);
  assert.equal(driver.press('2').model.view, 'workers');
  assert.match(driver.model.notice?.text ?? '', /Only servers with workers/);
  assert.equal(driver.press('6').model.view, 'workers');
  assert.match(driver.model.notice?.text ?? '', /nothing more/);
  assert.equal(driver.press('tab').model.view, 'events');
  assert.equal(driver.press('tab').model.view, 'workers');
});

test('going to another view while frozen shows that moment too', () => {
  const driver = saturated().press('Z 2');
  assert.equal(driver.model.rows.length, 8);
  driver.readCaptured('plain-4x2-idle');
  assert.equal(driver.model.rows.length, 8);
  assert.ok(driver.model.nowMs > START_MS);
});

test('events stand newest first, can be filtered and sorted, and count as seen when they were on the screen', () => {
  const driver = new Driver().readSeries('cheaper-6-2', 13);
  assert.equal(driver.model.seenEvent, 1);
  driver.press('5');
  assert.deepEqual(kinds(driver), ['saturated', 'attached']);
  assert.equal(driver.model.seenEvent, 2);
  assert.equal(driver.press('I').keys, 'e1 e2');
  driver.press('\\').type('level=critical').press('enter');
  assert.deepEqual(kinds(driver), ['saturated']);
});

function kinds(driver: Driver): readonly string[] {
  return driver.model.rows.map((row) => (row.kind === 'event' ? row.entry.event.kind : row.kind));
}
