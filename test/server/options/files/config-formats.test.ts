import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UsageError } from '../../../../src/server/options/errors/usage-error.js';
import { cpuMs } from '../../../cpu-time.js';
import { complaint, readConfig } from '../options-world.js';

const ini = `
[uwsgi]
http = 127.0.0.1:8000
http = [::1]:8000
wsgi-file = %dapp.py
master = true
processes = 4
set-ph = name=shop
chdir = /srv/%(name)
add-header = X-Kind: a # b
env = QUOTE='"
env = EMPTY=
callable = app
lazy-apps = 0
[other]
threads = 2
`;

const yaml = `# all of it
---
uwsgi:   # the section
  http:
    - 127.0.0.1:8000
    - [::1]:8000
  wsgi-file: %dapp.py
  master: true

  processes: 4 # four
  "set-ph": name=shop
  chdir: "/srv/%(name)"
  add-header: 'X-Kind: a # b'
  env: [ "QUOTE='\\"", EMPTY= ]
  callable: app
  lazy-apps: 0
other:
  threads: 2
unread:
  { a: b }
...
`;

const json = JSON.stringify({
  other: { threads: 2 },
  uwsgi: {
    http: ['127.0.0.1:8000', '[::1]:8000'],
    'wsgi-file': '%dapp.py',
    master: true,
    processes: 4,
    'set-ph': 'name=shop',
    chdir: '/srv/%(name)',
    'add-header': 'X-Kind: a # b',
    env: ['QUOTE=\'"', 'EMPTY='],
    callable: 'app',
    'lazy-apps': false,
  },
});

const xml = `<?xml version="1.0"?>
<!DOCTYPE uwsgi>
<uwsgi>
  <!-- <threads>9</threads> -->
  <http>127.0.0.1:8000</http>
  <http> [::1]:8000 </http>
  <wsgi-file>%dapp.py</wsgi-file>
  <master/>
  <processes>4</processes>
  <set-ph><![CDATA[name=shop]]></set-ph>
  <chdir>/srv/%(name)</chdir>
  <add-header>X-Kind: a # b</add-header>
  <env>QUOTE=&apos;&#x22;</env>
  <env>EMPTY=</env>
  <callable>app</callable>
  <lazy-apps>0</lazy-apps>
</uwsgi>
`;

const files = {
  'app.ini': ini,
  'app.yaml': yaml,
  'app.yml': yaml,
  'app.json': json,
  'app.js': json,
  'app.xml': xml,
};

function configOf(words: readonly string[], more: Readonly<Record<string, string>> = {}) {
  return { ...readConfig(words, { files: { ...files, ...more } }), given: [], notes: [] };
}

for (const name of ['app.yaml', 'app.yml', 'app.json', 'app.js', 'app.xml']) {
  test(`${name} is the same as app.ini, as a word, as an option and included`, () => {
    const expected = configOf(['app.ini']);
    const option = `--${name.slice(4)}`;
    assert.deepEqual(configOf([name]), expected);
    assert.deepEqual(configOf([option, name]), expected);
    assert.deepEqual(configOf(['--include', name]), expected);
    assert.deepEqual(configOf(['inner.ini'], { 'inner.ini': `[uwsgi]\ninclude = ${name}` }), expected);
    const notes = readConfig([name], { files }).notes;
    assert.match(notes[0] ?? '', /^\[uWSGI\] getting (?:YAML|JSON|XML) configuration from app\.\w+$/);
    assert.equal(notes.length, 1);
  });
}

