import assert from 'node:assert/strict';
import { test } from 'node:test';
import { complaint, readConfig, readIni } from '../options-world.js';

const serversOwn = [
  'Connection: Keep-Alive',
  'connection: close',
  'Keep-Alive: timeout=5',
  'Proxy-Connection: close',
  'UPGRADE: h2c',
  'Content-Length: 5',
  'content-length:0',
  'Transfer-Encoding: chunked',
  'Trailer: X',
  'TE: trailers',
  'Date: Tue, 01 Jan 2030 00:00:00 GMT',
];

for (const header of serversOwn) {
  test(`${header} is the server's own: left out with a note`, () => {
    const { addHeaders, notes } = readIni(`add-header = ${header}\nadd-header = X-A: b`);
    assert.deepEqual(addHeaders, [{ name: 'X-A', value: 'b' }]);
    assert.equal(notes.length, 2);
    assert.match(notes[1] ?? '', new RegExp(`^app\\.ini:2: add-header "${header}": left out: [^\\n]+$`));
  });
}

for (const header of [
  'Server: x',
  'Cache-Control: no-store',
  'Connection-Id: 7',
  'X-Empty:',
  'X-Tab: a\tb',
]) {
  test(`${JSON.stringify(header)} is added`, () => {
    assert.equal(readConfig(['--add-header', header]).addHeaders.length, 1);
  });
}

test('every control character but the tabulator is an error that names the header', () => {
  for (let code = 0; code < 0xa0; code++) {
    const isControl = code < 0x20 || code === 0x7f;
    if (!isControl || code === 9) {
      readConfig(['--add-header', `X-A: a${String.fromCharCode(code)}b`]);
      continue;
    }
    const message = complaint(() => readConfig(['--add-header', `X-A: a${String.fromCharCode(code)}b`]));
    assert.match(
      message,
      /^Cannot use --add-header "X-A: a\ufffdb": (?:a header must be one line|it contains a NUL byte|.* value of X-A)$/,
    );
  }
});

for (const header of [
  '',
  'X',
  ': x',
  ' X: a',
  'X : a',
  'X Y: a',
  'X\t: a',
  'Ü: a',
  'X(: a',
  'X\0: a',
  'X: a\n Y: b',
]) {
  test(`${JSON.stringify(header)} is an error of one line`, () => {
    assert.match(
      complaint(() => readConfig(['--add-header', header])),
      /^Cannot use --add-header ".*": [^\n]+$/,
    );
  });
}

test('no value reaches a client with anything that is not a byte', () => {
  for (const value of ['ü', '€', '𝒳', '\ud800', '\u2028']) {
    const [header] = readConfig(['--add-header', `X-A: ${value}`]).addHeaders;
    assert.match(header?.value ?? '', /^[\x80-\xff]+$/);
  }
});
