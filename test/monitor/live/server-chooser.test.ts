import assert from 'node:assert/strict';
import test from 'node:test';
import type { FoundStats } from '../../../src/monitor/discovery/find-servers.js';
import { type Choice, chooserFrame, pressed } from '../../../src/monitor/live/server-chooser.js';

const found = Array.from({ length: 12 }, (_, index): FoundStats => {
  const candidate = {
    address: `127.0.0.1:${9000 + index}`,
    of: 'server',
    isNamed: true,
    isHttp: false,
  } as const;
  const label = index === 1 ? 'evil\x1b[31m.ini' : `app${index}.ini`;
  return {
    candidate,
    server: { program: 'uWSGI', pid: 100 + index, user: 'x', label, file: null, candidates: [candidate] },
  };
});

function after(...names: readonly string[]): Choice {
  let choice: Choice = { kind: 'still', chooser: { found, selected: 0 } };
  for (const name of names)
    if (choice.kind === 'still')
      choice = pressed(choice.chooser, { name, text: name.length === 1 ? name : null });
  return choice;
}

const keys: readonly [keys: string, want: string | number][] = [
  ['enter', '127.0.0.1:9000'],
  ['down down enter', '127.0.0.1:9002'],
  ['down up up enter', '127.0.0.1:9000'],
  ['end enter', '127.0.0.1:9011'],
  ['page-down j j j k enter', '127.0.0.1:9010'],
  ['3', '127.0.0.1:9002'],
  ['0', 0],
  ['q', 'left'],
  ['escape', 'left'],
  ['ctrl-c', 'left'],
  ['x end home', 0],
];
for (const [names, want] of keys)
  test(`chooser: ${names} gives ${want}`, () => {
    const choice = after(...names.split(' '));
    if (choice.kind === 'still') assert.equal(choice.chooser.selected, want);
    else assert.equal(choice.kind === 'left' ? 'left' : choice.found.candidate.address, want);
  });

test('every size has its lines, the selected server among them, and nothing hostile', () => {
  for (const rows of [1, 3, 5, 8, 24])
    for (const columns of [1, 20, 80]) {
      const frame = chooserFrame({ found, selected: 11 }, { columns, rows });
      const texts = frame.lines.map(({ spans }) => spans.map(({ text }) => text).join(''));
      assert.equal(texts.length, rows);
      assert.ok(texts.every((text) => text.length <= columns && !text.includes('\x1b')));
      if (rows >= 5 && columns >= 80) assert.ok(texts.some((text) => /^ > .*127\.0\.0\.1:9011/.test(text)));
    }
});
