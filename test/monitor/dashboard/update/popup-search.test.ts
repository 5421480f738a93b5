import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keyTable } from '../../../../src/monitor/dashboard/keys/key-table.js';
import { KEY_GROUPS } from '../../../../src/monitor/dashboard/keys/keymap.js';
import { helpLines } from '../../../../src/monitor/dashboard/menus/help-lines.js';
import { view } from '../../../../src/monitor/dashboard/view/view.js';
import { Driver } from '../driver.js';
import { textOf } from '../view/check-frame.js';

const BASE = new Driver({ size: { columns: 80, rows: 24 } }).readSeries('plain-4x2').model;

function server(keys: string, model = BASE): Driver {
  const driver = new Driver();
  driver.model = model;
  return driver.press(keys);
}

function screenOf({ model }: Driver): readonly string[] {
  return view(model, 0).lines.map(textOf);
}

function topOf({ model }: Driver): number | null {
  return model.overlay !== null && 'top' in model.overlay ? model.overlay.top : null;
}

test('a search in the help jumps as one types, goes on with n, N and F3, and Esc goes back', () => {
  const driver = server('? pagedown /').type('harakiri');
  const [top] = [topOf(driver)];
  const shown = screenOf(driver);
  assert.ok(
    shown.some((line) => line.startsWith('│') && line.includes('harakiri')) ||
      shown.join().includes('harakiri'),
  );
  assert.match(shown.at(-1) ?? '', /^Search: harakiri {3}Enter keeps it {3}Esc goes back/);
  assert.equal(topOf(driver.press('escape')), 20, 'back where the search began');
  driver.press('/').type('sort by').press('enter');
  assert.match(screenOf(driver)[1] ?? '', /match 1 of \d+ {2}n N go on {2}Esc closes/);
  const places = ['n', 'f3', 'N', 'S-f3'].map(
    (key) => /match (\d+)/.exec(screenOf(driver.press(key))[1] ?? '')?.[1],
  );
  assert.deepEqual(places, ['2', '3', '2', '1']);
  assert.notEqual(top, null);
  assert.equal(driver.press('escape').model.overlay, null);
  assert.equal(driver.model.table.searchText, '', 'the rows behind were not searched');
});

test('what is nowhere is said, and is no dead end', () => {
  const driver = server('? /').type('qqq');
  assert.match(screenOf(driver).at(-1) ?? '', /^Search: qqq {3}No line matches/);
  driver.press('f3 enter n N');
  assert.match(screenOf(driver)[1] ?? '', /no match {2}Esc closes/);
  driver.press('/').type('invert').send({ kind: 'paste', text: '\nx' });
  const { overlay } = driver.model;
  assert.equal(overlay?.kind === 'help' && overlay.search?.text, 'invertx');
});

test('every popup with a text can be searched, and the matches are marked', () => {
  const cases = { '2 enter': 'method', '3 enter': 'queue', d: 'pid', '5 d': 'kind', b: 'host' };
  for (const [keys, text] of Object.entries(cases)) {
    const driver = server(`${keys} /`).type(text);
    const tones = view(driver.model, 0).lines.flatMap(({ spans }) =>
      spans.filter(({ tone }) => tone === 'match'),
    );
    assert.ok(tones.length > 0, keys);
    assert.ok(
      tones.every((span) => span.text.toLowerCase() === text),
      keys,
    );
  }
});

test('the help has sections: Tab goes through them, and its title names the one on top', () => {
  const driver = server('?');
  assert.match(screenOf(driver)[1] ?? '', /help: General/);
  const titles: string[] = [];
  for (let step = 0; step < 9; step += 1)
    titles.push(/help: (.*?) ─/.exec(screenOf(driver.press('tab'))[1] ?? '')?.[1] ?? '');
  const headings = helpLines(driver.model, 74).filter(({ kind }) => kind === 'heading');
  assert.deepEqual(
    titles.slice(0, 3),
    headings.slice(1, 4).map(({ text }) => text),
  );
  assert.ok(titles.every((title, index) => title !== titles[index - 1] || index > KEY_GROUPS.length));
  assert.match(screenOf(driver.press('home S-tab'))[1] ?? '', /help: (Filter|States|Columns)/);
  assert.equal(topOf(driver.press('tab')), 0, 'round the end');
});

test('the function key of the search again is the next match, whichever it is, and the footer says so', () => {
  for (const key of ['f3', 'f12']) {
    const settings = { ...BASE.settings, keys: keyTable(key === 'f3' ? {} : { search: ['f12', '/'] }) };
    const driver = server(`N ${key}`, { ...BASE, settings })
      .type('idle')
      .press('enter');
    const seen = [driver.selected];
    for (let step = 0; step < 3; step += 1) seen.push(driver.press(key).selected);
    assert.equal(new Set(seen).size, 3, seen.join(' '));
    assert.equal(driver.model.prompt, null);
    assert.match(screenOf(driver).at(-1) ?? '', new RegExp(`${key.toUpperCase()}Next`));
    assert.equal(driver.press('/').model.prompt?.kind, 'search', 'a character begins anew');
    assert.equal(
      driver.press(key).model.prompt?.text,
      'idle',
      'and the function key brings the last one back',
    );
    driver.press('escape escape');
    assert.equal(driver.press(key).model.prompt?.kind, 'search');
  }
});
