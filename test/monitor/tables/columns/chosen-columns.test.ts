import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  chosenColumns,
  columnSets,
  defaultColumns,
  fieldsOfSet,
} from '../../../../src/monitor/tables/columns/chosen-columns.js';
import { visibleColumns } from '../../../../src/monitor/tables/columns/visible-columns.js';

function titles(names: readonly string[], width = 200): string {
  const places = visibleColumns(chosenColumns('workers', { workers: names }), width, 0);
  return places.map(({ title }) => title).join(' ');
}

test('without a choice a table has its usual columns', () => {
  for (const set of columnSets()) assert.equal(chosenColumns(set, {}), defaultColumns(set));
});

test('columns stand in the order of the choice, whatever their usual one', () => {
  assert.equal(titles(['rss_bytes', 'slot', 'busy_ratio']), 'RSS WID BUSY%');
});

test('every field of a dictionary can be a column', () => {
  for (const set of columnSets()) {
    const names = fieldsOfSet(set).map(({ name }) => name);
    const columns = chosenColumns(set, { [set]: names });
    assert.deepEqual(
      columns.map(({ field }) => field.name),
      names,
    );
    for (const { title, widths } of columns) {
      assert.match(title, /^\S.*\S$|^\S$/);
      assert.ok(Math.min(...widths) >= 2, title);
    }
  }
});

test('a chosen column is there in a narrow terminal too, before the usual ones of less importance', () => {
  const usual = defaultColumns('workers').map(({ field }) => field.name);
  assert.doesNotMatch(titles(usual, 80), /TX|USS/);
  assert.match(titles(['slot', 'state', 'uss_bytes', 'tx_bytes_per_second'], 80), /USS TX\/s/);
  assert.match(titles([...usual, 'uss_bytes'], 80), /USS/);
});

test('what is left of the line goes to the usual column, wherever it stands, or to the text at the end', () => {
  const stretched = (...names: string[]) =>
    chosenColumns('workers', { workers: names })
      .filter(({ stretch }) => stretch)
      .map(({ field }) => field.name);
  assert.deepEqual(stretched('slot', 'now', 'rss_bytes'), ['now']);
  assert.deepEqual(stretched('slot', 'host', 'uri'), ['uri']);
  assert.deepEqual(stretched('slot', 'rss_bytes'), []);
});

test('names that nobody knows are left out; if nothing is left the usual columns are back', () => {
  assert.equal(titles(['slot', 'constructor', 'nonsense']), 'WID');
  assert.equal(chosenColumns('workers', { workers: ['nonsense'] }), defaultColumns('workers'));
  assert.equal(chosenColumns('workers', { workers: [] }), defaultColumns('workers'));
});

test('columns keep inside the line at every width', () => {
  for (const set of columnSets()) {
    const names = fieldsOfSet(set).map(({ name }) => name);
    const columns = chosenColumns(set, { [set]: names.reverse() });
    for (let width = 1; width <= 260; width += 1) {
      let end = 0;
      for (const place of visibleColumns(columns, width, 0)) {
        assert.ok(place.x >= end && place.width > 0, `${set} ${width}`);
        end = place.x + place.width;
      }
      assert.ok(end <= width, `${set} ${width}`);
    }
  }
});
