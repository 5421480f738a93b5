import assert from 'node:assert/strict';
import { test } from 'node:test';
import { complaint, readConfig, readIni } from '../options-world.js';

const file = (path: string, callable: string | null = null) => ({ kind: 'file', path, callable });
const module = (name: string, callable: string | null = null) => ({ kind: 'module', name, callable });

/** Applications that `mount = /x=…` loads. */
const sources: readonly (readonly [text: string, source: object])[] = [
  ['app.py', file('app.py')],
  ['app.wsgi', file('app.wsgi')],
  ['/srv/app.py', file('/srv/app.py')],
  ['/srv/shop/app.py:app', file('/srv/shop/app.py', 'app')],
  ['app.py:app', file('app.py', 'app')],
  ['app.py:', file('app.py')],
  ['app.py:make()', file('app.py', 'make()')],
  ['../app.wsgi:app', file('../app.wsgi', 'app')],
  ['/srv/a:b/app.py', file('/srv/a:b/app.py')],
  ['/srv/a:b/app.py:c', file('/srv/a:b/app.py', 'c')],
  ['shop.wsgi:application', module('shop.wsgi', 'application')],
  ['project.site.wsgi:application', module('project.site.wsgi', 'application')],
  ['shop.python:application', module('shop.python', 'application')],
  ['shop.pyx:app', module('shop.pyx', 'app')],
  ['shop:app', module('shop', 'app')],
  ['shop', module('shop')],
  ['shop:', module('shop')],
  ['shop.wsgi:make()', module('shop.wsgi', 'make()')],
];

for (const [text, source] of sources) {
  test(`mount = /x=${text}`, () => {
    assert.deepEqual(readIni(`mount = /x=${text}`).application.mounts, [{ mountpoint: '/x', source }]);
    assert.deepEqual(readConfig(['--mount', `/x = ${text}`]).application.mounts, [
      { mountpoint: '/x', source },
    ]);
  });
}

const wrong: readonly (readonly [text: string, problem: string])[] = [
  ['', 'it is empty'],
  ['/x', 'expected /path=file.py or /path=module:name'],
  ['/x=', 'expected /path=file.py or /path=module:name'],
  ['/x=   ', 'expected /path=file.py or /path=module:name'],
  ['/x=:app', 'the name of a module is missing'],
  ['/x=a\0.py', 'it contains a NUL byte'],
];

for (const [text, problem] of wrong) {
  test(`mount = ${JSON.stringify(text)} is an error`, () => {
    const message = complaint(() => readConfig([`--mount=${text}`]));
    assert.equal(message, `Cannot use --mount "${text.replace('\0', '\ufffd')}": ${problem}`);
  });
}

const entries: readonly (readonly [ini: string, source: object])[] = [
  ['module = shop.wsgi', module('shop.wsgi')],
  ['module = shop.wsgi\ncallable = app', module('shop.wsgi', 'app')],
  ['module = shop.wsgi:application\ncallable = app', module('shop.wsgi', 'application')],
  ['wsgi = shop.wsgi:application', module('shop.wsgi', 'application')],
  ['wsgi-file = shop/wsgi.py', file('shop/wsgi.py')],
  ['wsgi-file = shop.wsgi\ncallable = app', file('shop.wsgi', 'app')],
  ['file = shop/wsgi', file('shop/wsgi')],
  ['wsgi-file = a:b.py', file('a:b.py')],
];

for (const [ini, source] of entries) {
  test(ini.replaceAll('\n', '; '), () => {
    assert.deepEqual(readIni(ini).application.mounts, [{ mountpoint: '', source }]);
  });
}
