import assert from 'node:assert/strict';
import { test } from 'node:test';
import { routeOf, routeOfRequest } from '../../../../src/monitor/metrics/routes/route-of.js';

test('a route is the path without what differs from request to request', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['/report?year=2025&fmt=pdf', '/report'],
    ['/report#top', '/report'],
    ['/', '/'],
    ['', '/'],
    ['?q=1', '/'],
    ['/users/42', '/users/:id'],
    ['/users/42/', '/users/:id/'],
    ['/users/-7/edit', '/users/:id/edit'],
    ['/a/1/b/2', '/a/:id/b/:id'],
    ['/export/99.csv', '/export/:id'],
    ['/o/123e4567-e89b-12d3-a456-426614174000', '/o/:id'],
    ['/o/123E4567-E89B-12D3-A456-426614174000/x', '/o/:id/x'],
    ['/b/0cc175b9c0f1b6a831c399e269772661', '/b/:id'],
    ['/v2/users', '/v2/users'],
    ['/facade/feedback', '/facade/feedback'],
    ['/deadbeefcafe', '/deadbeefcafe'],
    ['http://shop.example/users/1?x', '/users/:id'],
    ['http://shop.example', '/'],
    ['*', '*'],
    ['/cart;jsessionid=1A2B/items;v=1', '/cart/items'],
    ['/tiles/12/1205/1539.png', '/tiles/:id/:id/:id'],
  ];
  for (const [uri, route] of cases) assert.equal(routeOf(uri), route, uri);
});

test('the route of a very long URI is short', () => {
  assert.ok(routeOf(`/${'a1'.repeat(200_000)}`).length <= 512);
});

test('the route of a request has the method in front, and is null while nothing is known', () => {
  assert.equal(routeOfRequest({ method: 'GET', uri: '/users/42?x=1' }), 'GET /users/:id');
  assert.equal(routeOfRequest({ method: null, uri: '/users/42' }), '/users/:id');
  assert.equal(routeOfRequest({ method: 'GET', uri: null }), 'GET');
  assert.equal(routeOfRequest({ method: null, uri: null }), null);
});
