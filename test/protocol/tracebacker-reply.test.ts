import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseTracebackerReply } from '../../src/protocol/tracebacker-reply.js';
import { cpuMs } from '../cpu-time.js';
import { readFixture } from '../fixtures.js';

/** Captured from real servers with three threads at work: two cores, and one that the application started. */
const CAPTURED = ['uwsgi-2.0.31-threads', 'debian-uwsgi-threads'] as const;
const HEAD = '*** uWSGI Python tracebacker output ***\n\n';

for (const name of CAPTURED) {
  test(`${name}: every thread with its calls, outermost first`, () => {
    const threads = parseTracebackerReply(text(name)) ?? [];
    assert.deepEqual(
      threads.map((thread) => [thread.name, thread.frames.map((frame) => frame.call)]),
      [
        ['reaper', ['_bootstrap', '_bootstrap_inner', 'run', 'background']],
        ['uWSGIWorker1Core1', ['application', 'render', 'wait_for_backend']],
        ['uWSGIWorker1Core0', ['application', '<module>']],
      ],
    );
    assert.deepEqual(threads[1]?.frames.at(-1), {
      file: 'app2.py',
      line: 3,
      call: 'wait_for_backend',
      source: 'time.sleep(seconds)',
    });
    assert.equal(threads[2]?.frames.at(-1)?.source, '');
  });

  test(`${name} cut at any byte loses calls, and makes none up`, () => {
    const whole = text(name);
    const all = new Set(framesOf(whole));
    for (let end = 0; end <= whole.length; end += 1) {
      const threads = parseTracebackerReply(whole.slice(0, end));
      if (end < HEAD.length - 1) assert.equal(threads, null, `${end}`);
      for (const frame of framesOf(whole.slice(0, end))) assert.ok(all.has(frame), `${end}: ${frame}`);
    }
  });
}

test('a worker whose threads all wait has none', () => {
  assert.deepEqual(parseTracebackerReply(text('idle')), []);
});

test('lines without source, and a stack that breaks off at what is not ASCII', () => {
  const [lost] = parseTracebackerReply(text('lost-threads')) ?? [];
  assert.deepEqual(
    lost?.frames.map((frame) => [frame.line, frame.call, frame.source]),
    [
      [1002, '_bootstrap', 'self._bootstrap_inner()'],
      [1045, '_bootstrap_inner', ''],
      [982, 'run', ''],
      [11, 'background', ''],
    ],
  );
  assert.deepEqual(
    parseTracebackerReply(text('non-ascii'))?.map((thread) => thread.frames.length),
    [2],
  );
});

const FOREIGN = ['', '\n', 'HTTP/1.1 200 OK\r\n\r\n', '{"pid": 1}', `x${HEAD}`, HEAD.trim()];

for (const reply of FOREIGN) {
  test(`${JSON.stringify(reply)} does not come from a tracebacker`, () => {
    assert.equal(parseTracebackerReply(reply), null);
  });
}

test('names may hold the words between them; the first of each counts', () => {
  const line =
    'thread_id = a filename = b lineno = 7 function = f line = x = " filename = y lineno = 9 line = z"\n';
  assert.deepEqual(parseTracebackerReply(`${HEAD}${line}`), [
    {
      name: 'a',
      frames: [{ file: 'b', line: 7, call: 'f', source: 'x = " filename = y lineno = 9 line = z"' }],
    },
  ]);
});

test('threads of one name stay apart, lines that make no sense are passed over', () => {
  const frame = (call: string) => `thread_id = t filename = f lineno = 1 function = ${call}\n`;
  const reply = `${HEAD}${frame('a')}nonsense\n${frame('b')}\n${frame('c')}thread_id = t filename = f lineno = x function = d\n`;
  assert.deepEqual(
    parseTracebackerReply(reply)?.map((thread) => thread.frames.map(({ call }) => call)),
    [['a', 'b'], ['c']],
  );
});

test('a megabyte of separators is read in no time, and a deep recursion up to a limit', () => {
  const before = cpuMs();
  parseTracebackerReply(`${HEAD}thread_id = ${' filename = '.repeat(90_000)}\n`);
  parseTracebackerReply(`${HEAD}${'thread_id =  filename =  lineno = \n'.repeat(30_000)}`);
  assert.ok(cpuMs() - before < 2000);
  const deep = 'thread_id = t filename = f lineno = 1 function = g line = g()\n'.repeat(20_000);
  assert.equal(parseTracebackerReply(HEAD + deep)?.[0]?.frames.length, 4999);
});

function framesOf(reply: string): readonly string[] {
  return (parseTracebackerReply(reply) ?? []).flatMap(({ name, frames }) =>
    frames.map((frame) => JSON.stringify({ name, ...frame })),
  );
}

function text(name: string): string {
  return readFixture(`tracebacker/${name}.txt`).toString('utf8');
}
