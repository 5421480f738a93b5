import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type EditedLine,
  editLine,
  insertText,
  MAX_LINE_LENGTH,
} from '../../../../src/monitor/dashboard/prompt/line-editor.js';
import { Driver } from '../driver.js';

/** A line with its cursor drawn as `|`. */
function line(drawn: string): EditedLine {
  const letters = [...drawn];
  return { text: letters.filter((letter) => letter !== '|').join(''), cursor: letters.indexOf('|') };
}

const EDITS: readonly (readonly [before: string, key: string, after: string])[] = [
  ['ab|c', 'left', 'a|bc'],
  ['|abc', 'left', '|abc'],
  ['ab|c', 'right', 'abc|'],
  ['abc|', 'right', 'abc|'],
  ['a😀|c', 'left', 'a|😀c'],
  ['a😀|c', 'backspace', 'a|c'],
  ['|😀c', 'delete', '|c'],
  ['ab|c', 'home', '|abc'],
  ['ab|c', 'C-a', '|abc'],
  ['a|bc', 'end', 'abc|'],
  ['a|bc', 'C-e', 'abc|'],
  ['|abc', 'backspace', '|abc'],
  ['abc|', 'delete', 'abc|'],
  ['ab|c', 'C-u', '|c'],
  ['a|bc', 'C-k', 'a|'],
  ['state=busy age>5s|', 'C-w', 'state=busy |'],
  ['state=busy  |age', 'C-w', '|age'],
  ['|a', 'C-w', '|a'],
];

for (const [before, key, after] of EDITS) {
  test(`${key} makes ${after} of ${before}`, () =>
    assert.deepEqual(editLine(line(before), key), line(after)));
}

test('keys that do not edit are left to others', () => {
  for (const key of ['enter', 'f1', 'x', 'tab', 'constructor', ''])
    assert.equal(editLine(line('a|'), key), null);
});

test('pasted line ends and controls are dropped, and a line has a greatest length', () => {
  assert.deepEqual(insertText(line('a|d'), 'b\r\n\x1bc\t'), line('abc|d'));
  const full = insertText({ text: '', cursor: 0 }, 'x'.repeat(MAX_LINE_LENGTH));
  assert.equal(full.text.length, MAX_LINE_LENGTH);
  assert.equal(insertText(full, 'y').text.length, MAX_LINE_LENGTH);
  assert.equal(insertText({ text: '', cursor: 0 }, 'x'.repeat(1_000_000)).text.length, MAX_LINE_LENGTH);
});

function server(): Driver {
  return new Driver().readSeries('plain-4x2').press('N');
}

test('a filter holds while it is typed, a mistake leaves the last good one and says what is wrong', () => {
  const driver = server().press('\\').type('wid<3');
  assert.equal(driver.keys, 'w1 w2');
  driver.type(' busy>x');
  assert.equal(driver.keys, 'w1 w2');
  assert.equal(driver.model.prompt?.error, 'Cannot read "x" as a share such as 80%');
  driver.press('enter');
  assert.notEqual(driver.model.prompt, null, 'a mistake does not close the prompt');
  driver.press('C-w enter');
  assert.equal(driver.model.prompt, null);
  assert.equal(driver.model.table.filterText, 'wid<3');
  assert.equal(driver.keys, 'w1 w2');
});

test('an unknown field is told with the nearest one as soon as its operator is typed', () => {
  const driver = server().press('\\').type('bsy>');
  assert.equal(driver.model.prompt?.error, 'Unknown field "bsy": did you mean busy?');
});

test('a last word that may become a field waits for its operator or for Enter', () => {
  const driver = server().press('\\');
  for (const letter of 'wid!=3 and state=') {
    driver.type(letter);
    assert.ok(driver.keys.startsWith('w1 w2'), driver.model.prompt?.text);
  }
  driver.type('idle i');
  assert.equal(driver.keys, 'w2 w4');
  driver.press('C-u').type('busy');
  assert.equal(driver.keys, 'w1 w2 w3 w4');
  assert.equal(driver.press('enter').keys, 'w1');
  assert.equal(driver.model.table.filterText, 'busy');
});

test('Esc in the filter goes back to the filter and the selection that were before', () => {
  const driver = server().press('f4').type('wid>1').press('enter down');
  assert.equal(driver.selected, 'w3');
  driver.press('f4');
  assert.equal(driver.model.prompt?.text, 'wid>1');
  assert.equal(driver.model.prompt?.cursor, 5);
  driver.type('000').press('escape');
  assert.equal(driver.model.table.filterText, 'wid>1');
  assert.equal(driver.keys, 'w2 w3 w4');
  assert.equal(driver.selected, 'w3');
});

