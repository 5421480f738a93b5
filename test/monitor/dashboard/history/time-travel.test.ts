import assert from 'node:assert/strict';
import { test } from 'node:test';
import { samplePlace } from '../../../../src/monitor/dashboard/history/time-travel.js';
import { rounded } from '../../metrics/archive/rounded.js';
import { capturedSeries } from '../../metrics/readings.js';
import { Driver } from '../driver.js';

/** Twenty samples, half a second apart. */
function watched(keys?: string): Driver {
  const driver = new Driver();
  for (const reading of capturedSeries('plain-4x2').slice(0, 20)) driver.read(reading);
  return keys === undefined ? driver : driver.press(keys);
}

function place({ model }: Driver): string {
  const { index, total } = samplePlace(model) ?? { index: 0, total: 0 };
  return `${model.past === null ? 'live' : 'past'} ${index}/${total}`;
}

test('keys step through the samples, and the newest is the present', () => {
  const cases: readonly (readonly [keys: string, place: string])[] = [
    ['[', 'past 19/20'],
    ['[ [', 'past 18/20'],
    ['[ t t', 'past 17/20'],
    ['[ t T', 'past 19/20'],
    ['[ ]', 'live 20/20'],
    ['[ T', 'live 20/20'],
    [']', 'live 20/20'],
    ['[ t t L', 'live 20/20'],
    ['[ t t escape', 'live 20/20'],
    ['[ S-left', 'past 1/20'],
    ['[ S-left [', 'past 1/20'],
    ['[ S-left ] ]', 'past 3/20'],
    ['[ S-left S-right', 'live 20/20'],
    ['Z', 'past 20/20'],
    ['Z [', 'past 19/20'],
    ['Z ]', 'live 20/20'],
    ['[ [ Z', 'live 20/20'],
  ];
  for (const [keys, expected] of cases) assert.equal(place(watched(keys)), expected, keys);
});

test('the past shows rows, verdict and history of then, and readings go on underneath', () => {
  const readings = capturedSeries('plain-4x2');
  const driver = new Driver();
  for (const reading of readings.slice(0, 10)) driver.read(reading);
  const then = driver.model;
  for (const reading of readings.slice(10, 20)) driver.read(reading);
  for (let step = 0; step < 10; step += 1) driver.press('[');
  const observation = then.targets[0]?.observation;
  assert.ok(observation);
  assert.deepEqual(driver.model.past?.observation.sample, rounded(observation.sample));
  assert.deepEqual(driver.model.past?.observation.verdict, observation.verdict);
  assert.deepEqual(driver.model.past?.observation.history, observation.history);
  assert.deepEqual(
    driver.model.rows.map(({ key }) => key),
    then.rows.map(({ key }) => key),
  );
  const { past, rows } = driver.model;
  for (const reading of readings.slice(20, 25)) driver.read(reading);
  assert.equal(driver.model.past, past);
  assert.equal(driver.model.rows, rows);
  assert.equal(place(driver), 'past 10/25');
});

test('filter, sort and selection are the same in the past', () => {
  const driver = watched('N down down \\').type('id<4').press('enter [ [');
  assert.deepEqual([driver.keys, driver.selected], ['w1 w2 w3', 'w3']);
  assert.equal(driver.press('escape').model.past, null);
  assert.equal(driver.model.table.filterText, 'id<4', 'Esc leaves the past before it clears the filter');
});

test('n and N go on with a search in the past, and go to events without one', () => {
  const driver = watched('[ [ /').type('w').press('enter n');
  assert.equal(place(driver), 'past 18/20');
  assert.equal(driver.press('escape').model.table.searchText, '');
  driver.press('N');
  assert.equal(place(driver), 'past 1/20', 'the attaching');
  assert.match(driver.press('N').model.notice?.text ?? '', /No earlier event/);
});

test('what keys mean in the present comes back with it', () => {
  const driver = watched('[ t L t');
  assert.equal(driver.model.table.mode, 'tree');
  assert.equal(driver.press('T').model.table.sortField, 'age_seconds');
});

