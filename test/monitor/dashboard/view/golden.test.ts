import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { view } from '../../../../src/monitor/dashboard/view/view.js';
import { fixturePath } from '../../../fixtures.js';
import { checkFrame } from './check-frame.js';
import { goldenModel } from './golden-columns.js';
import { GOLDEN_SCREENS } from './golden-screens.js';
import { goldenText, toneLegend } from './golden-text.js';

/** `UPDATE_GOLDEN=1` writes the files anew; read every one of them before it is committed. */
const updating = process.env['UPDATE_GOLDEN'] === '1';
const folder = fixturePath('golden');
const UTC_OFFSET_MINUTES = 60;

if (updating) mkdirSync(folder, { recursive: true });

for (const name of Object.keys(GOLDEN_SCREENS)) {
  test(`golden screen ${name}`, () => {
    const made = goldenModel(name);
    assert.ok(made !== null);
    const frame = view(made, UTC_OFFSET_MINUTES);
    checkFrame(frame, made.size, name);
    const text = goldenText(frame, made.size);
    const path = join(folder, `${name}.txt`);
    if (updating) writeFileSync(path, text);
    assert.ok(existsSync(path), `${path} is missing: run with UPDATE_GOLDEN=1 and read what it writes`);
    assert.equal(text, readFileSync(path, 'utf8'));
  });
}

test('every golden file belongs to a screen', () => {
  const files = readdirSync(folder).filter((file) => file.endsWith('.txt'));
  assert.deepEqual(
    files.sort(),
    Object.keys(GOLDEN_SCREENS)
      .map((name) => `${name}.txt`)
      .sort(),
  );
});

test('the legend of the tone letters is up to date', () => {
  assert.ok(readFileSync(join(folder, 'README.md'), 'utf8').includes(toneLegend()));
});

test('without colours the screen is the same text: themes only change how tones look', () => {
  const model = GOLDEN_SCREENS['saturated-80x24']?.();
  assert.ok(model !== undefined);
  const mono = { ...model, settings: { ...model.settings, theme: 'mono' as const } };
  assert.deepEqual(view(mono, UTC_OFFSET_MINUTES), view(model, UTC_OFFSET_MINUTES));
});
