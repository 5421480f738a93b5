import assert from 'node:assert/strict';
import { test } from 'node:test';
import { capturedWorkers, readingOf } from '../../metrics/readings.js';
import { Driver, START_MS } from '../driver.js';
import { columnNamesOf } from './more-cases.js';

const BEFORE = capturedWorkers('blocks-before');

function watching(): Driver {
  return new Driver().readCaptured('blocks-before').readCaptured('blocks-after');
}

function sectionsSeen(driver: Driver, key: string, times: number): readonly (string | null)[] {
  return Array.from({ length: times }, () => driver.press(key).model.more.section);
}

test('More opens with the first table that the document has, and goes round them both ways', () => {
  const driver = watching().press('6');
  assert.deepEqual([driver.model.view, driver.model.more.section], ['more', 'caches']);
  const all = ['spoolers', 'crons', 'daemons', 'apps', 'metrics', 'locks', 'caches'];
  assert.deepEqual(sectionsSeen(driver, '6', 7), all);
  assert.deepEqual(sectionsSeen(driver, '}', 1), ['spoolers']);
  assert.deepEqual(sectionsSeen(driver, '{', 3), ['caches', 'locks', 'metrics']);
});

test('More opens again where it was left', () => {
  const driver = watching().press('6 6 6 1 6');
  assert.equal(driver.model.more.section, 'crons');
});

test('asked for before anything was read, it opens with what the first document has', () => {
  const driver = new Driver().press('6');
  assert.equal(driver.model.more.section, null);
  driver.readCaptured('mount-3-apps');
  assert.equal(driver.model.more.section, 'apps');
  assert.equal(driver.model.rows.length, 4);
});

test('each table keeps its own sort, filter and selection', () => {
  const driver = watching().press('6 down \\').type('items>0').press('enter 6 6');
  assert.deepEqual([driver.model.table.filterText, driver.model.rows.length], ['', 4]);
  driver.press('down {  {');
  assert.deepEqual([driver.model.table.filterText, driver.model.rows.length], ['items>0', 1]);
  driver.press('6 6');
  assert.equal(
    driver.model.rows.findIndex((row) => row.key === driver.selected),
    1,
  );
});

test('every table sorts by each of its columns, searches and filters', () => {
  const driver = watching().press('6');
  for (let turn = 0; turn < 7; turn += 1) {
    const { section } = driver.model.more;
    const count = driver.model.rows.length;
    assert.ok(section !== null && count > 0);
    for (const field of columnNamesOf(section)) {
      driver.send({ kind: 'click', target: { kind: 'column', field } });
      assert.equal(driver.model.table.sortField, field);
      assert.equal(driver.model.rows.length, count, `${section} by ${field}`);
    }
    driver.press('\\').type('zzzz').press('enter');
    assert.equal(driver.model.rows.length, 0, section);
    driver.press('escape 6');
  }
});

test('a bare word finds commands, names and holders', () => {
  const found = (presses: string, word: string) =>
    watching().press(presses).press('\\').type(word).press('enter').model.rows.length;
  assert.equal(found('6 6 6', 'weekly'), 1);
  assert.equal(found('6 6 6', 'sundays'), 1);
  assert.equal(found('6 6 6 6', 'exit'), 1);
  assert.equal(found('6 6 6 6 6 6 6', 'worker'), 1);
  assert.equal(found('6 6 6 6 6 6', 'shop'), 3);
});

test('a table that the server stops telling stays, empty, and the others can be had', () => {
  const driver = watching().press('6').readCaptured('plain-4x2-idle');
  assert.deepEqual([driver.model.more.section, driver.model.rows.length], ['caches', 0]);
  assert.equal(driver.press('6').model.more.section, 'apps');
});

test('a click opens a table, and one that is alone has no other', () => {
  const driver = watching()
    .press('6')
    .send({ kind: 'click', target: { kind: 'section', section: 'locks' } });
  assert.deepEqual([driver.model.more.section, driver.model.rows.length], ['locks', 15]);
  const router = new Driver().readCaptured('fastrouter-subscribed').press('6 6');
  assert.equal(router.model.more.section, 'keys');
  assert.match(router.model.notice?.text ?? '', /no other table/);
});

test('a router without a subscription server has no More, an emperor neither', () => {
  for (const name of ['http-router-idle', 'emperor-loyal']) {
    const driver = new Driver().readCaptured(name).press('6');
    assert.equal(driver.model.view, 'workers', name);
    assert.match(driver.model.notice?.text ?? '', /nothing more/);
  }
});

test('Enter opens all that is known of a row; it stays as new as the screen, and when the row goes', () => {
  const driver = watching().press('6 enter');
  const { overlay } = driver.model;
  assert.ok(overlay?.kind === 'row' && overlay.row.kind === 'cache');
  assert.equal(overlay.row.entry.name, 'pages');
  driver.readCaptured('blocks-after');
  const later = driver.model.overlay;
  assert.ok(later?.kind === 'row' && later.row !== overlay.row && !later.gone);
  const extra = { ...BEFORE.extra, caches: [] };
  driver.read(readingOf({ ...BEFORE, extra }, START_MS + 60_000));
  const gone = driver.model.overlay;
  assert.ok(gone?.kind === 'row' && gone.gone && gone.row.kind === 'cache');
  assert.equal(driver.press('enter').model.overlay, null);
});

test('the name of a row is copied, open or not', () => {
  const copied = (presses: string) =>
    watching()
      .press(presses)
      .effects.find(({ kind }) => kind === 'copy');
  assert.deepEqual(copied('6 y'), { kind: 'copy', text: 'pages' });
  assert.deepEqual(copied('6 enter y'), { kind: 'copy', text: 'pages' });
  const command = copied('6 6 6 end y');
  assert.ok(command?.kind === 'copy' && command.text.length > 3);
});

test('the past has its own blocks', () => {
  const driver = watching().press('6 [');
  assert.notEqual(driver.model.past, null);
  const [row] = driver.model.rows;
  assert.ok(row?.kind === 'cache');
  assert.equal(row.entry.hitsPerSecond, null);
});
