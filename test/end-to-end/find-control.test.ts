// Whatever the address: the process of a real server is found to be the one that listens there, and no other.

import assert from 'node:assert/strict';
import test from 'node:test';
import { findControl } from '../../src/monitor/control/find-control.js';
import { parseAddress } from '../../src/protocol/address.js';
import { type StatsLike, startUwsgi, type UwsgiRequest } from '../peers/uwsgi.js';

const PLAIN = '--http-socket {http} --wsgi-file {app} --master --processes 2 --stats {stats}';

const CASES: readonly (readonly [
  what: string,
  request: UwsgiRequest,
  typed: (address: string) => string,
  term: string,
])[] = [
  ['TCP', { command: PLAIN }, (address) => address, 'reloads'],
  ['TCP as localhost', { command: PLAIN }, (address) => address.replace('127.0.0.1', 'localhost'), 'reloads'],
  [
    'all addresses',
    { command: PLAIN.replace('{stats}', '0.0.0.0:{port:stats}') },
    (address) => address,
    'reloads',
  ],
  ['a URL', { command: `${PLAIN} --stats-http` }, (address) => `http://${address}/`, 'reloads'],
  ['a unix socket', { command: PLAIN, stats: 'unix' }, (address) => address, 'reloads'],
  [
    'a unix socket that the server has by a relative path',
    { command: PLAIN.replace('{stats}', 'stats.sock'), stats: 'unix' },
    (address) => `unix://${address}`,
    'reloads',
  ],
  ['an abstract socket', { command: PLAIN, stats: 'abstract' }, (address) => address, 'reloads'],
  ['die-on-term', { command: `${PLAIN} --die-on-term` }, (address) => address, 'stops'],
  [
    'an ini file',
    { command: '--ini {dir}/shop.ini', files: { 'shop.ini': iniOf(PLAIN) } },
    (address) => address,
    'unknown',
  ],
  ['another name for ps', { command: `${PLAIN} --auto-procname` }, (address) => address, 'unknown'],
];

for (const [what, request, typed, term] of CASES) {
  test(`signals to a uWSGI behind ${what}`, async (t) => {
    const server = await startUwsgi(t, request);
    if (server === null) return;
    const document = await server.document();
    assert.ok(document !== null);
    const { signals } = await findControl(
      parseAddress(typed(server.statsAddress)),
      null,
      subjectOf(document),
    );
    assert.equal(signals.problem, null);
    assert.equal(signals.master?.pid, server.pid);
    assert.equal(signals.term, term);
  });
}

test('one server is not taken for the other', async (t) => {
  const [one, other] = [await startUwsgi(t, { command: PLAIN }), await startUwsgi(t, { command: PLAIN })];
  const document = await other?.document();
  if (one === null || !document) return;
  const { signals } = await findControl(parseAddress(one.statsAddress), null, subjectOf(document));
  assert.match(signals.problem ?? '', /is another one/);
  assert.equal(signals.master, null);
});

function subjectOf({ pid, version, workers = [] }: StatsLike) {
  return { pid, product: 'uWSGI', version: version ?? null, workers: workers.map((one) => one.pid) } as const;
}

/** The options of a command line, one a line. */
function iniOf(command: string): string {
  const lines = command.split(' --').map((option) => option.replace(/^--/, ''));
  return `[uwsgi]\n${lines.map((line) => (line.includes(' ') ? line.replace(' ', ' = ') : `${line} = true`)).join('\n')}\n`;
}
