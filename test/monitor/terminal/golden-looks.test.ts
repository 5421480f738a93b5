import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { ThemeName } from '../../../src/monitor/dashboard/model/themes.js';
import { view } from '../../../src/monitor/dashboard/view/view.js';
import { fixturePath } from '../../fixtures.js';
import { goldenModel } from '../dashboard/view/golden-columns.js';
import { looksText } from './looks-text.js';
import { openRig } from './rig.js';

/*
 * The terminal's final screen as text, colours and attributes included. `UPDATE_GOLDEN=1` writes the files anew;
 * read every one of them before it is committed.
 */

const updating = process.env['UPDATE_GOLDEN'] === '1';
const folder = fixturePath('golden-looks');
const UTC_OFFSET_MINUTES = 60;

/** A theme with 256 colours, or the default one on a terminal with 16 or 8. */
type Look = ThemeName | 'sixteen' | 'eight';

const TERMS: Readonly<Partial<Record<Look, string>>> = { sixteen: 'xterm', eight: 'linux' };

const SCREENS: readonly (readonly [screen: string, looks: readonly Look[]])[] = [
  ['saturated-80x24', ['default', 'light', 'blue-orange', 'high-contrast', 'mono', 'sixteen', 'eight']],
  ['saturated-120x40', ['default', 'mono']],
  ['saturated-ascii-80x24', ['default', 'mono']],
  ['lost-80x24', ['default', 'mono']],
  ['tree-80x24', ['default', 'mono']],
  ['filter-error-80x24', ['default', 'mono']],
  ['past-80x24', ['default', 'mono']],
  ['history-ascii-80x24', ['default', 'mono']],
  ['large-200x60', ['default', 'mono']],
  ['wall-200x60', ['default', 'mono']],
  ['sockets-full-80x24', ['default']],
  ['confirm-80x24', ['default', 'mono']],
  ['actions-120x40', ['default', 'mono']],
  ['stack-80x24', ['default', 'mono']],
  ['setup-columns-80x24', ['default', 'mono']],
  ['setup-mistake-80x24', ['default', 'mono']],
  ['palette-typing-80x24', ['default', 'mono']],
  ['more-locks-80x24', ['default']],
  ['more-crons-120x40', ['default', 'mono']],
  ['row-vassal-120x40', ['default', 'mono']],
  ['series-100x30', ['default', 'light', 'mono', 'sixteen']],
  ['series-ascii-120x40', ['sixteen', 'mono']],
  ...['80x24', '120x40', '200x60'].flatMap(everyView),
];

/** Each view, and the panel below the first one, at a size. */
function everyView(size: string): readonly (readonly [screen: string, looks: readonly Look[]])[] {
  const views = ['series', 'requests', 'sockets', 'history', 'events', 'more-caches', 'details'];
  const looks = (view: string): readonly Look[] =>
    view === 'series' ? ['default', 'mono', 'light', 'sixteen'] : ['default', 'mono'];
  return views.map((view) => [`${view}-${size}`, looks(view)]);
}
const NAMES = SCREENS.flatMap(([screen, looks]) => looks.map((look) => ({ screen, look })));

if (updating) mkdirSync(folder, { recursive: true });

for (const { screen, look } of NAMES) {
  test(`${screen} looks as reviewed: ${look}`, async () => {
    const model = goldenModel(screen);
    assert.ok(model !== null);
    const { columns, rows } = model.size;
    const theme = look === 'sixteen' || look === 'eight' ? 'default' : look;
    const rig = openRig({ columns, rows, theme, term: TERMS[look] ?? 'xterm-256color' });
    await rig.show(view(model, UTC_OFFSET_MINUTES));
    const text = looksText(rig.emulator);
    await rig.terminal.close();
    const path = join(folder, `${screen}-${look}.txt`);
    if (updating) writeFileSync(path, text);
    assert.ok(existsSync(path), `${path} is missing: run with UPDATE_GOLDEN=1 and read what it writes`);
    assert.equal(text, readFileSync(path, 'utf8'));
  });
}

test('every reviewed look belongs to a screen and a look', () => {
  const expected = NAMES.map(({ screen, look }) => `${screen}-${look}.txt`);
  assert.deepEqual(readdirSync(folder).sort(), expected.sort());
});