test('J goes to a time, as a clock says it or some time ago', () => {
  const cases: readonly (readonly [text: string, place: string])[] = [
    ['-5s', 'past 10/20'],
    ['2.5s ago', 'past 15/20'],
    ['live', 'live 20/20'],
    ['now', 'live 20/20'],
    ['0s', 'live 20/20'],
    ['0.1s', 'past 20/20'],
    ['-1h', 'past 1/20'],
    ['', 'live 20/20'],
  ];
  for (const [text, expected] of cases) {
    const driver = watched('J').type(text).press('enter');
    assert.equal(driver.model.prompt, null, text);
    assert.equal(place(driver), expected, text);
  }
  const driver = watched('J').type('-1h').press('enter');
  assert.match(driver.model.notice?.text ?? '', /^Nothing older than \d\d:\d\d:\d\d is kept$/);
});

test('an open request belongs to the moment in which it was opened: no key goes through time behind it', () => {
  const driver = watched('2 [ enter');
  assert.equal(driver.model.overlay?.kind, 'request');
  for (const key of ['[', ']', 't', 'T', 'S-left', 'S-right', 'n', 'N', 'J', 'L'])
    assert.equal(place(driver.press(key)), 'past 19/20', key);
});

test('Enter on an event leads to the first table as it was at its time, at its worker', () => {
  for (const keys of ['5 end enter', '5 home enter']) {
    const driver = watched(keys);
    const event = driver.model.past?.observation.events.at(keys.includes('end') ? 0 : -1) ?? assert.fail();
    assert.equal(driver.model.view, 'workers');
    assert.ok(driver.model.past !== null && driver.model.past.timeMs >= event.beginMs);
    assert.ok(
      driver.model.past.timeMs - event.beginMs < 1500,
      `${driver.model.past.timeMs - event.beginMs} ms`,
    );
    if (event.slot !== null) assert.equal(driver.selected, `w${event.slot}`);
    assert.equal(driver.press('escape').model.past, null);
  }
});

test('among the events J offers the time of the selected one', () => {
  const driver = watched('5 end J');
  assert.match(driver.model.prompt?.text ?? '', /^\d\d:\d\d:\d\d$/);
  driver.press('enter');
  const { past } = driver.model;
  const event = past?.observation.events[0];
  assert.ok(event && Math.floor(past.timeMs / 1000) === Math.floor(event.beginMs / 1000));
});

test('of a recording, however old it is, times are counted from its newest sample', () => {
  const driver = new Driver();
  for (const reading of capturedSeries('plain-4x2').slice(0, 20))
    driver.read({ ...reading, protocol: 'file' });
  driver.send({ kind: 'ticked' }, 86_400_000).press('J').type('-5s').press('enter');
  assert.equal(place(driver), 'past 10/20');
  driver.press('L :').type('goto 2.5s ago').press('enter');
  assert.equal(place(driver), 'past 15/20');
});

test('a text that is no time keeps the prompt open and says so; Esc stays where it is', () => {
  const driver = watched('[ J').type('25:00').press('enter');
  assert.match(driver.model.prompt?.error ?? '', /^Not a time/);
  assert.equal(place(driver.press('escape')), 'past 19/20');
});

test('before the first reading and after only one there is nothing to go to', () => {
  const driver = new Driver().press('[ S-left J').type('-1m').press('enter n Z');
  assert.equal(driver.model.past, null);
  driver.readCaptured('plain-4x2-busy').press('[');
  assert.equal(driver.model.past, null);
  assert.match(driver.model.notice?.text ?? '', /Nothing older/);
});

test('a server that comes back as another kind of document does not confuse the past', () => {
  const driver = watched('2').readCaptured('emperor-loyal');
  assert.equal(driver.model.view, 'workers');
  driver.press('[');
  const kinds = () => [...new Set(driver.model.rows.map((row) => row.kind))].join();
  assert.equal(kinds(), 'worker');
  driver.press(']');
  assert.equal(kinds(), 'vassal');
});
