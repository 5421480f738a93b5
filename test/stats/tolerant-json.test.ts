import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { StatsParseError } from '../../src/stats/stats-parse-error.js';
import { readTolerantJson } from '../../src/stats/tolerant-json.js';

/** uWSGI's two ways of writing the same members. */
function linewise(members: string): string {
  return `{\n\t${members.replaceAll(',"', ',\n\t"')}\n}`;
}

describe('almost-JSON', () => {
  const cases: readonly (readonly [string, string, unknown])[] = [
    [
      'strict JSON',
      '{"a":[1,-2.5e3,true,false,null,"x",{}],"b":{}}',
      { a: [1, -2500, true, false, null, 'x', {}], b: {} },
    ],
    ['escapes', '{"a":"\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9"}', { a: '"\\/\b\f\n\r\té' }],
    ['escapes that are none', '{"a":"C:\\dir\\u12"}', { a: 'C:\\dir\\u12' }],
    ['raw control characters', '{"a":"\x01\n\t\x1b[31m"}', { a: '\x01\n\t\x1b[31m' }],
    ['a comma too many in a list', '{"a":[1,2,\n\n]}', { a: [1, 2] }],
    ['a comma too many in an object', '{"a":1,}', { a: 1 }],
    [
      'pairs in a list',
      '{"attrs":["color":"red","team":"blue"]}',
      { attrs: [{ color: 'red' }, { team: 'blue' }] },
    ],
    [
      'pairs on lines',
      '{\n"attrs":[\n"color":"red",\n"team":"blue"\n]\n}',
      { attrs: [{ color: 'red' }, { team: 'blue' }] },
    ],
    ...[
      'nan',
      '-nan',
      'NaN',
      'inf',
      '-inf',
      'Infinity',
      '-nan(0x8000000000000)',
      '1.#QNAN',
      '-1.#IND',
      'None',
      'NULL',
    ].map(
      (word) =>
        [
          `${word} where a number stands`,
          `{"a":${word},"b":[${word}, 1],"c":2}`,
          { a: null, b: [null, 1], c: 2 },
        ] as const,
    ),
    ['numbers that JSON does not know', '{"a":+5,"b":.5,"c":5.,"d":007}', { a: 5, b: 0.5, c: 5, d: 7 }],
    ['words of Python', '{"a":True,"b":False}', { a: true, b: false }],
    ['values that were left out', '{"a":,"b":[,1],"c":}', { a: null, b: [null, 1], c: null }],
    ['white space after the end', '{"a":1}\n\n', { a: 1 }],
  ];
  for (const [name, text, expected] of cases) {
    test(`${name}: read`, () => assert.deepEqual(readTolerantJson(text), expected));
  }
});

describe('names with quotes that nobody escaped', () => {
  const names = ['a"b', '"', '""', '"a"', 'a":b', 'x"y"z', 'say "hi" to', 'a" b', 'ends with "'];
  for (const name of names) {
    test(`${name} is read as a value, a key and an entry`, () => {
      const members = `"v":"${name}","${name}":1,"w":2`;
      const expected = { v: name, [name]: 1, w: 2 };
      assert.deepEqual(readTolerantJson(linewise(members)), expected);
      assert.deepEqual(readTolerantJson(`{${members}}`), expected);
      assert.deepEqual(readTolerantJson(`{\n\t"list":[\n"${name}",\n"x"\n\t]\n}`), { list: [name, 'x'] });
      assert.deepEqual(readTolerantJson(`{"list":["${name}","x"]}`), { list: [name, 'x'] });
    });
  }

  test('the indented form leaves no doubt even about names that look like JSON', () => {
    const name = 'a","chdir":"b"},{"id":9';
    const text = `{\n\t"mountpoint":"${name}",\n\t"chdir":""\n}`;
    assert.deepEqual(readTolerantJson(text), { mountpoint: name, chdir: '' });
  });

  test('a backslash at the end of a name does not swallow the quote of the indented form', () => {
    const text = '{\n\t"cwd":"/odd\\",\n\t"vars":[\n"A=say \\"hi\\"",\n""\n\t],\n\t"bad":"\x01"\n}';
    assert.deepEqual(readTolerantJson(text), { cwd: '/odd\\', vars: ['A=say "hi"', ''], bad: '\x01' });
  });

  test('a vassal with a quote in its name, as uWSGI 2.0.21 writes it', () => {
    const text = '{\n\t"vassals":[\n\t\t{\n\t\t\t"id":"we"ird.ini",\n\t\t\t"pid":7\n\t\t}\n\t]\n}';
    assert.deepEqual(readTolerantJson(text), { vassals: [{ id: 'we"ird.ini', pid: 7 }] });
  });
});

describe('what cannot be repaired', () => {
  const cases: readonly (readonly [string, StatsParseError['kind']])[] = [
    ['{"a"', 'truncated'],
    ['{"a":', 'truncated'],
    ['{"a":1', 'truncated'],
    ['{"a":"b', 'truncated'],
    ['{"a":"b"', 'truncated'],
    ['{"a":[', 'truncated'],
    ['{"a":[1,', 'truncated'],
    ['{"a":nul', 'truncated'],
    ['{"a":1 2}', 'not-json'],
    ['{"a";1}', 'truncated'],
    ['{a:1}', 'not-json'],
    ['{"a":]}', 'not-json'],
    ['{"a":1]', 'not-json'],
    ['{"a":1}}', 'not-json'],
  ];
  for (const [text, kind] of cases) {
    test(`${text} is ${kind}`, () => {
      assert.throws(
        () => readTolerantJson(text),
        (error) => error instanceof StatsParseError && error.kind === kind,
      );
    });
  }

  test('the message names the line', () => {
    assert.throws(() => readTolerantJson('{\n"a":1,\n"b":?\n}'), /\(line 3\)/);
  });
});