test('a selection that a half-typed filter hides comes back with the row', () => {
  const driver = server().press('down down \\').type('wid>9');
  assert.equal(driver.keys, '');
  assert.equal(driver.selected, null);
  driver.press('backspace').type('1');
  assert.equal(driver.selected, 'w3');
});

test('Esc clears one thing at a time: what is open, the search, the filter', () => {
  const driver = server().press('\\').type('wid>1').press('enter /').type('idle').press('enter ?');
  const state = () => {
    const { overlay, table } = driver.model;
    return [overlay?.kind ?? null, table.searchText, table.filterText];
  };
  assert.deepEqual(state(), ['help', 'idle', 'wid>1']);
  assert.deepEqual(state.call(driver.press('escape')), [null, 'idle', 'wid>1']);
  assert.deepEqual(state.call(driver.press('escape')), [null, '', 'wid>1']);
  assert.deepEqual(state.call(driver.press('escape')), [null, '', '']);
  assert.deepEqual(state.call(driver.press('escape')), [null, '', '']);
});

test('a search goes to the first match from where it began, n and N go round', () => {
  const driver = server().press('down /').type('idle');
  assert.equal(driver.selected, 'w2');
  assert.equal(driver.press('enter').selected, 'w2');
  const walk = ['n', 'n', 'n', 'N', 'N'].map((key) => driver.press(key).selected);
  assert.deepEqual(walk, ['w3', 'w4', 'w2', 'w4', 'w3']);
});

test('a search without a match says so and stays put; F3 goes on while typing', () => {
  const driver = server().press('down f3').type('stuck=1');
  assert.equal(driver.selected, 'w1');
  driver.type('nothing');
  assert.equal(driver.model.prompt?.error, 'No row matches');
  assert.equal(driver.selected, 'w1');
  driver.press('escape');
  assert.equal(driver.selected, 'w2');
  assert.equal(driver.model.table.searchText, '');
  driver.press('/').type('IDLE').press('f3');
  assert.equal(driver.selected, 'w3');
});

test('n without a search says how to begin one, and N sorts', () => {
  const driver = new Driver().readSeries('plain-4x2').press('n');
  assert.equal(driver.model.notice?.text, 'Nothing to search for yet: / begins a search');
  assert.equal(driver.press('N').model.table.sortField, 'slot');
});

test('up and down bring back what was accepted before, newest first, without repeats', () => {
  const driver = server();
  for (const text of ['wid<2', 'wid<3', 'wid<2']) driver.press('\\ C-u').type(text).press('enter');
  assert.deepEqual(driver.model.promptHistory.filter, ['wid<2', 'wid<3']);
  driver.press('\\ up up');
  assert.equal(driver.model.prompt?.text, 'wid<3');
  assert.equal(driver.keys, 'w1 w2');
  driver.press('up down down down');
  assert.equal(driver.model.prompt?.text, '');
  assert.equal(driver.keys, 'w1 w2 w3 w4');
});

test('a paste goes into the prompt as text, and nowhere else', () => {
  const driver = server().send({ kind: 'paste', text: 'q' });
  assert.deepEqual(driver.effects, []);
  driver.press('\\').send({ kind: 'paste', text: 'wid\n<2\n' });
  assert.equal(driver.model.prompt?.text, 'wid<2');
  assert.equal(driver.keys, 'w1');
});

test('in a prompt, letters are text and only quit, suspend and redraw keep their meaning', () => {
  const driver = server().press('/ q Z ?');
  assert.equal(driver.model.prompt?.text, 'qZ?');
  assert.deepEqual(driver.press('C-l').effects, [{ kind: 'redraw' }]);
  assert.deepEqual(driver.press('C-z').effects, [{ kind: 'suspend' }]);
  assert.deepEqual(driver.press('C-c').effects, [{ kind: 'quit', exitCode: 0 }]);
});

test('a filter from the command line counts at once, for workers and for what turns out to be an emperor', () => {
  const workers = new Driver({ table: { filterText: 'wid<3', sortField: 'rss' } }).readSeries('plain-4x2');
  assert.equal(workers.keys, 'w1 w2');
  assert.equal(workers.model.table.sortField, 'rss_bytes');
  const emperor = new Driver({ table: { filterText: 'name~two' } }).readSeries('emperor');
  assert.equal(emperor.keys, 'two.ini');
  const wrong = new Driver({ table: { filterText: 'busy>3' } }).readCaptured('emperor-later');
  assert.equal(wrong.model.table.filterText, '');
  assert.equal(wrong.model.notice?.level, 'error');
});
