import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  type Product,
  SERVER_ACTIONS,
  WORKER_ACTIONS,
} from '../../../../src/monitor/dashboard/keys/server-actions.js';
import { projectRoot } from '../../../fixtures.js';

const BEGIN = '<!-- actions: begin -->';
const END = '<!-- actions: end -->';

test('the README lists the actions of the table (UPDATE_GOLDEN=1 writes them anew)', () => {
  const path = join(projectRoot, 'README.md');
  const text = readFileSync(path, 'utf8');
  const [before, listed, after] = [
    text.slice(0, text.indexOf(BEGIN)),
    text.slice(text.indexOf(BEGIN) + BEGIN.length, text.indexOf(END)),
    text.slice(text.indexOf(END)),
  ];
  const made = `\n\n${actionsTable()}\n\n`;
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(path, before + BEGIN + made + after);
  else assert.equal(listed, made);
});

function actionsTable(): string {
  const rows = [
    ['action', 'name', 'FIFO', 'signal to uWSGI', 'signal to tsgi', ''],
    ['---', '---', '---', '---', '---', '---'],
    ...SERVER_ACTIONS.map(({ label, name, letter, signal, about }) => {
      return [
        label,
        `\`${name}\``,
        `\`${letter}\``,
        signalText(signal.uWSGI),
        signalText(signal.tsgi),
        about,
      ];
    }),
    ...WORKER_ACTIONS.map(({ label, name, signal, about }) => {
      return [
        `worker: ${label}`,
        `\`${name}\``,
        '',
        signalText(signal.uWSGI),
        signalText(signal.tsgi),
        about,
      ];
    }),
  ];
  return rows.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function signalText(signal: (typeof SERVER_ACTIONS)[number]['signal'][Product]): string {
  if (signal === null) return '-';
  return signal === 'as-term' ? 'TERM; with die-on-term QUIT' : signal.replace('SIG', '');
}
