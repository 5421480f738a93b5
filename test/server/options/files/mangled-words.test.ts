import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readConfig, readIni } from '../options-world.js';

const lines: readonly (readonly [what: string, typed: readonly string[], meant: string])[] = [
  ['an en dash', ['–processes', '4'], '--processes 4'],
  ['an em dash', ['—processes', '4'], '--processes 4'],
  ['a hyphen and an en dash', ['-–processes=4'], '--processes 4'],
  ['a minus sign in front of a letter', ['−p', '4'], '-p 4'],
  ['an en dash in front of a letter with its number', ['–p4'], '-p 4'],
  ['hyphens that do not break', ['--wsgi\u2011file', 'a.py'], '--wsgi-file a.py'],
  ['hyphens that do not break, with a value that has some', ['--callable=a\u2011b'], '--callable a\u2011b'],
  ['curled quotes', ['--callable', '“app”'], '--callable app'],
  ['low quotes', ['--callable=„app“'], '--callable app'],
  ['a space that does not break', ['--processes\u00a04', '-M'], '--processes 4 -M'],
  ['a byte order mark', ['\ufeff--master'], '--master'],
];

for (const [what, typed, meant] of lines) {
  test(`${what} is read as it was meant`, () => {
    const config = readConfig(typed);
    assert.deepEqual({ ...config, notes: [] }, readConfig(meant.split(' ')));
  });
}

test('the tutorial as a web page shows it, with one note', () => {
  const config = readConfig([
    '–socket',
    '127.0.0.1:3031',
    '–chdir',
    '/p/',
    '–wsgi-file',
    'w.py',
    '–master',
    '–stats',
    ':1',
  ]);
  assert.equal(config.process.chdir, '/p/');
  assert.equal(config.listeners.length, 1);
  assert.deepEqual(config.notes, [
    'typographic dashes, quotes and spaces are read as plain ones: "–socket" as "--socket"',
  ]);
});

test('what was typed plainly is not noted', () => {
  assert.deepEqual(readConfig(['--callable', '"app"', '--env', 'A=–']).notes, []);
});

test('files are read the same way', () => {
  const config = readIni('wsgi–file = “a.py”\ncallable = "x"');
  assert.deepEqual(config.application.mounts[0]?.source, { kind: 'file', path: 'a.py', callable: '"x"' });
  assert.equal(config.notes[1], 'app.ini:2: typographic dashes or quotes are read as plain ones');
});
