import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { serversOnHost } from '../../../src/monitor/discovery/candidates.js';
import { findServers } from '../../../src/monitor/discovery/find-servers.js';
import { noneText, onlyOneText, severalText } from '../../../src/monitor/discovery/found-text.js';
import { tcpListeners } from '../../../src/monitor/discovery/listeners.js';
import { readHost } from '../../../src/monitor/discovery/read-host.js';

interface ProcessSpec {
  readonly pid: number;
  readonly parent: number;
  readonly words: string;
  readonly name?: string;
  readonly sockets?: readonly number[];
}

/** A /proc and a / for the configuration files. */
function host(
  t: TestContext,
  processes: readonly ProcessSpec[],
  files: Readonly<Record<string, string>> = {},
): ReturnType<typeof readHost> {
  const root = mkdtempSync(join(tmpdir(), 'tstop-proc-'));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  for (const { pid, parent, words, name = 'uwsgi', sockets } of processes) {
    const folder = join(root, 'proc', String(pid));
    mkdirSync(join(folder, sockets === undefined ? '' : 'fd'), { recursive: true });
    writeFileSync(join(folder, 'cmdline'), `${words.replaceAll(' ', '\0').replaceAll('_', ' ')}\0`);
    writeFileSync(join(folder, 'stat'), `${pid} (${name}) S ${parent} 1 1`);
    symlinkSync('/srv/shop', join(folder, 'cwd'));
    for (const inode of sockets ?? []) symlinkSync(`socket:[${inode}]`, join(folder, 'fd', String(inode)));
  }
  const net = join(root, 'proc', 'net');
  mkdirSync(net, { recursive: true });
  writeFileSync(join(net, 'tcp'), TCP);
  writeFileSync(join(net, 'unix'), UNIX);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return readHost(join(root, 'proc'), root);
}

const TCP = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:23E7 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 100 1 0 100 0 0 10 0
   1: 00000000:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 200 1 0 100 0 0 10 0
   2: 0100007F:1F90 0100007F:9999 01 00000000:00000000 00:00000000 00000000     0        0 300 1 0 100 0 0 10 0
