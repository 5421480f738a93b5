import assert from 'node:assert/strict';
import test from 'node:test';
import { decodePath, isHost, parseTarget } from '../../../../src/server/gateway/http/request-target.js';

const targets: readonly (readonly [target: string, method: string, expected: unknown])[] = [
  ['/', 'GET', { path: '/', query: '', host: null }],
  ['/a//b?x=%41&y', 'GET', { path: '/a//b', query: 'x=%41&y', host: null }],
  ['/a?b?c', 'GET', { path: '/a', query: 'b?c', host: null }],
  ['http://example.org', 'GET', { path: '/', query: '', host: 'example.org' }],
  ['http://example.org:81/a?b', 'GET', { path: '/a', query: 'b', host: 'example.org:81' }],
  ['HTTPS://[::1]:81/a', 'GET', { path: '/a', query: '', host: '[::1]:81' }],
  ['http://example.org?x', 'GET', { path: '/', query: 'x', host: 'example.org' }],
  ['*', 'OPTIONS', { path: '*', query: '', host: null }],
  ['*', 'GET', null],
  ['example.org:80', 'GET', null],
  ['relative/path', 'GET', null],
  ['', 'GET', null],
  ['/a#b', 'GET', null],
  ['http://user@example.org/', 'GET', null],
  ['ftp://example.org/', 'GET', null],
];

for (const [target, method, expected] of targets) {
  test(`${method} ${JSON.stringify(target)} is ${expected === null ? 'refused' : 'taken apart'}`, () => {
    assert.deepEqual(parseTarget(target, method), expected);
  });
}

const paths: readonly (readonly [path: string, decoded: string])[] = [
  ['/%C3%A9', '/\u00c3\u00a9'],
  ['/%FF', '/\u00ff'],
  ['/%2541', '/%41'],
  ['/%zz%4', '/%zz%4'],
  ['/%00', '/\0'],
  ['/a+b', '/a+b'],
];

for (const [path, decoded] of paths) {
  test(`${path} is decoded once, byte by byte`, () => assert.equal(decodePath(path), decoded));
}

const hosts: readonly (readonly [host: string, valid: boolean])[] = [
  ['example.org', true],
  ['example.org:8080', true],
  ['127.0.0.1:80', true],
  ['[::1]:80', true],
  ['', false],
  ['user@example.org', false],
  ['a/b', false],
  ['a, b', false],
  ['a b', false],
  ['example.org:http', false],
  ['[::1', false],
];

for (const [host, valid] of hosts) {
  test(`Host ${JSON.stringify(host)} is ${valid ? 'taken' : 'refused'}`, () =>
    assert.equal(isHost(host), valid));
}
