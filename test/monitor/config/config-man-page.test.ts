import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { configManPage } from '../../../src/monitor/config/config-man-page.js';
import { configSchema } from '../../../src/monitor/config/config-shape.js';
import { KEYMAP } from '../../../src/monitor/dashboard/keys/keymap.js';
import { THRESHOLD_NAMES, thresholdKey } from '../../../src/monitor/dashboard/setup/threshold-names.js';

const page = configManPage('1.2.3');

test('the man page has every key of the file, every threshold and every action', () => {
  const properties = configSchema()['properties'];
  assert.ok(typeof properties === 'object' && properties !== null);
  const names = [
    ...Object.keys(properties),
    ...THRESHOLD_NAMES.map(thresholdKey),
    ...KEYMAP.map(({ action }) => action),
  ];
  for (const name of names) assert.ok(page.includes(`.B ${name.replaceAll('-', '\\-')}\n`), name);
});

test('no text of it is taken for a request of roff', () => {
  const requests = page.split('\n').filter((line) => /^[.']/.test(line));
  for (const line of requests) assert.match(line, /^\.(TH|SH|TP|PP|B|BR|RS|RE|nf|fi)\b/);
});

test('man has nothing to complain about', (t) => {
  const groff = spawnSync('groff', ['-man', '-Tutf8', '-ww', '-z'], { input: page, encoding: 'utf8' });
  if (groff.error !== undefined) return t.diagnostic('there is no groff here');
  assert.equal(groff.stderr, '');
});
