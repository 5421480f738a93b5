import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseListenAddress } from '../../../src/server/options/rows/listen-address.js';
import {
  checkViewer,
  isLocalAddress,
  type ViewerRequest,
} from '../../../src/server/reporting/stats-viewer-check.js';

const plain: ViewerRequest = {
  url: '/',
  host: '127.0.0.1:1717',
  origin: undefined,
  authorization: undefined,
};

type Expected = number | 400 | 401 | 403;

/** An interval in milliseconds, or the status of the refusal. */
const open: Readonly<Record<string, readonly [Partial<ViewerRequest>, Expected]>> = {
  'a program on this machine': [{}, 1000],
  'by the name localhost': [{ host: 'localhost:1717' }, 1000],
  'by another loopback address': [{ host: '127.9.0.1' }, 1000],
  'over IPv6': [{ host: '[::1]:1717' }, 1000],
  'a page of this very server': [{ origin: 'http://127.0.0.1:1717' }, 1000],
  'a page of this server by its other name': [{ origin: 'http://localhost:1717' }, 403],
  'a page of another server on this machine': [{ origin: 'http://127.0.0.1:8000' }, 403],
  'a page of the world': [{ origin: 'https://evil.example' }, 403],
  'a page without an address': [{ origin: 'null' }, 403],
  'a page of the world whose name was pointed here': [
    { host: 'evil.example:1717', origin: 'http://evil.example:1717' },
    403,
  ],
  'a name that only looks like loopback': [{ host: '127.0.0.1.evil.example:1717' }, 403],
  'localhost as a part of a name': [{ host: 'localhost.evil.example' }, 403],
  'no Host': [{ host: undefined }, 400],
  'a Host that is none': [{ host: 'a b' }, 400],
  'an interval': [{ url: '/?interval=250' }, 250],
  'the shortest interval': [{ url: '/?interval=100' }, 100],
  'a shorter one': [{ url: '/?interval=99' }, 100],
  'no pause at all': [{ url: '/?interval=0' }, 100],
  'an hour': [{ url: '/?interval=3600000' }, 3_600_000],
  'longer than an hour': [{ url: '/?interval=3600001' }, 3_600_000],
  'an interval among others': [{ url: '/stats?x=1&interval=500&y=?' }, 500],
  'an interval that is no number': [{ url: '/?interval=1s' }, 400],
  'a negative one': [{ url: '/?interval=-5' }, 400],
  'an empty one': [{ url: '/?interval=' }, 400],
  'more digits than anybody needs': [{ url: '/?interval=1000000000' }, 400],
  'a URL that is none': [{ url: '//' }, 1000],
  'a token that nobody asked for': [{ url: '/?token=x' }, 1000],
};

const guarded: Readonly<Record<string, readonly [Partial<ViewerRequest>, Expected]>> = {
  'no token': [{}, 401],
  'the token in the query': [{ url: '/?token=s3cret%26&interval=200' }, 200],
  'the token as a header': [{ authorization: 'Bearer s3cret&' }, 1000],
  'the token as a header, in other letters': [{ authorization: 'bearer s3cret&' }, 1000],
  'a beginning of it': [{ url: '/?token=s3cret' }, 401],
  'more than it': [{ url: '/?token=s3cret%26x' }, 401],
  'an empty one': [{ url: '/?token=' }, 401],
  'another scheme': [{ authorization: 'Basic s3cret&' }, 401],
  'the right header and a wrong query': [{ url: '/?token=x', authorization: 'Bearer s3cret&' }, 401],
  'any name of the server': [{ url: '/?token=s3cret%26', host: 'stats.example:1717' }, 1000],
  'a page of another server, even with the token': [
    { url: '/?token=s3cret%26', host: 'stats.example', origin: 'http://evil.example' },
    403,
  ],
  'a page of this server': [
    { url: '/?token=s3cret%26', host: 'stats.example', origin: 'http://stats.example' },
    1000,
  ],
};

for (const [title, table, token] of [
  ['without a token', open, null],
  ['with a token', guarded, 's3cret&'],
] as const) {
  describe(`viewers, ${title}`, () => {
    for (const [name, [change, expected]] of Object.entries(table)) {
      test(`${name}: ${expected}`, () => {
        const verdict = checkViewer({ ...plain, ...change }, token);
        assert.equal(verdict.welcome ? verdict.intervalMs : verdict.status, expected);
      });
    }
  });
}

const addresses: Readonly<Record<string, boolean>> = {
  '127.0.0.1:1': true,
  '127.1.2.3:1': true,
  'localhost:1': true,
  '[::1]:1': true,
  '/run/stats': true,
  '@stats': true,
  ':1': false,
  '0.0.0.0:1': false,
  '[::]:1': false,
  '192.168.1.5:1': false,
  'example.org:1': false,
};

for (const [text, expected] of Object.entries(addresses)) {
  test(`${text} can${expected ? ' only' : ''} be reached from ${expected ? 'here' : 'elsewhere'}`, () => {
    assert.equal(isLocalAddress(parseListenAddress(text)), expected);
  });
}