test('another section, and a file of one format inside another', () => {
  for (const words of [
    ['--yaml', 'app.yaml:other'],
    ['--json', 'app.json:other'],
    ['--ini', 'app.ini:other'],
  ]) {
    assert.equal(configOf(words).workers.threads, 2);
  }
  const twoOfThem =
    '<a><uwsgi id="x"><threads>3</threads></uwsgi><uwsgi id="y"><threads>4</threads></uwsgi></a>';
  assert.equal(configOf(['--xml', 'two.xml:y'], { 'two.xml': twoOfThem }).workers.threads, 4);
  assert.equal(configOf(['--xml', 'two.xml'], { 'two.xml': twoOfThem }).workers.threads, 3);
  const inner = { 'a.yaml': 'uwsgi:\n  json: b.json:x\n', 'b.json': '{"x": {"yaml": "a.yaml:z"}}' };
  assert.deepEqual(configOf(['a.yaml'], inner), configOf([]));
});

test('a section that is not there is noted, as in ini files', () => {
  for (const [name, text] of Object.entries({
    'a.yaml': 'x:\n  a: b',
    'a.json': '{}',
    'a.xml': '<x><y/></x>',
  })) {
    const { notes } = readConfig([name], { files: { [name]: text } });
    assert.equal(notes[1], `${name}: there is no section [uwsgi]`);
  }
});

test("uWSGI's element app is a mount", () => {
  const text =
    '<uwsgi><app mountpoint="/a">x.wsgi:app</app><app mountpoint="/b"><module>y</module></app></uwsgi>';
  assert.deepEqual(
    configOf(['a.xml'], { 'a.xml': text }).application.mounts.map(({ mountpoint, source }) => [
      mountpoint,
      source.kind,
    ]),
    [
      ['/a', 'module'],
      ['/b', 'module'],
    ],
  );
});

/** Texts of YAML and their values. */
const texts: readonly (readonly [written: string, text: string])[] = [
  ['plain text', 'plain text'],
  ["it's # a remark", "it's"],
  ['a#b', 'a#b'],
  ["'it''s'", "it's"],
  ['"\\ta\\u00e9\\x41\\\\"', '\taéA\\'],
  ['*:80', '*:80'],
  ['@name', '@name'],
  ['%(x)', '%(x)'],
  ['a: b', 'a: b'],
  ["'[x]'", '[x]'],
  ['"a # b" # c', 'a # b'],
];

for (const [written, text] of texts) {
  test(`${written} in YAML is ${text}`, () => {
    const given = { 'a.yaml': `uwsgi:\n  a: ${written}\n  b:\n  - ${written}\n` };
    const read = readConfig(['a.yaml'], { files: given }).given.filter(({ name }) => name !== 'yaml');
    assert.deepEqual(read, [
      { name: 'a', value: text },
      { name: 'b', value: text },
    ]);
  });
}

