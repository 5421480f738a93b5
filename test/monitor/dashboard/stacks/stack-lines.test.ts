import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type StackLine, stackLines } from '../../../../src/monitor/dashboard/stacks/stack-lines.js';
import type { PythonThread } from '../../../../src/monitor/metrics/python-stack.js';
import { Driver } from '../driver.js';

const CORE: PythonThread = {
  name: 'uWSGIWorker1Core0',
  frames: [
    { file: 'app.py', line: 9, call: 'application', source: 'report()' },
    { file: 'app.py', line: 4, call: 'report', source: 'time.sleep(60)' },
  ],
};
const OTHER: PythonThread = { ...CORE, name: 're\u001baper' };

test('the innermost call comes first, below the request that the core works on', () => {
  const [thread, ...frames] = linesAfter(busy(), [OTHER, CORE], 0);
  assert.equal(thread?.kind === 'thread' && thread.title, 'Core0');
  assert.match(thread?.kind === 'thread' ? thread.text : '', /^\S+ {2}GET \/sleep/);
  assert.deepEqual(
    frames.slice(0, 2).map((line) => (line.kind === 'frame' ? [line.call, line.place, line.source] : [])),
    [
      ['report()', 'app.py:4', 'time.sleep(60)'],
      ['application()', 'app.py:9', 'report()'],
    ],
  );
  const other = frames.find((line) => line.kind === 'thread');
  assert.deepEqual(other, { kind: 'thread', title: 're·aper', text: '' });
});

const NOTES: readonly (readonly [
  what: string,
  driver: () => Driver,
  threads: readonly PythonThread[],
  core: number,
  note: RegExp,
])[] = [
  ['no thread runs Python code', busy, [], 0, /^No Python code runs in this worker/],
  ['the core waits for a request', idle, [OTHER], 0, /^Core 0 waits for a request; what other threads do:/],
  ['the core is a greenlet', busy, [OTHER], 0, /^Core 0 has no thread of its own \(greenlets are not told\)/],
];

for (const [what, driver, threads, core, note] of NOTES) {
  test(`it is said that ${what}`, () => {
    const [line] = linesAfter(driver(), threads, core);
    assert.match(line?.kind === 'note' ? line.text : '', note);
  });
}

test('a request that came after the stacks were read is not put above them', () => {
  const driver = busy().press('b');
  driver.send({ kind: 'stack-read', target: 0, slot: 1, threads: [CORE] }, -3_600_000);
  const [thread] = stackLines(driver.model, { kind: 'stack', slot: 1, core: 0, top: 0 }, 76);
  assert.deepEqual(thread, { kind: 'thread', title: 'Core0', text: '' });
});

test('r while a question is open is remembered and asked once when that has its answer', () => {
  const driver = busy().press('b');
  const asked = () => driver.effects.filter(({ kind }) => kind === 'read-stack').length;
  assert.equal(asked(), 1);
  assert.equal(driver.press('r').effects.length + driver.press('r').effects.length, 0);
  driver.send({ kind: 'stack-read', target: 0, slot: 1, threads: [CORE] });
  assert.equal(asked(), 1);
  driver.send({ kind: 'stack-failed', target: 0, slot: 1, reason: 'there is no such socket' });
  assert.equal(asked(), 0);
  driver.press('r');
  assert.equal(asked(), 1);
});

test('y copies the stacks as Python writes them, with whole paths', () => {
  const driver = busy()
    .press('b')
    .send({ kind: 'stack-read', target: 0, slot: 1, threads: [OTHER, CORE] })
    .press('y');
  const [effect] = driver.effects;
  assert.deepEqual(effect?.kind === 'copy-lines' && effect.lines, [
    'Worker 1, Core0 (most recent call last):',
    '  File "app.py", line 9, in application',
    '    report()',
    '  File "app.py", line 4, in report',
    '    time.sleep(60)',
    '',
    'Worker 1, re\u001baper (most recent call last):',
    '  File "app.py", line 9, in application',
    '    report()',
    '  File "app.py", line 4, in report',
    '    time.sleep(60)',
  ]);
  assert.match(driver.model.notice?.text ?? '', /^Stack sent to the clipboard/);
  const nothing = busy().press('b y');
  assert.match(nothing.model.notice?.text ?? '', /^Stack is not known/);
});

function linesAfter(driver: Driver, threads: readonly PythonThread[], core: number): readonly StackLine[] {
  driver.press('N b').send({ kind: 'stack-read', target: 0, slot: 1, threads });
  return stackLines(driver.model, { kind: 'stack', slot: 1, core, top: 0 }, 76);
}

function busy(): Driver {
  return new Driver({ local: true }).readCaptured('plain-4x2-saturated').press('N I');
}

function idle(): Driver {
  return new Driver({ local: true }).readCaptured('plain-4x2-idle').press('N I');
}
