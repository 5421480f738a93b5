import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { formatOptionsMarkdown } from '../../../../src/server/options/pages/markdown.js';
import { projectRoot } from '../../../fixtures.js';

const BEGIN = '<!-- options: begin -->';
const END = '<!-- options: end -->';

test('the README lists the options of the table (UPDATE_GOLDEN=1 writes them anew)', () => {
  const path = join(projectRoot, 'README.md');
  const text = readFileSync(path, 'utf8');
  const [before, listed, after] = [
    text.slice(0, text.indexOf(BEGIN)),
    text.slice(text.indexOf(BEGIN) + BEGIN.length, text.indexOf(END)),
    text.slice(text.indexOf(END)),
  ];
  const made = `\n\n${formatOptionsMarkdown().trim()}\n\n`;
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(path, before + BEGIN + made + after);
  else assert.equal(listed, made);
});
