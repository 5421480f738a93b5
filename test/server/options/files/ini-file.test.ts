// The expected lists are what uWSGI 2.0.30 printed for these files with --show-config, but where a comment says so.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { complaint, readConfig, readIni, shown, type World } from '../options-world.js';

interface Case {
  readonly what: string;
  readonly ini: string;
  readonly shown: readonly string[];
  readonly world?: World;
}

const cases: readonly Case[] = [
  {
    what: 'comments, spaces, quotes, other sections, a section that comes twice',
    ini: 'a = 1\n; x = 1\n# y = 1\n  b=2   ; x # y\n[other]\nc = 3\n[uwsgi]\nd = 4\nk = "v"\nx : y\n\tt\t=\t5\t\ne==f\ng= a  b ',
    shown: ['a = 1', 'b = 2   ; x # y', 'd = 4', 'k = "v"', 'x : y = ', 't = 5', 'e = =f', 'g = a  b'],
  },
  {
    what: 'arithmetic from left to right',
    ini: 'a=8\nb=3\nx=%(a + b)\ny=%(a - b * 2 / 3)\nz=%(a ++ 1)\nv=%(a  + b)\nw=%(a b)\nu=%(3 + 4 * 2)\ns=%(a+b)',
    shown: ['a = 8', 'b = 3', 'x = 11', 'y = 3', 'z = 91', 'v = 11', 'w = 83', 'u = 14', 's = %(a+b)'],
  },
  {
    what: 'placeholders of options, of the environment and of files; the first value counts',
    ini: 'set-ph=a=1\ns=%%(a)\nb=1\nb=2\nc=%(b)\nd=$(HOME)/x $(NOPE) %(nope)\ne=%(_)\nf=@(name.txt)!\ng=%( a)',
    shown: [
      'set-ph = a=1',
      'a = 1',
      's = 1',
      'b = 1',
      'b = 2',
      'c = 1',
      'd = /root/x $(NOPE) %(nope)',
      'e = %(_)',
      'f = vm!',
      'g = 1',
    ],
  },
  {
    what: 'placeholders whose values come later',
    ini: 'a = %(b)\nenv=X=%(a)\nset-ph=b=1\nc=%(a)\nenv=Y=%(b + 1)\nenv=Z=%(later + 1)\nlater=4',
    shown: ['a = 1', 'env = X=1', 'set-ph = b=1', 'b = 1', 'c = 1', 'env = Y=2', 'env = Z=5', 'later = 4'],
  },
  {
    what: 'set is for options, too',
    ini: 'set-ph = k=v\nset = processes=3\nx=%(processes)\nset=a=b=c',
    shown: ['set-ph = k=v', 'k = v', 'set = processes=3', 'processes = 3', 'x = 3', 'set = a=b=c', 'a = b=c'],
  },
  {
    what: 'if-env and if-opt with and without a value',
    ini: 'if-env = HOME=/root\nA=%(_)\nendif =\nif-opt = d\nB=%(_)\nendif =\nd=4\nif-opt = d\nC=%(_)\nendif =\nif-opt = d=4\nC2=%(_)\nendif =\nif-env = HOME\nE=%(_)\nendif',
    shown: [
      'if-env = HOME=/root',
      'A = /root',
      'endif = ',
      'if-opt = d',
      'endif = ',
      'd = 4',
      'if-opt = d',
      'C = 4',
      'endif = ',
      'if-opt = d=4',
      'C2 = 4',
      'endif = ',
      'if-env = HOME',
      'E = /root',
      'endif = ',
    ],
  },
  {
    what: 'the other conditions',
    ini: 'if-not-opt = a\ny=1\nend-if\nif-exists = %d%s\nz=%(_)\nendif\nif-dir=/etc\nd=%(_)\nendif\nif-file=/etc\nf=1\nendif\nif-hostname=web1\nh=%(_)\nendif\nif-reload=true\nr=1\nendif\nif-not-reload\nn=1\nendif',
    shown: [
      'if-not-opt = a',
      'y = 1',
      'end-if = ',
      'if-exists = /srv/app/app.ini',
      'z = /srv/app/app.ini',
      'endif = ',
      'if-dir = /etc',
      'd = /etc',
      'endif = ',
      'if-file = /etc',
      'endif = ',
      'if-hostname = web1',
      'h = web1',
      'endif = ',
      'if-reload = true',
      'endif = ',
      'if-not-reload = ',
      'n = 1',
      'endif = ',
    ],
    world: { files: { '/etc/hosts': '' } },
  },
  {
    what: 'loops',
    ini: 'for =a,b;c   d\nx=%(_)\nendfor\nfor-times=2\np=%(_)\nend-for\nfor-times=-1\nm=1\nendfor\nfor-glob=/nope*\ng=%(_)\nendfor\nfor-glob=/e*\ng=%(_)\nendfor\nfor-readline = name.txt\nrl=[%(_)]\nendfor',
    shown: [
      'for = a,b;c   d',
      'x = a,b;c',
      'x = d',
      'endfor = ',
      'for-times = 2',
      'p = 1',
      'p = 2',
      'end-for = ',
      'for-times = -1',
      'endfor = ',
      'for-glob = /nope*',
      'g = /nope*',
      'endfor = ',
      'for-glob = /e*',
      'g = /etc',
      'g = /export',
      'endfor = ',
      'for-readline = name.txt',
      'rl = [vm]',
      'endfor = ',
    ],
    world: { globs: { '/e*': ['/etc', '/export'] } },
  },
  {
    what: 'ends without a beginning, and a beginning without an end',
    ini: 'endif =\nendfor =\na = 1\nif-env=HOME\nb=1',
    shown: ['endif = ', 'endfor = ', 'a = 1', 'if-env = HOME', 'b = 1'],
  },
  {
    // uWSGI: "recursive logic in options is not supported".
    what: 'blocks inside blocks',
    ini: 'for = a b\nif-env = %(_)=1\nx%(_)=%(_)\nendif\nif-not-env = a=1\nfor-times=1\nq=%(_)\nendfor\nendif\nendfor\nd=4',
    shown: [
      'for = a b',
      'if-env = a=1',
      'endif = ',
      'if-not-env = a=1',
      'for-times = 1',
      'q = 1',
      'endfor = ',
      'endif = ',
      'if-env = b=1',
      'x%(_) = 1',
      'endif = ',
      'if-not-env = a=1',
      'for-times = 1',
      'q = 1',
      'endfor = ',
      'endif = ',
      'endfor = ',
      'd = 4',
    ],
    world: { environment: { b: '1' } },
  },
  {
    what: 'sections of this file and of another one, in place',
    ini: 'ini=:a\nini = more.ini:b\nq=1\n[b]\nno=1\n[a]\nx=1 %x',
    shown: ['ini = :a', 'x = 1 a', 'ini = more.ini:b', 'y = b  more.ini', 'q = 1'],
    world: { files: { 'more.ini': '[b]\ny=%x %X %s' } },
  },
  {
    what: 'include in place and inherit at the end',
    ini: 'a=1\ninherit=more.ini\ninclude=more.ini:b\nb=2',
    shown: ['a = 1', 'inherit = more.ini', 'include = more.ini:b', 'y = 1', 'b = 2', 'z = 1'],
    world: { files: { 'more.ini': '[b]\ny=1\n[uwsgi]\nz=1' } },
  },
  {
    what: 'magic letters; uWSGI leaves capitals empty for a file without --ini',
    ini: 'm=%d|%k|%v|%u|%U|%g|%G|%h|%x|%3|%0|%1|%9|%o|%p|%s|%n|%e|%c|%t|%V|%S|%N|%C|%D|100%%|50%\n%n=%z %(x)',
    shown: [
      'm = /srv/app/|4|/srv/app|1000|www|1001|web|web1|||srv|app||app.ini|/srv/app/app.ini|app.ini|app|ini|app|1795364000|1.2.3|app.ini|app|app|/srv/app/|100%|50%',
      'app = %z %(x)',
    ],
  },
];