const wrong: readonly (readonly [name: string, text: string, line: string])[] = [
  ['a.yaml', 'uwsgi:\n  a: |\n    x', 'a.yaml:2: '],
  ['a.yaml', 'uwsgi:\n  a: &x b', 'a.yaml:2: '],
  ['a.yaml', 'uwsgi:\n  <<: *x', 'a.yaml:2: '],
  ['a.yaml', 'uwsgi:\n  a: {b: c}', 'a.yaml:2: '],
  ['a.yaml', 'uwsgi:\n  a:\n    b: c', 'a.yaml:3: '],
  ['a.yaml', 'uwsgi:\n  a: b\n    c', 'a.yaml:3: '],
  ['a.yaml', 'uwsgi:\n  a: b\n - c', 'a.yaml:3: '],
  ['a.yaml', 'uwsgi:\n\ta: b', 'a.yaml:2: '],
  ['a.yaml', 'uwsgi:\n  a:b', 'a.yaml:2: '],
  ['a.yaml', 'uwsgi: a', 'a.yaml:1: '],
  ['a.yaml', 'uwsgi:\n  - a', 'a.yaml:2: '],
  ['a.yaml', 'uwsgi:\n  a: "b', 'a.yaml:2: '],
  ['a.yaml', "uwsgi:\n  a: 'b'c'", 'a.yaml:2: '],
  ['a.yaml', 'uwsgi:\n  a: [b', 'a.yaml:2: '],
  ['a.yaml', 'uwsgi:\n  a: [b, [c]]', 'a.yaml:2: '],
  ['a.yaml', 'uwsgi:\n  a: "\\q"', 'a.yaml:2: '],
  ['a.yaml', 'hello', 'a.yaml:1: '],
  ['a.json', '{', 'a.json: not JSON'],
  ['a.json', '', 'a.json: not JSON'],
  ['a.json', '{"uwsgi": 1}', 'a.json: "uwsgi" is not an object'],
  ['a.json', '{"uwsgi": {"a": {"b": 1}}}', 'a.json: "a" is neither '],
  ['a.json', '{"uwsgi": {"a": [[1]]}}', 'a.json: "a" is neither '],
  ['a.xml', '', 'a.xml:1: '],
  ['a.xml', '<uwsgi>\n<a>', 'a.xml:2: <uwsgi> has no end'],
  ['a.xml', '<uwsgi>\n</a></uwsgi>', 'a.xml:2: </a> ends nothing'],
  ['a.xml', '<uwsgi/>\n<uwsgi/>', 'a.xml:2: there is a second element'],
  ['a.xml', '<uwsgi/>\nx', 'a.xml:1: there is a text'],
  ['a.xml', '<uwsgi>\n<a>&x;</a></uwsgi>', 'a.xml:2: "&x;" is no character'],
  ['a.xml', '<uwsgi>\n<a>a & b</a></uwsgi>', 'a.xml:2: "&" is no character'],
  ['a.xml', '<uwsgi>\n<a><b>1</b></a></uwsgi>', 'a.xml:2: only text'],
  ['a.xml', '<!DOCTYPE x [<!ENTITY a "b">]><uwsgi/>', 'a.xml:1: no XML from here on'],
  ['a.xml', '<uwsgi><a b=c/></uwsgi>', 'a.xml:1: no XML from here on'],
  ['a.xml', '<a>'.repeat(17), 'a.xml:1: more than 16 elements'],
  ['a.xml', '<uwsgi>\n<processes>-1</processes></uwsgi>', 'a.xml:2: Cannot use processes'],
  ['a.yaml', 'uwsgi:\n  processes:\n    - 1\n    - -1', 'a.yaml:4: Cannot use processes'],
  ['a.json', '{"uwsgi": {"processes": -1}}', 'a.json: Cannot use processes'],
];

for (const [name, text, line] of wrong) {
  test(`${JSON.stringify(text.slice(0, 50))} as ${name} is an error of one line: ${line}`, () => {
    const message = complaint(() => readConfig([name], { files: { [name]: text } }));
    assert.ok(message.startsWith(line), message);
    assert.doesNotMatch(message, /\n/);
  });
}

test('wrecked files of each format end in a configuration or in a UsageError, in time', () => {
  const started = cpuMs();
  for (const [name, text] of Object.entries(files)) {
    for (let at = 0; at < text.length; at += 7) {
      for (const wreck of [
        text.slice(0, at),
        text.slice(at),
        `${text.slice(0, at)}\0${text.slice(at + 1)}`,
        text.slice(0, at) + text.slice(at + 1),
        `${text.slice(0, at)}"<[{&*${text.slice(at)}`,
      ]) {
        try {
          readConfig([name], { files: { [name]: wreck } });
        } catch (error) {
          assert.ok(error instanceof UsageError, `${name} ${wreck}: ${String(error)}`);
        }
      }
    }
    for (const piece of [
      '<',
      '<!--',
      '<a b="',
      '&',
      '- ',
      '[',
      '"',
      "'",
      ' ',
      '#',
      ':',
      '{"a":',
      '\\',
      '\n',
    ]) {
      for (const before of ['', '<uwsgi><a>', 'uwsgi:\n  a: ', '{"uwsgi":{"a":"']) {
        const flood = before + piece.repeat(60_000);
        assert.throws(() => {
          readConfig([name], { files: { [name]: flood } });
          throw new UsageError('read');
        }, UsageError);
      }
    }
  }
  assert.ok(cpuMs() - started < 30_000);
});
