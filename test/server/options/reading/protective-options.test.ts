import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_CONFIG } from '../../../../src/server/options/config/server-config.js';
import { refusalOf } from '../../../../src/server/options/reading/protective-options.js';
import { KNOWN_OPTIONS, PLUGIN_OPTIONS } from '../../../../src/server/options/rows/known-options.js';
import { optionFor } from '../../../../src/server/options/rows/option-table.js';
import { complaint, readConfig, readIni } from '../options-world.js';

/** Lines that keep something closed: tsgi does not start as if they were not there. */
const protective: readonly string[] = [
  'route = ^/admin basicauth:Shop,admin:secret',
  'route = ^/admin   break:403 Forbidden',
  'route-host = ^(?!shop\\.example$) break:400',
  'route-uri = ^/x return:403',
  'route-if = equal:$HTTPS;on redirect-permanent:https://x',
  'route-if-not = ishigherequal:$X;1 goto-away',
  'route-remote-addr = ^10\\. access:x',
  'route-user-agent = bot break:',
  'route-run = radius:x',
  'route-run = addheader:X-Frame-Options: DENY',
  'route = ^/ ',
  'route = ^/',
  'route-run =',
  'final-route = ^/ addheader:X: y',
  'error-route-status = 404 redirect:/x',
  'response-route-if = empty:$X delheader:X-Secret',
  'chroot = /srv/jail',
  'pivot_root = /a /b',
  'unshare = pid,net',
  'unshare2 = pid',
  'jail = /j',
  'jail2 = path=/j',
  'jail-ip4 = 127.0.0.1',
  'libjail = x',
  'namespace = /ns',
  'ns = /ns',
  'ns-net = x',
  'setns = /run/x',
  'cap = setgid,fowner',
  'no-initgroups = true',
  'http-uid = www',
  'http-gid = www',
  'del-header = X-Internal',
  'rem-header = X-Internal',
  'pull-header = X-Internal X',
  'blacklist = socket',
  'whitelist = socket',
  'declare-option = x=$1',
  'hook-as-user = apparmor:x',
];

for (const line of protective) {
  const name = line.split(' ')[0] ?? '';
  test(`${line} is refused`, () => {
    const message = complaint(() => readIni(`http = :1\n${line}`));
    assert.match(message, new RegExp(`^app\\.ini:3: Cannot start with ${name}: [^\\n]+$`));
    assert.doesNotMatch(message, /secret/);
    const value = line.slice(name.length).replace(/^ = ?/, '');
    if (KNOWN_OPTIONS.get(name) !== 'none') {
      assert.match(
        complaint(() => readConfig([`--${name}=${value}`])),
        new RegExp(`^Cannot start with --${name}: `),
      );
    }
    const variable = `UWSGI_${name.toUpperCase().replaceAll('-', '_')}`;
    if (!/_|^jail-/.test(name)) assert.throws(() => readConfig([], { environment: { [variable]: value } }));
  });
}

const harmless: readonly string[] = [
  'route = ^/health donotlog:',
  'route = ^/ log:$PATH_INFO basicauth:x',
  'route-run = last:',
  'route-label = here',
  'log-route = x ^/health',
  'final-route-run = logvar:a b',
  'no-initgroups = false',
  'uid = www\nhttp-uid = www',
  'http-gid = www\ngid = www',
  'static-map = /x=/y',
  'static-safe = /x',
  'limit-as = 512',
  'https = :443,a,b',
  'hook-as-user = exec:true',
  'jailed = true',
  'add-gid = www',
];

for (const line of harmless) {
  test(`${line.replaceAll('\n', '; ')} is noted`, () => {
    assert.ok(readIni(line).notes.length <= 2);
  });
}

test('every line that protects is told at once, with the unknown names of --strict', () => {
  const message = complaint(() =>
    readIni('strict\nchroot = /x\nnope = 1\nroute = ^/a break:\nroute = ^/b break:'),
  );
  assert.deepEqual(
    message.split('\n').map((line) => line.replace(/^(app\.ini:\d+: Cannot start with \S+):.*/, '$1')),
    [
      'app.ini:3: Cannot start with chroot',
      'app.ini:5: Cannot start with route',
      'app.ini:6: Cannot start with route',
      '[strict-mode] unknown config directive: nope (app.ini:4)',
    ],
  );
});

test('a protective line in a block that does not hold is no line', () => {
  readIni('if-env = NOPE\nchroot = /x\nendif');
});

test("what is refused is uWSGI's and has no row of its own here", () => {
  const names = [...KNOWN_OPTIONS.keys(), ...PLUGIN_OPTIONS.keys()];
  const refused = names.filter((name) => refusalOf(name, 'x y', DEFAULT_CONFIG) !== null);
  assert.ok(refused.length > 60, String(refused.length));
  assert.deepEqual(
    refused.filter((name) => optionFor(name) !== null),
    [],
  );
});
