import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HitTarget } from '../../../../src/monitor/dashboard/model/hit-target.js';
import { view } from '../../../../src/monitor/dashboard/view/view.js';
import { hitAt } from '../../../../src/monitor/live/hit-test.js';
import { Driver } from '../driver.js';

const READ = new Driver({ size: { columns: 120, rows: 40 } }).readSeries('plain-4x2').model;

function server(keys = ''): Driver {
  const driver = new Driver();
  driver.model = READ;
  return keys === '' ? driver : driver.press(keys);
}

/** As the terminal reports it: two presses in one place, whatever stands there at the second. */
function doubleClick(driver: Driver, first: HitTarget, second = first): Driver {
  driver.send({ kind: 'click', target: first, double: false });
  return driver.send({ kind: 'click', target: second, double: true }, 200);
}

test('a double click does what Enter does, in every view', () => {
  for (const keys of ['1', '2', '3', '4', '5', 't', 'enter']) {
    const clicked = server(keys);
    const row = clicked.model.rows.at(-1) ?? assert.fail(keys);
    doubleClick(clicked, { kind: 'row', key: row.key });
    const entered = server(keys)
      .send({ kind: 'click', target: { kind: 'row', key: row.key } })
      .press('enter');
    for (const part of ['overlay', 'details', 'view', 'past'] as const)
      assert.deepEqual(clicked.model[part], entered.model[part], `${keys}: ${part}`);
    assert.notDeepEqual(
      [clicked.model.overlay, clicked.model.details, clicked.model.past],
      [null, null, null],
    );
  }
});

test('what was clicked first opens, even if another row stands there meanwhile', () => {
  const driver = doubleClick(
    server('2'),
    { kind: 'row', key: server('2').keys.split(' ')[0] ?? '' },
    { kind: 'row', key: 'x' },
  );
  assert.equal(driver.model.overlay?.kind, 'request');
});

test('a click that is no second one only selects, and a third press begins anew', () => {
  const driver = server('2');
  const target: HitTarget = { kind: 'row', key: driver.keys.split(' ')[0] ?? '' };
  driver.send({ kind: 'click', target }).send({ kind: 'click', target });
  assert.equal(driver.model.overlay, null);
  doubleClick(driver, target).send({ kind: 'click', target: { kind: 'beside-popup' } }, 900);
  assert.equal(driver.model.overlay, null);
});

test('a double click on a core of the panel opens its request', () => {
  const driver = doubleClick(server('enter'), { kind: 'panel-core', core: 0 });
  assert.equal(driver.model.overlay?.kind, 'request');
});

test('the second press of a double click chooses nothing in a popup that the first has opened', () => {
  for (const action of ['action-menu', 'sort-menu', 'theme-menu', 'help', 'save-config'] as const) {
    const driver = server();
    const opened = driver.send({ kind: 'click', target: { kind: 'action', action } }).model;
    for (const target of [
      { kind: 'menu-item', index: 1 },
      { kind: 'beside-popup' },
      { kind: 'popup' },
    ] as const)
      assert.deepEqual(
        driver.send({ kind: 'click', target, double: true }).model.overlay,
        opened.overlay,
        action,
      );
  }
});

/** Each popup and what opens it. */
const OPENED = ['?', 'f6', 'C-t', 'f9', 'f2', '2 enter', '3 enter', '5 d', 'd', 'b', '2 enter b', ':'];

test('a click anywhere beside a popup closes it and does nothing else; one inside closes nothing', () => {
  for (const keys of OPENED) {
    const open = server(keys).model;
    assert.ok(open.overlay !== null || open.prompt !== null, keys);
    const frame = view(open, 0);
    const targets = new Map<string, HitTarget>();
    for (let y = 0; y < 40; y += 1)
      for (let x = 0; x < 120; x += 1) {
        const hit = hitAt(frame, x, y) ?? assert.fail(`${keys}: nothing at ${x} ${y}`);
        if (hit.kind !== 'menu-item') targets.set(hit.kind, hit);
      }
    assert.deepEqual([...targets.keys()].sort(), ['beside-popup', 'popup'], keys);
    for (const [kind, target] of targets) {
      const { model, effects } = server(keys).send({ kind: 'click', target });
      const expected = kind === 'popup' ? open : { ...open, overlay: null, prompt: null };
      assert.deepEqual({ ...model, clicked: null }, { ...expected, clicked: null }, `${keys}: ${kind}`);
      assert.deepEqual(effects, [], keys);
    }
  }
});

test('a click on a word of the palette takes it', () => {
  const driver = server(':')
    .type('so')
    .send({ kind: 'click', target: { kind: 'menu-item', index: 0 } });
  assert.equal(driver.model.prompt?.text, 'sort ');
});

test('the wheel zooms over a chart, up to less time, and scrolls elsewhere', () => {
  const driver = server('4');
  const frame = view(driver.model, 0);
  const target = hitAt(frame, 60, 10);
  assert.equal(target?.kind, 'moment');
  const spans = [1, 1, -1, -3].map(
    (steps) => driver.send({ kind: 'wheel', steps, target }).model.settings.chartSpanSeconds,
  );
  assert.deepEqual(spans, [300, 900, 300, 120]);
  const { settings } = driver.model;
  driver.send({ kind: 'wheel', steps: 1, target: { kind: 'row', key: 'w1' } });
  assert.deepEqual(driver.model.settings, settings);
});