`;
const UNIX = `Num       RefCount Protocol Flags    Type St Inode Path
0000000000000000: 00000002 00000000 00010000 0001 01 400 shop.stats
0000000000000000: 00000002 00000000 00010000 0001 01 500 @shop@
0000000000000000: 00000002 00000000 00010000 0001 01 600 /run/vassal.sock
0000000000000000: 00000003 00000000 00000000 0001 03 700 /run/other.sock
`;

const cases: readonly [
  name: string,
  processes: readonly ProcessSpec[],
  want: readonly string[],
  files?: Readonly<Record<string, string>>,
][] = [
  [
    'a master by its command line, none of its workers',
    [
      { pid: 10, parent: 1, words: 'uwsgi --http-socket :8080 --stats 127.0.0.1:9191', sockets: [100, 200] },
      { pid: 11, parent: 10, words: 'uwsgi --http-socket :8080 --stats 127.0.0.1:9191', sockets: [200] },
    ],
    ['uWSGI 10 127.0.0.1:9191'],
  ],
  [
    'all addresses are reached at the loopback; a relative path and an abstract name are found',
    [
      { pid: 10, parent: 1, words: 'uwsgi --stats 0.0.0.0:8080', sockets: [200] },
      { pid: 20, parent: 1, words: 'uwsgi --stats shop.stats', sockets: [400] },
      { pid: 30, parent: 1, words: 'uwsgi --stats @shop', sockets: [500] },
    ],
    ['uWSGI 10 127.0.0.1:8080', 'uWSGI 20 /srv/shop/shop.stats', 'uWSGI 30 @shop'],
  ],
  [
    'an address that nobody listens at is none, nor is the socket of another process',
    [
      { pid: 10, parent: 1, words: 'uwsgi --stats 127.0.0.1:1', sockets: [200] },
      { pid: 20, parent: 1, words: 'uwsgi --stats 127.0.0.1:9191', sockets: [200] },
    ],
    ['uWSGI 10', 'uWSGI 20'],
  ],
  [
    "somebody else's server: its sockets cannot be seen, its word counts",
    [{ pid: 10, parent: 1, words: 'uwsgi --stats 127.0.0.1:9191' }],
    ['uWSGI 10 127.0.0.1:9191'],
  ],
  [
    'a command line that was rewritten: the socket that its workers do not hold',
    [
      { pid: 10, parent: 1, words: 'uWSGI_master', sockets: [200, 400] },
      { pid: 11, parent: 10, words: 'uWSGI_worker_1', sockets: [200] },
      { pid: 12, parent: 10, words: 'uWSGI_worker_2', sockets: [200, 400] },
    ],
    ['uWSGI 10 /srv/shop/shop.stats?'],
  ],
  [
    'no socket of a server whose words are clear and name no stats',
    [
      { pid: 10, parent: 1, words: 'uwsgi --http-socket :8080', sockets: [200, 400] },
      { pid: 11, parent: 10, words: 'uwsgi --http-socket :8080', sockets: [200] },
    ],
    ['uWSGI 10'],
  ],
  [
    'an emperor and a vassal of its own ini',
    [
      { pid: 10, parent: 1, words: 'uwsgi --emperor /etc/v --emperor-stats 127.0.0.1:9191', sockets: [100] },
      { pid: 11, parent: 10, words: 'uwsgi --ini /etc/v/vassal.ini', sockets: [600] },
      { pid: 12, parent: 11, words: 'uwsgi --ini /etc/v/vassal.ini', sockets: [] },
    ],
    ['uWSGI 10 127.0.0.1:9191', 'uWSGI 11 /run/vassal.sock'],
    { 'etc/v/vassal.ini': '[uwsgi]\nstats = /run/%n.sock\n' },
  ],
  [
    'tsgi, not its gateways; no shell, no sudo, no editor of an ini',
    [
      {
        pid: 10,
        parent: 1,
        name: 'node',
        words: 'node /usr/bin/tsgi --http :0 --stats 127.0.0.1:9191',
        sockets: [100],
      },
      {
        pid: 11,
        parent: 10,
        name: 'node',
        words: 'node --x /l/dist/tsgi-gateway.cjs /tmp/run',
        sockets: [200],
      },
      { pid: 12, parent: 1, name: 'sudo', words: 'sudo uwsgi --stats 127.0.0.1:9191' },
      { pid: 13, parent: 1, name: 'sh', words: 'sh -c uwsgi_--stats_127.0.0.1:9191' },
      { pid: 14, parent: 1, name: 'vi', words: 'vi uwsgi.ini' },
    ],
    ['tsgi 10 127.0.0.1:9191'],
  ],
];
for (const [name, processes, want, files] of cases)
  test(name, (t) => {
    const got = serversOnHost(host(t, processes, files)).map(({ program, pid, candidates }) =>
      [program, pid, ...candidates.map(({ address, isNamed }) => `${address}${isNamed ? '' : '?'}`)].join(
        ' ',
      ),
    );
    assert.deepEqual(got, want);
  });

const addresses: readonly [hex: string, want: string][] = [
  ['0100007F:23E7', '127.0.0.1:9191'],
  ['00000000000000000000000001000000:23E7', '[::1]:9191'],
  ['00000000000000000000000000000000:23E7', '[::1]:9191'],
  ['0000000000000000FFFF00000100007F:23E7', '127.0.0.1:9191'],
  ['B80D0120000000000000000001000000:0050', '[2001:db8::1]:80'],
];
for (const [hex, want] of addresses)
  test(`/proc/net: ${hex} is ${want}`, () => {
    const line = `   0: ${hex} 0:0 0A 00000000:00000000 00:00000000 00000000     0        0 7 1`;
    assert.deepEqual(tcpListeners(line), [
      { inode: '7', address: want, port: Number(want.split(':').at(-1)) },
    ]);
  });

test('none, one, several, and what may not be opened are told in few lines', async (t) => {
  const one = {
    pid: 10,
    parent: 1,
    words: 'uwsgi --wsgi-file shop.py --stats 127.0.0.1:9191',
    sockets: [100],
  };
  const two = { pid: 20, parent: 1, words: 'uwsgi --module site --stats shop.stats', sockets: [400] };
  const picture = host(t, [one, two]);
  const both = await findServers(picture, async () => ({ kind: 'stats' }));
  assert.equal(
    severalText(both),
    [
      'No address given, and this host has several servers:',
      '  tstop 127.0.0.1:9191        uWSGI 10  shop.py',
      '  tstop /srv/shop/shop.stats  uWSGI 20  site',
    ].join('\n'),
  );
  const [first] = both.open;
  assert.ok(first);
  assert.equal(onlyOneText(first), '127.0.0.1:9191: stats of uWSGI 10, the only server found here');
  const denied = await findServers(picture, async ({ address }) => ({
    kind: address.startsWith('/') ? 'denied' : 'other',
  }));
  const deniedLines = noneText(denied, 'joe').split('\n');
  assert.match(deniedLines[0] ?? '', /^Permission denied: joe may not open/);
  assert.match(deniedLines[1] ?? '', /^ {2}sudo -u \S+ tstop \/srv\/shop\/shop\.stats {3}uWSGI 20 {2}site$/);
  const none = await findServers(picture, async () => ({ kind: 'other' }));
  assert.match(noneText(none, 'joe'), /^No address given, and uWSGI 10 \(shop\.py\) shows no stats, nor do/);
  assert.equal(noneText(none, 'joe').split('\n').length, 3);
  const empty = await findServers(host(t, []), async () => ({ kind: 'stats' }));
  assert.match(noneText(empty, 'joe'), /in its ini: +stats = 127\.0\.0\.1:9191/);
  assert.equal(noneText(empty, 'joe').split('\n').length, 3);
});
