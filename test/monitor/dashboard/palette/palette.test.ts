import assert from 'node:assert/strict';
import { test } from 'node:test';
import { COMMANDS } from '../../../../src/monitor/dashboard/keys/command-table.js';
import { KEYMAP } from '../../../../src/monitor/dashboard/keys/keymap.js';
import { helpLines } from '../../../../src/monitor/dashboard/menus/help-lines.js';
import { offeredNow } from '../../../../src/monitor/dashboard/palette/command-prompt.js';
import { runCommand } from '../../../../src/monitor/dashboard/palette/run-command.js';
import { shownColumns } from '../../../../src/monitor/dashboard/table/shown-columns.js';
import { updateAction } from '../../../../src/monitor/dashboard/update/update-action.js';
import { Driver } from '../driver.js';

function opened(): Driver {
  return new Driver().readCaptured('size-4x2-busy').readCaptured('size-4x2-busy');
}

/** Types a command and presses Enter. */
function done(line: string): Driver {
  return opened().press(':').type(line).press('enter');
}

function errorOf(line: string): string | null | undefined {
  return done(line).model.prompt?.error;
}

function columnNames(driver: Driver): readonly string[] {
  return shownColumns(driver.model).map(({ field }) => field.name);
}

test('every action is a command by its name', () => {
  const names = COMMANDS.map(({ name }) => name);
  for (const { action } of KEYMAP) assert.ok(names.includes(action), action);
  assert.equal(new Set(names).size, names.length);
  for (const { name } of COMMANDS) {
    const outcome = runCommand(opened().model, name, updateAction);
    if (typeof outcome === 'string') assert.match(outcome, /^"[a-z-]+" wants /, name);
  }
});

test('commands with an argument do what they say', () => {
  assert.deepEqual(((table) => [table.sortField, table.descending])(done('sort rss').model.table), [
    'rss_bytes',
    false,
  ]);
  assert.equal(done('sort -rss').model.table.descending, true);
  assert.equal(done('filter busy>80').model.table.filterText, 'busy>80');
  assert.equal(done('theme light').model.settings.theme, 'light');
  assert.equal(done('interval 2s').model.settings.intervalMs, 2000);
  assert.equal(done('interval 500ms').model.settings.intervalMs, 500);
  assert.equal(done('view requests').model.view, 'requests');
  assert.equal(done('group client').model.settings.requestGroup, 'client');
  assert.equal(done('threshold busy_warn_ratio 60%').model.settings.thresholds.busyWarnRatio, 0.6);
  assert.equal(done('help').model.overlay?.kind, 'help');
  assert.deepEqual(done('quit').effects, [{ kind: 'quit', exitCode: 0 }]);
  assert.deepEqual(done('q').effects, [{ kind: 'quit', exitCode: 0 }]);
  assert.equal(done('invert-sort').model.table.descending, false);
});

test('columns are added before the one that takes the rest, taken away, named and set back', () => {
  const usual = columnNames(opened());
  const changed = columnNames(done('columns +uss -tx'));
  assert.deepEqual(changed.slice(-2), ['uss_bytes', 'now']);
  assert.ok(!changed.includes('tx_bytes_per_second'));
  assert.deepEqual(columnNames(done('columns wid,rss now')), ['slot', 'rss_bytes', 'now']);
  assert.deepEqual(columnNames(done('columns wid').press(':').type('columns reset').press('enter')), usual);
  assert.deepEqual(columnNames(done('columns +rss')), usual, 'what is there stays once');
});

test('without an argument a command opens what asks for it', () => {
  assert.equal(done('sort').model.overlay?.kind, 'sort-menu');
  assert.equal(done('theme').model.overlay?.kind, 'theme-menu');
  assert.equal(done('filter').model.prompt?.kind, 'filter');
  assert.equal(done('goto').model.prompt?.kind, 'goto');
});

