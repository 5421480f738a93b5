import assert from 'node:assert/strict';
import { hostname } from 'node:os';
import { test } from 'node:test';
import { checkStatsRequest } from '../../../src/server/reporting/stats-host-check.js';

const ask = (...fields: string[]): string => ['GET /stats HTTP/1.1', ...fields, '', ''].join('\r\n');

const allowed: Readonly<Record<string, string>> = {
  'no Host': ask('Accept: */*'),
  'an IPv4 address': ask('Host: 10.1.2.3'),
  'an address and a port': ask('Host: 127.0.0.1:1717'),
  'an IPv6 address': ask('Host: [::1]:1717'),
  localhost: ask('Host: LocalHost:1717'),
  'the name of this machine': ask(`Host: ${hostname()}`),
  'a name that was given': ask('Host: stats.example'),
  'the same with a dot behind it': ask('Host: stats.example.:80'),
  'its own page': ask('Host: localhost:1717', 'Origin: http://localhost:1717'),
  'something like a Host in the body': `${ask('Host: 127.0.0.1')}Host: evil.example\r\n`,
};

const refused: Readonly<Record<string, string>> = {
  'a foreign name': ask('Host: evil.example'),
  'a name that ends like ours': ask('Host: evil-localhost'),
  'a name that begins like an address': ask('Host: 127.0.0.1.evil.example'),
  'a name with ours as the user': ask('Host: localhost@evil.example'),
  'a name and ours': ask('Host: localhost', 'Host: evil.example'),
  'a Host that is none': ask('Host: a b'),
  'an empty Host': ask('Host:'),
  'spaces before the colon': ask('Host : evil.example'),
  'a foreign name in the target': 'GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n',
  'a page of another server': ask('Host: localhost', 'Origin: http://evil.example'),
  'a page of another port': ask('Host: localhost:1717', 'Origin: http://localhost:8000'),
  'a page of a file': ask('Host: localhost', 'Origin: null'),
  'a page, and no Host': ask('Origin: http://evil.example'),
};

for (const [name, request] of Object.entries(allowed)) {
  test(`${name} is answered`, () => {
    assert.equal(checkStatsRequest(request, { names: ['Stats.Example'], isLocalSocket: false }), null);
  });
}

for (const [name, request] of Object.entries(refused)) {
  test(`${name} is refused, but over a unix socket, where no browser comes from`, () => {
    const reason = checkStatsRequest(request, { names: ['stats.example'], isLocalSocket: false });
    assert.match(reason ?? '', /^[\x20-\x7e]+$/);
    assert.equal(checkStatsRequest(request, { names: [], isLocalSocket: true }), null);
  });
}
