import assert from 'node:assert/strict';
import { test } from 'node:test';
import { markMatches } from '../../../../src/monitor/dashboard/drawing/match.js';

function marked(text: string, search: string): string {
  return markMatches(text, 'plain', search)
    .map((span) => (span.tone === 'match' ? `[${span.text}]` : span.text))
    .join('');
}

test('every place of the search word is marked, whatever its case', () => {
  assert.equal(marked('GET /cart/Cart?x', 'CART'), 'GET /[cart]/[Cart]?x');
  assert.equal(marked('cart', 'cart'), '[cart]');
  assert.equal(marked('aaaa', 'aa'), '[aa][aa]');
  assert.equal(marked('GET /', 'nothing'), 'GET /');
  assert.equal(marked('GET /', ''), 'GET /');
  assert.equal(marked('', 'x'), '');
});

test('a text whose lower case is longer than itself is left unmarked rather than marked wrongly', () => {
  assert.equal(marked('İİİ cart', 'cart'), 'İİİ cart');
});
