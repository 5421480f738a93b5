import assert from 'node:assert/strict';
import { test } from 'node:test';
import { layoutOf } from '../../../../src/monitor/dashboard/layout/layout.js';
import type { Model } from '../../../../src/monitor/dashboard/model/model.js';
import { view } from '../../../../src/monitor/dashboard/view/view.js';
import type { Reading } from '../../../../src/monitor/metrics/sample/reading.js';
import { columnSets, defaultColumns } from '../../../../src/monitor/tables/columns/chosen-columns.js';
import { captured, capturedSeries, readingOf, SERIES } from '../../metrics/readings.js';
import { Driver, START_MS } from '../driver.js';
import { WRECKABLE, wreckedDocument } from '../wrecked.js';
import { textOf } from './check-frame.js';
import { seededRandom } from './hostile.js';
import { pressed } from './model-from-corpus.js';

/*
 * A view shows of the past exactly what it showed then, line by line. The header, the verdict's beginning, the status
 * and the titles tell that it is the past; they are left out here. Ratios are archived to 0.01 %, so that a number may be
 * off by one in its last place, and a bar by a cell; charts show what came after, too, and are left out.
 */
const VIEWS: Readonly<Record<string, readonly string[]>> = {
  workers: ['1', 'home'],
  cores: ['1', 'a', 'home'],
  tree: ['1', 'a', 'a', 'home'],
  'scrolled workers': ['1', 'home', 'right', 'right', 'right', 'right', 'right'],
  requests: ['2', 'home'],
  'requests by client': ['2', 'g', 'home'],
  variables: ['2', 'home', 'enter'],
  'revealed variables': ['2', 'home', 'enter', 'r'],
  sockets: ['3', 'home'],
  events: ['5', 'home'],
  'first of more': ['6', 'home'],
  'second of more': ['6', '6', 'home'],
  'third of more': ['6', '6', '6', 'home'],
  'fourth of more': ['6', '6', '6', '6', 'home'],
};

for (const name of SERIES) {
  test(`views of the past show what they showed then: ${name}`, () => {
    showsWhatWas(capturedSeries(name).slice(0, 20));
  });
}

test('views of the past show what they showed then: every kind of document', () => {
  for (const reply of WRECKABLE) {
    const document = captured(reply);
    const random = seededRandom(3);
    const documents = [0, 1, 2, 3, 4].map((step) =>
      step === 0 ? document : (wreckedDocument(reply, random) ?? document),
    );
    showsWhatWas(documents.map((one, index) => readingOf(one, START_MS + 1000 * index)));
  }
});

/** Chosen, so that they do not go by what they said since. */
const USUAL_COLUMNS = Object.fromEntries(
  columnSets().map((set) => [set, defaultColumns(set).map(({ field }) => field.name)]),
);

function showsWhatWas(readings: readonly Reading[]): void {
  const driver = new Driver({ size: { columns: 120, rows: 40 }, settings: { columns: USUAL_COLUMNS } });
  const shown = readings.map((reading) => screens(driver.read(reading).model));
  let model = driver.model;
  for (let index = readings.length - 2; index >= 0; index -= 1) {
    model = pressed(model, '[');
    assert.equal(model.past?.sequence, index);
    const now = screens(model);
    for (const [name, lines] of Object.entries(shown[index] ?? {}))
      for (const [y, was] of lines.entries()) {
        // Of long variables the archive keeps the beginning, and says so.
        if (now[name]?.[y]?.includes('not kept)') === true) break;
        same(now[name]?.[y] ?? '', was, `sample ${index}, ${name}, line ${y}`);
      }
  }
}

function screens(model: Model): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    Object.entries(VIEWS).map(([name, keys]) => [name, withoutCharts(pressed(model, ...keys))]),
  );
}

function withoutCharts(model: Model): readonly string[] {
  const charts = layoutOf(model).panes.filter(({ kind }) => !(kind in NO_CHARTS));
  return view(model, 0).lines.map((line, y) => {
    const over = charts.filter((pane) => y >= pane.y && y < pane.y + pane.height);
    return over.reduce(
      (text, { x, width }) => text.slice(0, x).padEnd(x + width) + text.slice(x + width),
      textOf(line),
    );
  });
}

const NO_CHARTS = { requests: true, routes: true, sockets: true, events: true };

function same(found: string, wanted: string, name: string): void {
  if (found === wanted || OF_THE_PRESENT.test(name) || TITLE.test(found)) return;
  const parts = [found, wanted].map((line) => line.replace(/[■□]+/g, '').split(/([\d.]+)/));
  const [before = [], after = []] = parts;
  const isSame = before.every((part, at) => part === after[at] || isNear(part, after[at] ?? ''));
  assert.ok(isSame && before.length === after.length, `${name}\n  was ${wanted}\n  now ${found}`);
}

const OF_THE_PRESENT = /line (?:0|1|38|39)$/;
const TITLE = /┌─|^─ /;

function isNear(one: string, other: string): boolean {
  return one !== '' && other !== '' && Math.abs(Number(one) - Number(other)) <= 1;
}
