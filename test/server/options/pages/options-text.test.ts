import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatHelp } from '../../../../src/server/options/pages/help-text.js';
import { formatManPage } from '../../../../src/server/options/pages/man-page.js';
import { formatOptionsMarkdown } from '../../../../src/server/options/pages/markdown.js';
import { allOptions, OPTION_GROUPS } from '../../../../src/server/options/rows/option-table.js';

test('help fits into 80 columns and has every option', () => {
  const help = formatHelp();
  assert.deepEqual(
    help.split('\n').filter((line) => line.length > 80 || /\s$/.test(line)),
    [],
  );
  for (const { names } of allOptions()) assert.ok(help.includes(`--${names[0]}`), names[0]);
});

test('help shows letters, arguments and defaults', () => {
  const lines = formatHelp().split('\n');
  assert.ok(lines.includes('  -p, --processes N           number of worker processes [1]'));
  assert.ok(lines.includes('      --log-4xx               log requests answered with 4xx'));
  assert.ok(
    lines.includes('  -C, --chmod-socket[=MODE]   permissions of unix sockets [666 without a value]'),
  );
});

test('the section of the README has a row of three cells for every option', () => {
  const lines = formatOptionsMarkdown().split('\n');
  const rows = lines.filter((line) => line.startsWith('| `'));
  assert.equal(rows.length, allOptions().length);
  for (const row of rows) assert.equal(row.replaceAll('\\|', '').split('|').length, 5, row);
  assert.ok(rows.includes('| `-p, --processes N` | `--workers` | number of worker processes [1] |'));
  assert.equal(lines.filter((line) => line.startsWith('### ')).length, OPTION_GROUPS.length);
});

test('the man page has an entry for every option and no request but its own', () => {
  const lines = formatManPage('1.2.3').split('\n');
  assert.equal(lines.filter((line) => line === '.TP').length, allOptions().length);
  assert.equal(lines[0], '.TH TSGI 1 "" "tstop 1.2.3" "User Commands"');
  assert.ok(lines.includes('\\fB\\-p\\fR, \\fB\\-\\-processes\\fR, \\fB\\-\\-workers\\fR \\fIN\\fR'));
  for (const line of lines) assert.match(line, /^(?:\.(?:TH|SH|SS|TP|B|BR)\b|[^.']|\\|$)/);
});

test('every option says what it does, in one line that begins small', () => {
  for (const { help, names } of allOptions()) {
    assert.match(help, /^[a-z][^\n]*[^.\n]$|^HTTP [^\n]*$/, names[0]);
  }
});
