import assert from 'node:assert/strict';
import test from 'node:test';
import { decodeEnviron } from '../../../../src/server/exchange/environ-text.js';
import { HeaderNames } from '../../../../src/server/gateway/http/header-names.js';
import type { Refusal } from '../../../../src/server/gateway/http/refusal.js';
import { parseHead, type RequestHead } from '../../../../src/server/gateway/http/request-head.js';

const connection = 'SERVER_NAME\0box\0SERVER_PORT\x0080\0REMOTE_ADDR\x0010.0.0.1\0REMOTE_PORT\x005000\0';
const names = new HeaderNames();
const noBody = { hasBody: false, contentLength: null, isChunked: false };
const bodyOf = (contentLength: number) => ({ hasBody: true, contentLength, isChunked: false });

const refused: readonly (readonly [name: string, head: string, status: number])[] = [
  ['no Host', 'GET / HTTP/1.1\r\n', 400],
  ['two Hosts', 'GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n', 400],
  ['two Hosts with an absolute target', 'GET http://a/ HTTP/1.1\r\nHost: a\r\nHost: b\r\n', 400],
  ['an empty Host', 'GET / HTTP/1.1\r\nHost:\r\n', 400],
  ['a Host with a user', 'GET / HTTP/1.1\r\nHost: a@b\r\n', 400],
  ['HTTP/2.0', 'GET / HTTP/2.0\r\nHost: a\r\n', 505],
  ['the preface of HTTP/2', 'PRI * HTTP/2.0\r\n', 505],
  ['HTTP/1.2', 'GET / HTTP/1.2\r\nHost: a\r\n', 505],
  ['HTTP/0.9', 'GET / HTTP/0.9\r\nHost: a\r\n', 400],
  ['a version in small letters', 'GET / http/1.1\r\nHost: a\r\n', 400],
  ['a version with zeros', 'GET / HTTP/01.1\r\nHost: a\r\n', 400],
  ['a blank behind the version', 'GET / HTTP/1.1 \r\nHost: a\r\n', 400],
  ['no version', 'GET /\r\nHost: a\r\n', 400],
  ['no target', 'GET HTTP/1.1\r\nHost: a\r\n', 400],
  ['two blanks before the target', 'GET  / HTTP/1.1\r\nHost: a\r\n', 400],
  ['two blanks behind the target', 'GET /  HTTP/1.1\r\nHost: a\r\n', 400],
  ['a tab in the request line', 'GET\t/ HTTP/1.1\r\nHost: a\r\n', 400],
  ['a blank in the target', 'GET /a b HTTP/1.1\r\nHost: a\r\n', 400],
  ['a blank before the method', ' GET / HTTP/1.1\r\nHost: a\r\n', 400],
  ['a method that is no token', 'GE(T / HTTP/1.1\r\nHost: a\r\n', 400],
  ['an endless method', `${'A'.repeat(257)} / HTTP/1.1\r\nHost: a\r\n`, 400],
  ['bytes past ASCII in the target', 'GET /caf\xc3\xa9 HTTP/1.1\r\nHost: a\r\n', 400],
  ['a fragment', 'GET /a#b HTTP/1.1\r\nHost: a\r\n', 400],
  ['CONNECT', 'CONNECT a:443 HTTP/1.1\r\nHost: a\r\n', 501],
  ['a folded line', 'GET / HTTP/1.1\r\nHost: a\r\nX: a\r\n b\r\n', 400],
  ['a folded first line', 'GET / HTTP/1.1\r\n Host: a\r\n', 400],
  ['a blank before the colon', 'GET / HTTP/1.1\r\nHost : a\r\n', 400],
  ['a line without a colon', 'GET / HTTP/1.1\r\nHost: a\r\nX\r\n', 400],
  ['a colon on the next line only', 'GET / HTTP/1.1\r\nHost: a\r\nX\r\nY: b\r\n', 400],
  ['an empty name', 'GET / HTTP/1.1\r\nHost: a\r\n: b\r\n', 400],
  ['a name past ASCII', 'GET / HTTP/1.1\r\nHost: a\r\nX\xe9: b\r\n', 400],
  ['a bare LF', 'GET / HTTP/1.1\nHost: a\r\n', 400],
  ['a bare LF in a value', 'GET / HTTP/1.1\r\nHost: a\r\nX: a\nb\r\n', 400],
  ['a bare CR in a value', 'GET / HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n', 400],
  ['two CRs', 'GET / HTTP/1.1\r\nHost: a\r\r\n', 400],
  ['NUL', 'GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n', 400],
  ['DEL', 'GET / HTTP/1.1\r\nHost: a\r\nX: a\x7fb\r\n', 400],
  ['a control character', 'GET / HTTP/1.1\r\nHost: a\r\nX: a\x0bb\r\n', 400],
  ['two lengths', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n', 400],
  ['two lengths in one', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1, 1\r\n', 400],
  ['a negative length', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n', 400],
  ['a length with a sign', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n', 400],
  ['a hexadecimal length', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x1\r\n', 400],
  ['an empty length', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n', 400],
  ['a length beyond all numbers', `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${'9'.repeat(20)}\r\n`, 400],
  ['both lengths', 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n', 400],
  ['a coding in HTTP/1.0', 'POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n', 400],
  ['another expectation', 'POST / HTTP/1.1\r\nHost: a\r\nExpect: 200-ok\r\n', 417],
];

for (const [name, head, status] of refused) {
  test(`${name} is refused with ${status}`, () => {
    const result = parseHead(`${head}\r\n`, connection, names);
    assert.equal(result !== null && 'status' in result ? result.status : result, status);
  });
}

const codings: readonly (readonly [values: readonly string[], status: number | null])[] = [
  [['chunked'], null],
  [['Chunked'], null],
  [['chunked '], null],
  [['gzip'], 501],
  [['gzip, chunked'], 501],
  [['gzip', 'chunked'], 501],
  [['gzip;q=1', 'chunked'], 501],
  [['identity', 'chunked'], 501],
  [['xchunked', 'chunked'], 501],
  [['xchunked'], 501],
  [[''], 400],
  [['', 'chunked'], 400],
  [['chunked', ''], 400],
  [[', chunked'], 400],
  [['chunked,'], 400],
  [['chunked, chunked'], 400],
  [['chunked', 'chunked'], 400],
  [['chunked, gzip'], 400],
  [['chunked', 'gzip'], 400],
  [['chunked;a=b'], 400],
  [['"chunked"'], 400],
  [['\xffchunked'], 400],
  [['chunked chunked'], 400],
];

for (const [values, status] of codings) {
  test(`Transfer-Encoding ${JSON.stringify(values)}: ${status ?? 'chunks'}`, () => {
    const lines = values.map((value) => `Transfer-Encoding: ${value}\r\n`).join('');
    const result = parseHead(`POST / HTTP/1.1\r\nHost: a\r\n${lines}\r\n`, connection, names);
    if (result === null) assert.fail('no result');
    if (status === null) assert.equal('body' in result && result.body.isChunked, true);
    else assert.equal('status' in result && result.status, status);
  });
}

const taken: readonly (readonly [name: string, head: string, facts: Partial<RequestHead>])[] = [
  ['a GET', 'GET / HTTP/1.1\r\nHost: a\r\n', { body: noBody, keepsAlive: true, expectsContinue: false }],
  ['HTTP/1.0 without Host', 'GET / HTTP/1.0\r\n', { protocol: 'HTTP/1.0', keepsAlive: false }],
  ['an absolute target without Host', 'GET http://a/b HTTP/1.1\r\n', { uri: 'http://a/b' }],
  ['a body', 'POST / HTTP/1.1\r\nHost: a\r\nCONTENT-LENGTH: 100\r\n', { body: bodyOf(100) }],
  ['a length with zeros', 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0005\r\n', { body: bodyOf(5) }],
  ['any token as a method', "!#$%&'*+-.^_`|~0Az / HTTP/1.1\r\nHost: a\r\n", { method: "!#$%&'*+-.^_`|~0Az" }],
  ['a method in small letters', 'get / HTTP/1.1\r\nHost: a\r\n', { method: 'get' }],
  ['M-SEARCH', 'M-SEARCH / HTTP/1.1\r\nHost: a\r\n', { method: 'M-SEARCH' }],
  ['OPTIONS of the server', 'OPTIONS * HTTP/1.1\r\nHost: a\r\n', { uri: '*' }],
  ['close', 'GET / HTTP/1.1\r\nHost: a\r\nConnection: Close\r\n', { keepsAlive: false }],
  ['close among others', 'GET / HTTP/1.1\r\nHost: a\r\nConnection: x , CLOSE,y\r\n', { keepsAlive: false }],
  [
    'close, and keep-alive',
    'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nConnection: keep-alive\r\n',
    { keepsAlive: false },
  ],
  ['closeness', 'GET / HTTP/1.1\r\nHost: a\r\nConnection: closed\r\n', { keepsAlive: true }],
  ['keep-alive in HTTP/1.0', 'GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n', { keepsAlive: true }],
  [
    'an expectation',
    'PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nExpect: 100-Continue\r\n',
    { expectsContinue: true },
  ],
  [
    'an expectation in HTTP/1.0',
    'PUT / HTTP/1.0\r\nContent-Length: 1\r\nExpect: x\r\n',
    { expectsContinue: false },
  ],
];

for (const [name, head, facts] of taken) {
  test(`${name} is taken`, () => {
    const result = accepted(head);
    for (const [fact, value] of Object.entries(facts)) {
      assert.deepEqual(result[fact as keyof RequestHead], value, fact);
    }
  });
}

test('the CGI variables are all there, empty ones too, and the headers follow', () => {
  const head =
    'GET /a%20b?x=1 HTTP/1.1\r\nHost: example.org\r\nUser-Agent: \t curl \t\r\nContent-Type: a/b\r\nX-E:\r\n';
  assert.deepEqual(varsOf(head), {
    REQUEST_METHOD: 'GET',
    REQUEST_URI: '/a%20b?x=1',
    PATH_INFO: '/a b',
    QUERY_STRING: 'x=1',
    SERVER_PROTOCOL: 'HTTP/1.1',
    SCRIPT_NAME: '',
    SERVER_NAME: 'box',
    SERVER_PORT: '80',
    REMOTE_ADDR: '10.0.0.1',
    REMOTE_PORT: '5000',
    HTTP_HOST: 'example.org',
    HTTP_USER_AGENT: 'curl',
    CONTENT_TYPE: 'a/b',
    HTTP_X_E: '',
  });
});

test('a header with an underscore in its name does not reach the application', () => {
  const vars = varsOf(
    'GET / HTTP/1.1\r\nHost: a\r\nContent_Length: 3\r\nX_Y: 1\r\nX-Y: 2\r\nTransfer_Encoding: chunked\r\n',
  );
  assert.equal(vars['CONTENT_LENGTH'], undefined);
  assert.equal(vars['HTTP_TRANSFER_ENCODING'], undefined);
  assert.equal(vars['HTTP_X_Y'], '2');
});

test('Proxy never becomes HTTP_PROXY, nor do chunks leave a trace', () => {
  const vars = varsOf(
    'POST / HTTP/1.1\r\nHost: a\r\nProxy: http://evil\r\nPROXY: x\r\nTransfer-Encoding: chunked\r\n',
  );
  assert.equal(vars['HTTP_PROXY'], undefined);
  assert.equal(vars['HTTP_TRANSFER_ENCODING'], undefined);
});

test('repeated headers are joined, cookies with a semicolon, whatever their spelling', () => {
  const vars = varsOf(
    'GET / HTTP/1.1\r\nHost: a\r\nX-R: 1\r\nCookie: a=1\r\nx-r: 2\r\nCOOKIE: b=2\r\nX-R: 3\r\nProxy: p\r\n',
  );
  assert.equal(vars['HTTP_X_R'], '1, 2, 3');
  assert.equal(vars['HTTP_COOKIE'], 'a=1; b=2');
  assert.equal(vars['SCRIPT_NAME'], '');
  assert.equal(vars['REMOTE_ADDR'], '10.0.0.1');
  assert.equal(vars['HTTP_PROXY'], undefined);
});

test('the host of an absolute target replaces the Host header', () => {
  for (const more of ['', 'X-R: 1\r\nX-R: 2\r\n']) {
    const vars = varsOf(`GET http://example.org:81/ HTTP/1.1\r\nHost: other\r\n${more}`);
    assert.equal(vars['HTTP_HOST'], 'example.org:81');
  }
});

test('a NUL in the path does not tear the environ apart', () => {
  const { environ } = accepted('GET /a%00b HTTP/1.1\r\nHost: a\r\n');
  assert.equal(environ.isJson, true);
  assert.equal(pairs(decodeEnviron(environ))['PATH_INFO'], '/a\0b');
});

test('what is cut at any point is neither refused nor taken', () => {
  const head = 'POST /a?b HTTP/1.1\r\nHost: a\r\nX-A: b\r\nContent-Length: 3\r\n\r\n';
  for (let end = 0; end < head.length; end += 1) {
    // A line that has no colon yet is not whole; one that has not even begun is no line.
    assert.equal(parseHead(head.slice(0, end), connection, names), null, JSON.stringify(head.slice(0, end)));
  }
});

test('clients that make up names cannot fill the table, and are remembered for a request only', () => {
  const table = new HeaderNames();
  for (let round = 0; round < 50; round += 1) {
    const made = Array.from({ length: 1100 }, (_, at) => `x${round}-${at}: b\r\n`).join('');
    parseHead(`GET / HTTP/1.1\r\nHost: a\r\nX-First: 1\r\n${made}x-first: 2\r\n\r\n`, connection, table);
    assert.ok(table.size < 2000, `${table.size} names`);
  }
  const made = Array.from({ length: 1100 }, (_, at) => `y${at}: b\r\n`).join('');
  const result = parseHead(
    `GET / HTTP/1.1\r\nHost: a\r\nX-First: 1\r\n${made}x-first: 2\r\n\r\n`,
    connection,
    table,
  );
  if (result === null || 'status' in result) assert.fail('refused');
  assert.equal(pairs(decodeEnviron(result.environ))['HTTP_X_FIRST'], '1, 2');
});

function accepted(head: string): RequestHead {
  const result: RequestHead | Refusal | null = parseHead(`${head}\r\n`, connection, names);
  if (result === null || 'status' in result) assert.fail(JSON.stringify(result));
  return result;
}

function varsOf(head: string): Record<string, string> {
  return pairs(decodeEnviron(accepted(head).environ));
}

function pairs(pieces: readonly string[]): Record<string, string> {
  const vars: Record<string, string> = {};
  for (let at = 0; at < pieces.length; at += 2) vars[pieces[at] ?? ''] = pieces[at + 1] ?? '';
  return vars;
}
