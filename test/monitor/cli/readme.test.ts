import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { optionsMarkdown } from '../../../src/monitor/cli/markdown.js';
import { projectRoot } from '../../fixtures.js';

const BEGIN = '<!-- options of tstop: begin -->';
const END = '<!-- options of tstop: end -->';

test('the README lists the options of tstop (UPDATE_GOLDEN=1 writes them anew)', () => {
  const path = join(projectRoot, 'README.md');
  const text = readFileSync(path, 'utf8');
  const [begin, end] = [text.indexOf(BEGIN) + BEGIN.length, text.indexOf(END)];
  assert.ok(begin < end, 'the README has the place for them');
  const made = `\n\n${optionsMarkdown().trim()}\n\n`;
  if (process.env['UPDATE_GOLDEN'] === '1')
    writeFileSync(path, text.slice(0, begin) + made + text.slice(end));
  else assert.equal(text.slice(begin, end), made);
});