for (const { what, ini, shown: expected, world = {} } of cases) {
  test(what, () => {
    const environment = { HOME: '/root', ...world.environment };
    const files = { 'name.txt': 'vm\n', ...world.files, 'app.ini': `[uwsgi]\n${ini}\n` };
    assert.deepEqual(shown(['app.ini'], { ...world, environment, files }), [
      'show-config = true',
      ...expected,
    ]);
  });
}

test('capitals are about the first file, small letters about this one', () => {
  const files = {
    'app.ini': '[uwsgi]\nini = /etc/more.tar.ini',
    '/etc/more.tar.ini': '[uwsgi]\nm=%s %n %e %D %S',
  };
  assert.equal(shown(['app.ini'], { files }).at(-1), 'm = more.tar.ini more.tar ini /srv/app/ app.ini');
});

test('%j is the hash that uWSGI prints', () => {
  const files = { '/tmp/tstop/optlab/q5.ini': '[uwsgi]\nj=%j' };
  assert.equal(shown(['/tmp/tstop/optlab/q5.ini'], { files }).at(-1), 'j = 60E3B122');
});

test('the command line is shown as uWSGI shows it', () => {
  assert.deepEqual(
    shown(['--set', 'b=1', '--set', 'a=%(b)', '--env', 'K=%(a) %d', '-Mp4', '-C664', '--stats', ':1']),
    [
      'set = b=1',
      'b = 1',
      'set = a=1',
      'a = 1',
      'env = K=1 %d',
      'master = true',
      'processes = 4',
      'chmod-socket = 664',
      'stats = :1',
      'show-config = true',
    ],
  );
});

