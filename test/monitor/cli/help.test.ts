import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildProgram } from '../../../src/monitor/cli/grammar.js';
import { helpText } from '../../../src/monitor/cli/help.js';
import { formatManPage } from '../../../src/monitor/cli/man-page.js';
import { OPTION_ROWS } from '../../../src/monitor/cli/option-table.js';
import { fieldHeadsOf } from '../../../src/monitor/snapshot/dictionary.js';
import { FORMAT_NAMES } from '../../../src/monitor/snapshot/formats.js';
import { fieldList } from '../../../src/monitor/snapshot/table/field-list.js';
import { TABLE_VIEWS, VIEW_NAMES } from '../../../src/monitor/snapshot/views.js';
import { parse } from './command-lines.js';

test('the help fits 80 columns and is ASCII', () => {
  for (const line of helpText().split('\n')) {
    assert.ok(line.length <= 80, line);
    assert.match(line, /^[\x20-\x7e]*$/);
  }
});

test('the help has every option, view and format', () => {
  const text = helpText();
  for (const { long } of buildProgram().options) assert.ok(text.includes(`${long}`), String(long));
  const words = text.split(/[\s,]+/);
  for (const name of [...VIEW_NAMES, ...FORMAT_NAMES]) assert.ok(words.includes(name), name);
});

test('every example in the help is a command line that is taken', async () => {
  const examples = helpText().match(/^ {2}tstop .*$/gm) ?? [];
  assert.ok(examples.length >= 5);
  for (const example of examples) await parse(example.trim().replace(/^tstop /, ''));
});

test('the list of fields has every field with its unit and its meaning', () => {
  for (const view of TABLE_VIEWS) {
    const lines = fieldList(view).trimEnd().split('\n');
    const heads = fieldHeadsOf(view);
    assert.equal(lines.length, heads.length + 1);
    for (const [index, head] of heads.entries()) {
      const line = lines[index + 1] ?? '';
      assert.ok(
        line.startsWith(head.name) && line.endsWith(head.about) && line.includes(` ${head.unit} `),
        line,
      );
    }
  }
});

test('without a view the fields of all views are listed, each under its name', () => {
  const text = fieldList(null);
  for (const view of TABLE_VIEWS) assert.match(text, new RegExp(`^${view.toUpperCase()}$`, 'm'));
  assert.equal(fieldList('all'), text);
});

test('the man page has every option, each with its help, and no line that roff takes for a request', () => {
  const page = formatManPage('1.2.3');
  for (const { flags, help } of OPTION_ROWS) {
    const long = /--[\w-]+/.exec(flags)?.[0] ?? assert.fail(flags);
    assert.ok(page.includes(`\\fB${long.replaceAll('-', '\\-')}\\fR`), long);
    assert.ok(page.includes(help.replaceAll('-', '\\-').replace(/^(?=[.'])/, '\\&')), help);
  }
  for (const line of page.split('\n').filter((one) => /^[.']/.test(one)))
    assert.match(line, /^\.(?:TH|SH|SS|TP|B|BR|nf|fi)\b/);
});

test('every option has a help line that stands alone', () => {
  for (const { flags, help } of OPTION_ROWS)
    assert.doesNotMatch(help, /^(?:the same|its |whatever|but )/, flags);
});
