// Names that public configurations use: each is done, or told to have no effect, or ends the start. None is lost.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { UsageError } from '../../../../src/server/options/errors/usage-error.js';
import { parseIniSection } from '../../../../src/server/options/files/ini-section.js';
import { remarkFor } from '../../../../src/server/options/reading/option-remarks.js';
import { isUwsgiOption } from '../../../../src/server/options/rows/known-options.js';
import { optionFor } from '../../../../src/server/options/rows/option-table.js';
import { fixturePath } from '../../../fixtures.js';
import { complaint, readConfig, readIni, type World } from '../options-world.js';

const fixture = readFileSync(fixturePath('options/surveyed.ini'), 'utf8');
const linesOf = (section: string) => parseIniSection(fixture, section).lines;
const [served, elsewhere, refused] = [linesOf('uwsgi'), linesOf('elsewhere'), linesOf('refused')];
const all = [...served, ...elsewhere, ...refused];
const more = '[uwsgi]\n';
const world: World = {
  files: { 'more.ini': more, '/srv/app/more.ini': more, 'more.yaml': 'uwsgi:\n', 'app.py': '' },
};

const BLOCKS = /^(?:if|for|end)/;

/** Says nothing because uWSGI itself could not do without it. */
function isQuiet(name: string): boolean {
  return BLOCKS.test(name) || (isUwsgiOption(name) && remarkFor(name).kind === 'quiet');
}

test('the names are those of the survey', () => {
  assert.equal(new Set(all.map(({ name }) => name)).size, 233);
});

test('each name alone in a file is done without a word, or told in one line, or refused', () => {
  const isRefused = new Set(refused.map(({ name }) => name));
  for (const { name, value } of all) {
    const line = `${name} = ${value}`;
    if (isRefused.has(name)) {
      assert.match(
        complaint(() => readIni(line, world)),
        /^app\.ini:2: Cannot start with [^\n]+$/,
      );
      continue;
    }
    const notes = readIni(line, world).notes.filter((note) => !note.startsWith('[uWSGI] getting'));
    const isTold = notes.length === 1 && (notes[0] ?? '').includes(name);
    const isDone = optionFor(name) !== null || isQuiet(name);
    // A header of the connection is an option that works with a value that does not.
    assert.equal(isTold, !isDone || name === 'add-header', `${line}: ${notes.join(' | ')}`);
    assert.ok(notes.length <= 1, line);
  }
});

test('each name alone on the command line and in the environment is the same, or a mistake of one line', () => {
  for (const { name, value } of all) {
    const words = [[`--${name}`], [`--${name}`, value], [`--${name}=${value}`]];
    for (const argv of words) settles(() => readConfig(argv, world), argv.join(' '));
    const variable = `UWSGI_${name.toUpperCase().replaceAll('-', '_')}`;
    settles(() => readConfig([], { ...world, environment: { [variable]: value } }), variable);
  }
});

test('all of them together are read, and each that has no effect is told once', () => {
  const text = [...served, ...elsewhere]
    .filter(({ name }) => !BLOCKS.test(name) && name !== 'strict')
    .map(({ name, value }) => `${name} = ${value}`)
    .join('\n');
  const { notes } = readIni(text, world);
  const idle = [...served, ...elsewhere]
    .map(({ name }) => name)
    .filter((name) => optionFor(name) === null && !isQuiet(name));
  for (const name of new Set(idle)) {
    const told = notes.filter((note) => new RegExp(`(?:option |option ")${name}(?: |")`).test(note));
    assert.equal(told.length, 1, `${name}: ${told.join(' | ')}`);
  }
});

test('strict tells all that uWSGI does not know at once, and nothing else', () => {
  const text = [...served, { name: 'strict', value: 'true' }]
    .filter(({ name }) => !BLOCKS.test(name))
    .map(({ name, value }) => `${name} = ${value}`)
    .join('\n');
  const told = complaint(() => readIni(text, world)).split('\n');
  const names = told.map(
    (line) => /^\[strict-mode\] unknown config directive: (\S+) \(app\.ini:\d+\)/.exec(line)?.[1],
  );
  const unknown = served
    .map(({ name }) => name)
    .filter((name) => optionFor(name) === null && !isUwsgiOption(name));
  assert.deepEqual(names, unknown);
  assert.ok(unknown.includes('deamonize') && !unknown.includes('cheaper-busyness-max'));
});

function settles(run: () => unknown, what: string): void {
  try {
    run();
  } catch (error) {
    assert.ok(error instanceof UsageError, `${what}: ${String(error)}`);
    assert.match(error.message, /^[^\n]+(?:\ngetopt_long\(\) error)?$/, what);
  }
}