const MISTAKES: readonly (readonly [line: string, error: string])[] = [
  ['rdraw', 'No command "rdraw": did you mean "redraw"?'],
  ['zzzz', 'No command "zzzz"'],
  ['sort rsss', 'No field "rsss": did you mean "rss"?'],
  ['filter busy>', 'busy > what? For example 80%'],
  ['columns +usss', 'No field "usss": did you mean "uss"?'],
  ['columns ,', 'That would leave no column'],
  ['theme lihgt', 'No theme "lihgt"; there is auto, default, light, blue-orange, high-contrast, mono'],
  ['interval fast', 'Not a time: write 500ms, 2s or 1m'],
  ['interval 1ms', 'The least is 100ms'],
  ['interval', '"interval" wants TIME: set the interval of readings: 500ms, 2s, 1m'],
  ['goto never', 'Not a time: 13:14 and 13:14:02 are, and so are -10m and 90s ago'],
  ['threshold busy_warn_ratio 95%', 'A warning above busy_critical_ratio, which is 90%'],
  ['threshold busy_warn_ratio many', 'Not a value: write 70% or 0.7'],
  ['threshold busy 1', 'No threshold "busy": did you mean "busy_warn_ratio" or "busy_critical_ratio"?'],
  ['redraw now', '"redraw" takes nothing after it'],
];

for (const [line, error] of MISTAKES) {
  test(`:${line} stays open and says what is wrong`, () => {
    const driver = done(line);
    assert.equal(driver.model.prompt?.error, error);
    assert.equal(driver.model.prompt?.text, line);
    assert.deepEqual(driver.effects, []);
  });
}

test('a view that the server does not have is told with those that it has', () => {
  assert.match(errorOf('view vassals') ?? '', /^No view "vassals".*; there is workers, requests,/);
});

test('the mistake goes away with the next letter', () => {
  assert.equal(done('rdraw').press('backspace').model.prompt?.error, null);
});

test('a beginning that only one command has is enough', () => {
  assert.equal(done('thr busy_warn_ratio 50%').model.settings.thresholds.busyWarnRatio, 0.5);
  assert.equal(
    errorOf('sort-'),
    'No command "sort-": did you mean "sort-menu" or "sort-column-left" or "sort-column-right"?',
  );
});

test('the list narrows with every letter, beginnings first, and knows the keys', () => {
  const driver = opened().press(':').type('so');
  const words = offeredNow(driver.model, driver.model.prompt ?? assert.fail()).map(({ word }) => word);
  assert.deepEqual(words.slice(0, 2), ['sort', 'sort-menu']);
  assert.ok(words.includes('invert-sort'));
  driver.type('rt-me');
  const [first] = offeredNow(driver.model, driver.model.prompt ?? assert.fail());
  assert.equal(first?.key, 'F6');
});

test('Tab takes words from the list, round and back to what was typed; then arguments follow', () => {
  const driver = opened().press(':').type('the').press('tab');
  assert.equal(driver.model.prompt?.text, 'theme');
  driver.press('tab');
  assert.equal(driver.model.prompt?.text, 'theme-menu');
  driver.press('S-tab S-tab');
  assert.equal(driver.model.prompt?.text, 'the');
  driver.type('me li').press('tab');
  assert.equal(driver.model.prompt?.text, 'theme light');
  assert.equal(driver.press('enter').model.settings.theme, 'light');
});

test('a word that can be nothing else is completed with the blank that follows it', () => {
  assert.equal(opened().press(':').type('thresh').press('tab').model.prompt?.text, 'threshold ');
});

test('arrows go through the list of what is typed, and through the history where nothing is', () => {
  const driver = done('theme light').press(':').type('theme mono').press('enter').press(':');
  driver.press('up');
  assert.equal(driver.model.prompt?.text, 'theme mono');
  driver.press('up');
  assert.equal(driver.model.prompt?.text, 'theme light');
  driver.press('down down');
  assert.equal(driver.model.prompt?.text, '');
  driver.type('group ').press('down');
  assert.equal(driver.model.prompt?.text, 'group none');
});

test('Esc leaves everything as it was', () => {
  const before = opened();
  const after = opened().press(':').type('theme light').press('escape');
  assert.deepEqual(after.model.settings, before.model.settings);
  assert.equal(after.model.prompt, null);
});

test('a pasted command counts as typed', () => {
  const driver = opened().press(':').send({ kind: 'paste', text: 'theme\nlight' });
  assert.equal(driver.model.prompt?.text, 'themelight');
  assert.equal(
    driver.press('C-u').send({ kind: 'paste', text: 'theme light' }).press('enter').model.settings.theme,
    'light',
  );
});

test('names of objects are no commands', () => {
  for (const word of ['constructor', '__proto__', 'toString'])
    assert.match(errorOf(word) ?? '', /^No command/);
});

test('the help lists the commands', () => {
  const labels = helpLines(opened().model, 80).map(({ label }) => label);
  for (const label of [':sort', ':columns', ':goto', ':ACTION']) assert.ok(labels.includes(label), label);
});
