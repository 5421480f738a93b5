import assert from 'node:assert/strict';
import test from 'node:test';
import { RouteNames } from '../../../src/server/counting/route-names.js';

const paths: readonly (readonly [string, string])[] = [
  ['/', 'GET /'],
  ['/users/17?next=/a/1', 'GET /users/:id'],
  ['/users/3f2504e0-4f89-41d3-9a0c-0305e82c3301/feed', 'GET /users/:id/feed'],
  ['/api/v2/orders', 'GET /api/v2/orders'],
  ['/t/a2V5OjEyMzQ1Njc4', 'GET /t/:id'],
  ['/caf%C3%A9', 'GET /:id'],
  ['/static/app.css', 'GET /static/app.css'],
  ['/a/b/c/d/e/f/g', 'GET /a/b/c/d/e/…'],
  ['/x//y/', 'GET /x//y/'],
  ['', 'GET /'],
  ['*', 'GET /'],
];

test('identifiers fold, words stay', () => {
  for (const [uri, name] of paths) assert.equal(new RouteNames().nameFor('GET', uri), name, uri);
  assert.equal(new RouteNames().nameFor('BREW', '/pot'), 'OTHER /pot');
});

test('a place with too many different words folds, and no client makes endless names', () => {
  const names = new RouteNames();
  const seen = new Set<string>();
  const word = (number: number) =>
    [...number.toString(26)].map((digit) => String.fromCharCode(97 + Number.parseInt(digit, 26))).join('');
  for (let number = 0; number < 20_000; number += 1) {
    seen.add(names.nameFor('GET', `/shop/${word(number)}/reviews`));
    seen.add(names.nameFor('GET', `/${word(number)}/${word(number * 7)}`));
  }
  assert.equal(names.nameFor('GET', '/shop/zebra/reviews'), 'GET /shop/:id/reviews');
  assert.ok(seen.size < 700, `${seen.size} names`);
});