test('a later scalar wins, lists grow, also across files', () => {
  const files = { 'base.ini': '[uwsgi]\nprocesses = 2\nthreads = 2\nenv = A=1' };
  const config = readIni('processes = 1\nini = base.ini\nthreads = 3\nenv = B=2', { files });
  assert.deepEqual([config.workers.processes, config.workers.threads], [2, 3]);
  assert.deepEqual(config.application.env, [
    { name: 'A', value: '1' },
    { name: 'B', value: '2' },
  ]);
});

test('a byte order mark, Windows line ends and a section name with spaces do no harm', () => {
  const files = { 'app.ini': '\ufeff[ uwsgi ]\r\nprocesses = 4\r\nmaster\r\n' };
  assert.equal(readConfig(['app.ini'], { files }).workers.processes, 4);
});

test('a file without the section says so', () => {
  const files = { 'app.ini': '[app]\nprocesses = 4' };
  assert.deepEqual(readConfig(['--ini', 'app.ini:web'], { files }).notes, [
    '[uWSGI] getting INI configuration from app.ini',
    'app.ini: there is no section [web]',
  ]);
});

const complaints: readonly (readonly [ini: string, expected: string])[] = [
  ['a=1\nprocesses = -4', 'app.ini:3: Cannot use processes "-4": less than 0'],
  [
    'threads = %(foo - 2)\numask = x',
    'app.ini:3: Cannot use umask "x": not an octal mode such as 022 or 664',
  ],
  [
    'umask =\nhttp =\nmount =',
    [
      'umask "": not an octal mode such as 022 or 664',
      'http "": expected an address such as 127.0.0.1:3031 or /run/app.sock',
      'mount "": it is empty',
    ]
      .map((problem, index) => `app.ini:${index + 2}: Cannot use ${problem}`)
      .join('\n'),
  ],
  ['= x', 'app.ini:2: there is no name before "="'],
  ['ini = nofile.ini', 'app.ini:2: realpath() of nofile.ini failed: No such file or directory'],
  ['ini = app.ini', 'app.ini:2: ini: more than 16 files inside each other'],
  ['ini = app.yml', 'app.ini:2: realpath() of app.yml failed: No such file or directory'],
  ['yaml = x', 'app.ini:2: realpath() of x failed: No such file or directory'],
  ['json = app.ini', 'app.ini: not JSON'],
  ['x = @(nofile)', 'app.ini:2: x: cannot read "nofile": No such file or directory'],
  ['x = @(exec://id)', 'app.ini:2: x: cannot read "exec://id": only files can be read'],
  ['set-ph = k', 'app.ini:2: set-ph: invalid placeholder "k": expected NAME=VALUE'],
  ['a=1\nb=%(a / 0)', 'app.ini:3: b: 1 / 0 divides by zero'],
  ['a=x\nb=%(a + 1)', 'app.ini:3: b: "x" is not a whole number'],
  ['a=999999999999999\nb=%(a * a)', 'app.ini:3: b: 999999999999999 * 999999999999999 is too large'],
  ['for-times = x', 'app.ini:2: for-times: not a whole number'],
  [
    'if-hostname-match = ^w',
    'app.ini:2: if-hostname-match: patterns for host names are not supported; use if-hostname',
  ],
  ['for-times = 60000\na=1', 'app.ini:2: for-times: more than 50000 lines, loops counted'],
  [
    `${'if-env=HOME\n'.repeat(17)}`,
    'app.ini:18: more than 16 blocks inside each other; is an endif missing?',
  ],
  [
    `a=${'x'.repeat(1000)}\n${'a2=%(a)%(a)\na=%(a2)\n'.repeat(1)}b=${'%(a)'.repeat(66)}`,
    'app.ini:5: b: a value becomes longer than 65536 characters',
  ],
  [
    `a=${'x'.repeat(60_000)}\nfor-times=100\nb=%(a)\nendfor`,
    'app.ini:4: b: more than 4194304 characters, loops counted',
  ],
  [`a=${'x'.repeat(65_536)}`, 'app.ini:2: a line has more than 65536 characters'],
];

for (const [ini, expected] of complaints) {
  test(`${ini.slice(0, 40).replaceAll('\n', '; ')} is refused with file and line`, () => {
    assert.equal(
      complaint(() => readIni(ini, { environment: { HOME: '/' } })),
      expected,
    );
  });
}

test('values and lines at their limits are taken', () => {
  assert.equal(readIni(`env = A=${'x'.repeat(65_526)}`).application.env[0]?.value?.length, 65_526);
  assert.equal(readIni(`for-times = 24000\nset-ph = a=1\nendfor`).given.length, 48_002);
  assert.equal(
    readIni(`${'if-env=HOME\n'.repeat(16)}processes=3`, { environment: { HOME: '/' } }).workers.processes,
    3,
  );
});
