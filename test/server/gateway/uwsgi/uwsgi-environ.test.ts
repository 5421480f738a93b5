import assert from 'node:assert/strict';
import test from 'node:test';
import type { UwsgiVar } from '../../../../src/protocol/uwsgi-packet.js';
import { decodeEnviron } from '../../../../src/server/exchange/environ-text.js';
import { readUwsgiRequest } from '../../../../src/server/gateway/uwsgi/uwsgi-environ.js';

const rows: readonly {
  readonly name: string;
  readonly vars: readonly UwsgiVar[];
  readonly modifier1?: number;
  /** null: the variable must not be there. */
  readonly expected: Readonly<Record<string, string | null>>;
}[] = [
  {
    name: 'what nginx leaves out is there, empty',
    vars: [],
    expected: {
      SCRIPT_NAME: '',
      QUERY_STRING: '',
      PATH_INFO: '',
      SERVER_PORT: '80',
      SERVER_NAME: 'localhost',
    },
  },
  {
    name: 'an empty SERVER_NAME becomes the host',
    vars: [
      ['SERVER_NAME', ''],
      ['HTTP_HOST', 'example.org:81'],
    ],
    expected: { SERVER_NAME: 'example.org', HTTP_HOST: 'example.org:81' },
  },
  {
    name: 'a repeated header is joined',
    vars: [
      ['HTTP_X_R', '1'],
      ['HTTP_X_R', '2'],
    ],
    expected: { HTTP_X_R: '1, 2' },
  },
  {
    name: 'a repeated other variable: the last wins',
    vars: [
      ['A', '1'],
      ['A', '2'],
    ],
    expected: { A: '2' },
  },
  {
    name: 'blanks around a header go, those around another variable stay',
    vars: [
      ['HTTP_X_R', ' \ta b\t '],
      ['A', ' a '],
    ],
    expected: { HTTP_X_R: 'a b', A: ' a ' },
  },
  {
    name: 'headers that have a name of their own do not come twice, and Proxy does not come',
    vars: [
      ['CONTENT_TYPE', 'text/plain'],
      ['HTTP_CONTENT_TYPE', 'text/plain'],
      ['HTTP_CONTENT_LENGTH', '5'],
      ['HTTP_PROXY', 'evil'],
    ],
    expected: {
      CONTENT_TYPE: 'text/plain',
      HTTP_CONTENT_TYPE: null,
      HTTP_CONTENT_LENGTH: null,
      HTTP_PROXY: null,
    },
  },
  {
    name: 'names of the server are dropped',
    vars: [
      ['wsgi.input', 'evil'],
      ['wsgi.url_scheme', 'evil'],
      ['uwsgi.version', 'evil'],
    ],
    expected: { 'wsgi.input': null, 'wsgi.url_scheme': null, 'uwsgi.version': null },
  },
  { name: 'HTTPS=on', vars: [['HTTPS', 'on']], expected: { 'wsgi.url_scheme': 'https' } },
  { name: 'HTTPS=1', vars: [['HTTPS', '1']], expected: { 'wsgi.url_scheme': 'https' } },
  { name: 'HTTPS empty', vars: [['HTTPS', '']], expected: { 'wsgi.url_scheme': null } },
  { name: 'UWSGI_SCHEME', vars: [['UWSGI_SCHEME', 'https']], expected: { 'wsgi.url_scheme': 'https' } },
  {
    name: 'REQUEST_SCHEME alone',
    vars: [['REQUEST_SCHEME', 'https']],
    expected: { 'wsgi.url_scheme': null },
  },
  {
    name: 'modifier 30 cuts SCRIPT_NAME from PATH_INFO',
    modifier1: 30,
    vars: [
      ['SCRIPT_NAME', '/app'],
      ['PATH_INFO', '/app/x'],
    ],
    expected: { SCRIPT_NAME: '/app', PATH_INFO: '/x' },
  },
  {
    name: 'modifier 30 leaves another path alone',
    modifier1: 30,
    vars: [
      ['SCRIPT_NAME', '/app'],
      ['PATH_INFO', '/apple'],
    ],
    expected: { PATH_INFO: '/apple' },
  },
  {
    name: 'Transfer-Encoding goes when nginx has set a length',
    vars: [
      ['CONTENT_LENGTH', '5'],
      ['HTTP_TRANSFER_ENCODING', 'chunked'],
    ],
    expected: { HTTP_TRANSFER_ENCODING: null, CONTENT_LENGTH: '5' },
  },
];

for (const { name, vars, modifier1, expected } of rows) {
  test(name, () => {
    const packet = { modifier1: modifier1 ?? 0, modifier2: 0, size: 0, vars };
    const pieces = decodeEnviron(readUwsgiRequest(packet).environ);
    for (const [key, value] of Object.entries(expected)) assert.equal(varIn(pieces, key), value, key);
  });
}

const lengths: readonly (readonly [text: string, length: number, environ: string])[] = [
  ['', 0, ''],
  ['0', 0, '0'],
  ['12', 12, '12'],
  ['12abc', 12, '12'],
  ['abc', 0, ''],
  ['-5', 0, ''],
];

for (const [text, length, environ] of lengths) {
  test(`CONTENT_LENGTH "${text}" is ${length}`, () => {
    const vars: readonly UwsgiVar[] = [['CONTENT_LENGTH', text]];
    const request = readUwsgiRequest({ modifier1: 0, modifier2: 0, size: 0, vars });
    assert.equal(request.contentLength, length);
    assert.equal(varIn(decodeEnviron(request.environ), 'CONTENT_LENGTH'), environ);
  });
}

test('the first line of the answer repeats a protocol only where it is one', () => {
  const protocols = [
    ['HTTP/1.1', 'HTTP/1.1'],
    ['HTTP/2.0', 'HTTP/2.0'],
    ['HTTP/2', 'HTTP/2'],
    ['', 'HTTP/1.0'],
    ['HTTP/1.1\r\nX: y', 'HTTP/1.0'],
    ['a\r\nb', 'HTTP/1.0'],
    ['INCLUDED', 'HTTP/1.0'],
  ] as const;
  for (const [said, answered] of protocols) {
    const vars: readonly UwsgiVar[] = [['SERVER_PROTOCOL', said]];
    const request = readUwsgiRequest({ modifier1: 0, modifier2: 0, size: 0, vars });
    assert.equal(request.protocol, answered, said);
    assert.equal(varIn(decodeEnviron(request.environ), 'SERVER_PROTOCOL'), said);
  }
});

function varIn(pieces: readonly string[], key: string): string | null {
  for (let at = 0; at < pieces.length; at += 2) if (pieces[at] === key) return pieces[at + 1] ?? null;
  return null;
}
