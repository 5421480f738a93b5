import assert from 'node:assert/strict';
import test from 'node:test';
import { decodeEnviron } from '../../../../src/server/dispatch/environ-text.js';
import { buildHttpEnviron, type EnvironSource } from '../../../../src/server/gateway/http/environ.js';

const connection = 'SERVER_NAME\0box\0SERVER_PORT\x0080\0REMOTE_ADDR\x0010.0.0.1\0REMOTE_PORT\x005000\0';
const base: EnvironSource = {
  method: 'GET',
  uri: '/a%20b?x=1',
  target: { path: '/a b', query: 'x=1', host: null },
  protocol: 'HTTP/1.1',
  connection,
  rawHeaders: ['Host', 'example.org'],
  gatheredLength: null,
};

test('the CGI variables are all there, empty ones too, and the headers follow', () => {
  assert.deepEqual(
    varsFor({ rawHeaders: ['Host', 'example.org', 'User-Agent', 'curl', 'Content-Type', 'a/b'] }),
    {
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
    },
  );
});

test('a header with an underscore in its name does not reach the application', () => {
  const vars = varsFor({ rawHeaders: ['Content_Length', '3', 'X_Y', '1', 'X-Y', '2'] });
  assert.equal(vars['CONTENT_LENGTH'], undefined);
  assert.equal(vars['HTTP_X_Y'], '2');
});

test('Proxy never becomes HTTP_PROXY', () => {
  assert.equal(varsFor({ rawHeaders: ['Proxy', 'http://evil'] })['HTTP_PROXY'], undefined);
});

test('repeated headers are joined, cookies with a semicolon', () => {
  const vars = varsFor({
    rawHeaders: ['X-R', '1', 'Cookie', 'a=1', 'x-r', '2', 'COOKIE', 'b=2', 'X-R', '3'],
  });
  assert.equal(vars['HTTP_X_R'], '1, 2, 3');
  assert.equal(vars['HTTP_COOKIE'], 'a=1; b=2');
  assert.equal(vars['SCRIPT_NAME'], '');
  assert.equal(vars['REMOTE_ADDR'], '10.0.0.1');
});

test('the host of an absolute target replaces the Host header', () => {
  for (const rawHeaders of [
    ['Host', 'other'],
    ['X-R', '1', 'Host', 'other', 'X-R', '2'],
  ]) {
    const vars = varsFor({ rawHeaders, target: { path: '/', query: '', host: 'example.org:81' } });
    assert.equal(vars['HTTP_HOST'], 'example.org:81');
  }
});

test('a body that came in chunks has a length and no Transfer-Encoding', () => {
  const vars = varsFor({ rawHeaders: ['Transfer-Encoding', 'chunked'], gatheredLength: 11 });
  assert.equal(vars['CONTENT_LENGTH'], '11');
  assert.equal(vars['HTTP_TRANSFER_ENCODING'], undefined);
});

test('a NUL in the path does not tear the environ apart', () => {
  const environ = buildHttpEnviron({ ...base, target: { path: '/a\0b', query: '', host: null } });
  assert.equal(environ.isJson, true);
  assert.equal(pairs(decodeEnviron(environ))['PATH_INFO'], '/a\0b');
});

test('two spellings of one name are one header', () => {
  assert.equal(varsFor({ rawHeaders: ['X-Spelled', '1', 'x-spelled', '2'] })['HTTP_X_SPELLED'], '1, 2');
});

test('clients that make up names do not change how later requests are read', () => {
  for (let at = 0; at < 1500; at += 1) varsFor({ rawHeaders: [`X-Made-Up-${at}`, 'v'] });
  assert.equal(varsFor({ rawHeaders: ['X-Late', '1', 'X-Late', '2'] })['HTTP_X_LATE'], '1, 2');
});

function varsFor(change: Partial<EnvironSource>): Record<string, string> {
  return pairs(decodeEnviron(buildHttpEnviron({ ...base, ...change })));
}

function pairs(pieces: readonly string[]): Record<string, string> {
  const vars: Record<string, string> = {};
  for (let at = 0; at < pieces.length; at += 2) vars[pieces[at] ?? ''] = pieces[at + 1] ?? '';
  return vars;
}
