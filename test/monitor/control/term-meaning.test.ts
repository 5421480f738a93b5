import assert from 'node:assert/strict';
import { test } from 'node:test';
import { termMeaning } from '../../../src/monitor/control/term-meaning.js';
import type { TermMeaning } from '../../../src/monitor/dashboard/keys/server-actions.js';

const CASES: readonly (readonly [command: string, meaning: TermMeaning])[] = [
  ['uwsgi --http :8080 --wsgi-file app.py --master', 'reloads'],
  ['/usr/bin/uwsgi-core --plugin python3 --socket a.sock --master', 'reloads'],
  ['/srv/venv/bin/pyuwsgi --master -w shop:app -p 4', 'reloads'],
  ['uwsgi --master --die-on-term -w shop:app', 'stops'],
  ['uwsgi --master --die -w shop:app', 'stops'],
  ['uwsgi shop.ini --die-on-term', 'stops'],
  ['uwsgi --ini shop.ini', 'unknown'],
  ['uwsgi --ini=/etc/uwsgi/shop.ini', 'unknown'],
  ['uwsgi /etc/uwsgi/shop.ini', 'unknown'],
  ['uwsgi /etc/uwsgi/shop.ini:prod', 'unknown'],
  ['uwsgi --yaml shop.yaml', 'unknown'],
  ['uwsgi --yml shop', 'unknown'],
  ['uwsgi -y shop', 'unknown'],
  ['uwsgi -x shop.xml', 'unknown'],
  ['uwsgi --json conf', 'unknown'],
  ['uwsgi --config whatever', 'unknown'],
  ['uwsgi --emperor /etc/vassals', 'unknown'],
  ['python3 -m pyuwsgi --master', 'unknown'],
  ['', 'unknown'],
];

for (const [command, meaning] of CASES) {
  test(`SIGTERM to "${command}": ${meaning}`, () => {
    assert.equal(termMeaning('2.0.31', command.split(' '), ['PATH=/bin']), meaning);
  });
}

test('a name for ps in place of the words, settings in the environment, other versions: nobody knows', () => {
  const plain = ['uwsgi', '--master'];
  assert.equal(termMeaning('2.0.31', ['uWSGI master'], []), 'unknown');
  assert.equal(termMeaning('2.0.31', plain, ['UWSGI_DIE_ON_TERM=1']), 'unknown');
  assert.equal(termMeaning('2.0.31', plain, null), 'unknown');
  assert.equal(termMeaning('2.1-dev', plain, []), 'unknown');
  assert.equal(termMeaning(null, plain, []), 'unknown');
  assert.equal(termMeaning('2.0.21-debian', plain, []), 'reloads');
});
