import assert from 'node:assert/strict';
import test from 'node:test';
import { optionsInFile } from '../../../src/monitor/discovery/option-files.js';
import { filledIn } from '../../../src/monitor/discovery/placeholders.js';
import { statsOptionsOf } from '../../../src/monitor/discovery/stats-options.js';

const files: readonly [name: string, text: string][] = [
  ['a.ini', '; c\n[other]\nstats = :1\n[uwsgi]\n# c\n master=true\r\nstats = 127.0.0.1:9191 \nlazy\n'],
  [
    'a.xml',
    '<!-- <stats>x</stats> --><uwsgi><master/>\n<stats> 127.0.0.1:9191</stats><lazy/></uwsgi><uwsgi id="b"/>',
  ],
  [
    'a.yml',
    '---\nother:\n  stats: 1\nuwsgi:\n  # c\n  master: true\n  stats: "127.0.0.1:9191" # why\n  lazy: true\n',
  ],
  ['a.json', '{"uwsgi": {"master": true, "stats": "127.0.0.1:9191", "lazy": true, "none": null}}'],
];
for (const [name, text] of files) {
  test(`${name}: the options of the section "uwsgi", in order`, () => {
    const want = [
      ['master', 'true'],
      ['stats', '127.0.0.1:9191'],
      ['lazy', 'true'],
    ];
    const found = optionsInFile(name, text, 'uwsgi').filter(([option]) => option !== '');
    assert.deepEqual(found, want);
  });
}

test('lists give one option for each item', () => {
  const want = [
    ['stats', 'a'],
    ['stats', 'b'],
  ];
  assert.deepEqual(optionsInFile('a.yaml', 'uwsgi:\n  stats:\n  - a\n  - "b"\n', 'uwsgi'), want);
  assert.deepEqual(optionsInFile('a.json', '{"uwsgi":{"stats":["a","b"]}}', 'uwsgi'), want);
  assert.deepEqual(optionsInFile('a.yaml', 'uwsgi:\n  - stats: a\n  - stats: b\n', 'uwsgi'), want);
});

for (const text of ['', '[', '{"uwsgi": 3}', '[uwsgi', '<uwsgi>', 'uwsgi:\n- \n', '\0\x1b[31m'])
  test(`broken files give nothing, and no error: ${JSON.stringify(text)}`, () => {
    for (const end of ['ini', 'xml', 'yaml', 'json', 'js', 'conf', ''])
      assert.ok(optionsInFile(`a.${end}`, text, 'uwsgi').every(([name]) => name !== 'stats'));
  });

const facts = {
  path: '/etc/uwsgi/apps/shop.prod.ini',
  named: 'apps/shop.prod.ini',
  section: 'uwsgi',
  hostName: 'web1',
  environment: new Map([['RUN', '/run']]),
  options: new Map([['base', '/srv']]),
};
const placeholders: readonly [string, string | null][] = [
  ['/run/%n.stats', '/run/shop.prod.stats'],
  ['%d%s', '/etc/uwsgi/apps/shop.prod.ini'],
  ['%p|%o|%e|%c|%x|%h', '/etc/uwsgi/apps/shop.prod.ini|apps/shop.prod.ini|ini|apps|uwsgi|web1'],
  ['%N%%', 'shop.prod%'],
  ['%0/%1', 'etc/uwsgi'],
  ['%(base)/s', '/srv/s'],
  ['$(RUN)/s', '/run/s'],
  ['%(no)', null],
  ['$(NO)', null],
  ['/run/%t', null],
  ['%9', null],
  ['@(file)', null],
];
for (const [value, want] of placeholders)
  test(`${value} is ${want ?? 'not known for certain'}`, () => assert.equal(filledIn(value, facts), want));

const server = {
  pid: 1,
  parent: 0,
  name: 'uwsgi',
  folder: '/srv/shop',
  environment: [] as readonly string[],
  sockets: null,
  user: 'www-data',
};
const disk = new Map([
  [
    '/etc/uwsgi/shop.ini',
    '[uwsgi]\nset-placeholder = run=/run/x\nini = base.ini:part\nstats = %(run)/%n.sock\n',
  ],
  ['/srv/shop/base.ini', '[part]\nstats-http = true\nini = base.ini:part\n'],
  ['/srv/shop/odd.ini', '[uwsgi]\nstats = /run/%j\n'],
  ['/srv/shop/here.ini', '[uwsgi]\nini = :two\n[two]\nstats = @two\n'],
]);
const reader = { hostName: 'web1', read: (path: string) => disk.get(path) ?? null };
const lines: readonly [words: string, want: string, environment?: string][] = [
  ['uwsgi --stats 127.0.0.1:9191 --master', '127.0.0.1:9191'],
  ['uwsgi --stats=:9191 --stats-http', ':9191 http'],
  ['uwsgi --stats-server @s', '@s'],
  ['uwsgi -M --ini /etc/uwsgi/shop.ini', '/run/x/shop.sock http'],
  ['uwsgi /etc/uwsgi/shop.ini', '/run/x/shop.sock http'],
  ['uwsgi --master --touch-reload odd.ini --ini=/etc/uwsgi/shop.ini', '/run/x/shop.sock http'],
  ['uwsgi --ini odd.ini', 'uncertain'],
  ['uwsgi --ini gone.ini', 'uncertain'],
  ['uwsgi --ini here.ini', '@two'],
  ['uwsgi --emperor /etc/v --emperor-stats 127.0.0.1:9000', '127.0.0.1:9000=emperor'],
  ['uwsgi --http :80 --http-stats /run/h --stats s', '/run/h=router s'],
  ['/usr/bin/node /usr/bin/tsgi --http :0 --stats /run/t', '/run/t'],
  ['python3 /usr/local/bin/uwsgi --stats s', 's'],
  ['uwsgi --master', '', 'UWSGI_STATS=127.0.0.1:7'],
  ['uwsgi', '127.0.0.1:7', 'UWSGI_STATS=127.0.0.1:7'],
  ['uwsgi --stats', ''],
];
for (const [words, want, variable] of lines)
  test(`${words}${variable === undefined ? '' : ` with ${variable}`}`, () => {
    const environment = variable === undefined ? [] : [variable];
    const options = statsOptionsOf({ ...server, environment, words: words.split(' ') }, reader);
    const texts = options.addresses.map(({ text, of }) => (of === 'server' ? text : `${text}=${of}`));
    const flags = [options.isHttp ? 'http' : '', options.isUncertain ? 'uncertain' : ''];
    const got = [...texts, ...flags].filter((text) => text !== '').join(' ');
    assert.equal(got, variable === undefined || want !== '' ? want : '127.0.0.1:7');
  });
