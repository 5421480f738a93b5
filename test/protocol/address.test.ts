import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Address, AddressError, formatAddress, parseAddress } from '../../src/protocol/address.js';

describe('parseAddress', () => {
  const cases: readonly (readonly [string, Address])[] = [
    ['127.0.0.1:9191', { kind: 'tcp', host: '127.0.0.1', port: 9191 }],
    ['localhost:1', { kind: 'tcp', host: 'localhost', port: 1 }],
    ['stats.example.com:65535', { kind: 'tcp', host: 'stats.example.com', port: 65535 }],
    [':9191', { kind: 'tcp', host: '127.0.0.1', port: 9191 }],
    ['9191', { kind: 'tcp', host: '127.0.0.1', port: 9191 }],
    ['[::1]:9191', { kind: 'tcp', host: '::1', port: 9191 }],
    ['[fe80::1%eth0]:9191', { kind: 'tcp', host: 'fe80::1%eth0', port: 9191 }],
    ['tcp://127.0.0.1:9191', { kind: 'tcp', host: '127.0.0.1', port: 9191 }],
    ['TCP://[::1]:9191/', { kind: 'tcp', host: '::1', port: 9191 }],
    ['/run/app.stats', { kind: 'path', path: '/run/app.stats' }],
    ['./9191', { kind: 'path', path: './9191' }],
    ['run/app.sock', { kind: 'path', path: 'run/app.sock' }],
    ['reply.json', { kind: 'path', path: 'reply.json' }],
    ['day.ndjson', { kind: 'path', path: 'day.ndjson' }],
    ['day.TSR', { kind: 'path', path: 'day.TSR' }],
    ['unix:///run/app.stats', { kind: 'unix', path: '/run/app.stats' }],
    ['unix:/run/app.stats', { kind: 'unix', path: '/run/app.stats' }],
    ['unix:app.stats', { kind: 'unix', path: 'app.stats' }],
    ['@app', { kind: 'abstract', name: 'app' }],
    [`@${'x'.repeat(106)}`, { kind: 'abstract', name: 'x'.repeat(106) }],
    ['http://127.0.0.1:9191', { kind: 'http', url: 'http://127.0.0.1:9191/' }],
    ['https://example.com/stats?x=1', { kind: 'http', url: 'https://example.com/stats?x=1' }],
    ['http://me:secret@example.com/', { kind: 'http', url: 'http://me:secret@example.com/' }],
    ['ws://127.0.0.1:9292/stream', { kind: 'websocket', url: 'ws://127.0.0.1:9292/stream' }],
    ['wss://example.com/?a=b', { kind: 'websocket', url: 'wss://example.com/?a=b' }],
    ['-', { kind: 'stdin' }],
  ];
  for (const [text, address] of cases) {
    test(`reads ${text.slice(0, 40)}`, () => assert.deepEqual(parseAddress(text), address));
  }
});

describe('parseAddress refuses', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['', 'Cannot use address "": it is empty; try "127.0.0.1:9191"'],
    [
      'localhost',
      'Cannot use address "localhost": the port is missing; try "localhost:9191" or "./localhost"',
    ],
    ['localhost:', 'Cannot use address "localhost:": the port is missing; try "localhost:9191"'],
    ['[::1]', 'Cannot use address "[::1]": the port is missing; try "[::1]:9191"'],
    ['::1:9191', 'Cannot use address "::1:9191": an IPv6 address needs brackets; try "[::1]:9191"'],
    [
      'tcp:localhost:91',
      'Cannot use address "tcp:localhost:91": it has more than one colon; try "localhost:91"',
    ],
    [
      '[app]:9191',
      'Cannot use address "[app]:9191": there is no IPv6 address in the brackets; try "[::1]:9191"',
    ],
    [
      'a b:9191',
      'Cannot use address "a b:9191": the host name has a character that none can have; try "127.0.0.1:9191"',
    ],
    [
      'localhost:0',
      'Cannot use address "localhost:0": the port is not a number from 1 to 65535; try "localhost:9191"',
    ],
    [
      '[::1]:65536',
      'Cannot use address "[::1]:65536": the port is not a number from 1 to 65535; try "[::1]:9191"',
    ],
    [':http', 'Cannot use address ":http": the port is not a number from 1 to 65535; try "127.0.0.1:9191"'],
    ['99999', 'Cannot use address "99999": the port is not a number from 1 to 65535; try "127.0.0.1:9191"'],
    ['@', 'Cannot use address "@": the name is missing; try "@name"'],
    ['unix://', 'Cannot use address "unix://": the path is missing; try "unix:///run/app.stats"'],
    ['http://', 'Cannot use address "http://": it is not a valid URL; try "http://127.0.0.1:9191/"'],
    ['wss://a:b', 'Cannot use address "wss://a:b": it is not a valid URL; try "wss://127.0.0.1:9191/"'],
    ['uwsgi://a:1', 'Cannot use address "uwsgi://a:1": "uwsgi://" is not known; try "tcp://a:1"'],
    [
      'a\x1b[31m:1',
      'Cannot use address "a\u{fffd}[31m:1": it contains a control character; try "127.0.0.1:9191"',
    ],
    ['ftp://me:secret@h/', 'Cannot use address "ftp://***@h/": "ftp://" is not known; try "tcp://***@h/"'],
  ];
  for (const [text, message] of cases) {
    test(JSON.stringify(text), () => {
      assert.throws(
        () => parseAddress(text),
        (error) => {
          assert.ok(error instanceof AddressError);
          assert.equal(error.message, message);
          return true;
        },
      );
    });
  }

  test('an abstract name that no kernel takes', () => {
    assert.throws(() => parseAddress(`@${'x'.repeat(107)}`), /more than 106 bytes/);
    assert.throws(() => parseAddress(`@${'é'.repeat(54)}`), /more than 106 bytes/);
  });

  test('a text of any length with a message of one line', () => {
    assert.throws(() => parseAddress('x'.repeat(100_000)), /^AddressError: .{10,400}$/);
  });
});

describe('formatAddress', () => {
  const cases: readonly (readonly [string, string])[] = [
    [':9191', '127.0.0.1:9191'],
    ['[::1]:9191', '[::1]:9191'],
    ['tcp://localhost:9191', 'localhost:9191'],
    ['/run/app.stats', '/run/app.stats'],
    ['unix:/run/app.stats', 'unix:///run/app.stats'],
    ['unix:app.stats', 'unix:app.stats'],
    ['@app', '@app'],
    ['http://localhost:9191', 'http://localhost:9191/'],
    ['https://me:secret@example.com/x?y=z', 'https://***@example.com/x?y=z'],
    ['wss://token@example.com/', 'wss://***@example.com/'],
    ['-', '-'],
  ];
  for (const [text, formatted] of cases) {
    test(`writes ${text} as ${formatted}, which means the same`, () => {
      const address = parseAddress(text);
      assert.equal(formatAddress(address), formatted);
      if (!formatted.includes('***')) assert.deepEqual(parseAddress(formatted), address);
    });
  }
});
