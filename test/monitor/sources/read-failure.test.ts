import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readFailure, replyFailure, systemFailure } from '../../../src/monitor/sources/read-failure.js';

describe('a failure of the system', () => {
  const cases = [
    ['ECONNREFUSED', 'connection refused'],
    ['ENOENT', 'no such socket or file'],
    ['EACCES', 'permission denied'],
    ['EHOSTUNREACH', 'no route to the host'],
    ['CERT_HAS_EXPIRED', 'the certificate has expired'],
    ['CERT_REVOKED', 'the certificate is not accepted (it went wrong)'],
    ['ESOMETHING', 'it went wrong'],
  ] as const;
  for (const [code, words] of cases) {
    test(`${code} is "${words}"`, () => {
      const error = Object.assign(new Error('it went wrong'), { code });
      const failure = systemFailure('127.0.0.1:1717', error);
      assert.equal(failure.message, `Cannot read stats from "127.0.0.1:1717": ${words}`);
      assert.equal(failure.kind, 'unreachable');
      assert.equal(failure.cause, error);
    });
  }

  test('of several addresses is told by the first', () => {
    const [first, second] = ['ECONNREFUSED', 'ENETUNREACH'].map((code) =>
      Object.assign(new Error(''), { code }),
    );
    const { message } = systemFailure('localhost:1', new AggregateError([first, second]));
    assert.match(message, /: connection refused$/);
  });

  test('without a word is a failure all the same', () => {
    assert.match(systemFailure('x', new Error('')).message, /: it failed for an unknown reason$/);
    assert.match(systemFailure('x', 'text').message, /: it failed for an unknown reason$/);
  });
});

test('messages are one line of printable text, whatever the address and the reason', () => {
  const { message } = readFailure(
    '/a\x1b]0;x\x07\n\u{202e}b',
    'unreachable',
    `bad\r\n\x9b1m${'x'.repeat(1000)}`,
  );
  assert.match(message, /^Cannot read stats from "\/a\u{fffd}\]0;x\u{fffd}b": bad\u{fffd}1mx+…$/u);
  assert.ok(message.length < 400);
});

test('bugs are not dressed up as failures of the server', () => {
  const bug = new TypeError('x is not a function');
  assert.equal(replyFailure('x', bug), bug);
});
