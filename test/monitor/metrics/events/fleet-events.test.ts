import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RouterDocument } from '../../../../src/stats/schema.js';
import { captured, capturedSeries, lastOf, readingOf, routerOf, watch } from '../readings.js';

const ROUTER_MS = 1_795_354_265_000;

function told(observation: ReturnType<typeof lastOf<ReturnType<typeof watch>[number]>>) {
  return observation.events.map(({ kind, name, ongoing }) => [kind, name, ongoing]);
}

function router(name: string): RouterDocument {
  const document = captured(name);
  assert.equal(document.kind, 'router');
  return document;
}

function watchRouters(...documents: readonly RouterDocument[]) {
  return lastOf(watch(documents.map((document, index) => readingOf(document, ROUTER_MS + index * 1000))));
}

function withNodes(document: RouterDocument, change: object): RouterDocument {
  return {
    ...document,
    subscriptions: (document.subscriptions ?? []).map((subscription) => ({
      ...subscription,
      nodes: subscription.nodes.map((node) => ({ ...node, ...change })),
    })),
  };
}

test('the emperor series tells its story: a touch, a broken vassal, a kill, a removal', () => {
  const events = lastOf(watch(capturedSeries('emperor'))).events;
  const story = events.map(({ kind, name }) => `${kind} ${name ?? ''}`.trim());
  assert.ok(story.includes('vassal-reload one.ini'), story.join(', '));
  assert.ok(story.includes('vassal-respawn two.ini'), story.join(', '));
  assert.ok(story.includes('vassal-gone one.ini'), story.join(', '));
  const blacklisted = events.find(({ kind }) => kind === 'vassal-blacklisted');
  assert.equal(blacklisted?.ongoing, true);
  assert.match(blacklisted?.text ?? '', /^\S+\.ini, attempt \d+, throttle \d+s$/);
});

test('nodes that subscribe and leave are told, and a key without any', () => {
  const before = router('fastrouter-subscribed-2');
  assert.deepEqual(told(watchRouters(before, { ...before, subscriptions: [] })), [
    ['attached', null, false],
    ['node-gone', '127.0.0.1:20052 of other.example.com', false],
    ['node-gone', '127.0.0.1:20051 of app.example.com', false],
    ['node-gone', '127.0.0.1:20052 of app.example.com', false],
    ['key-gone', 'app.example.com', false],
    ['key-gone', 'other.example.com', false],
  ]);
  const back = watchRouters({ ...before, subscriptions: [] }, before);
  assert.deepEqual(
    told(back).map(([kind]) => kind),
    ['attached', 'node-new', 'node-new', 'node-new'],
  );
});

test('a key that lost its last node is critical, until it has one again or for five minutes', () => {
  const before = router('fastrouter-subscribed-2');
  const left = { ...before, subscriptions: before.subscriptions?.slice(1) ?? [] };
  const { verdict } = watchRouters(before, left);
  assert.deepEqual([verdict.level, verdict.state], ['critical', 'NO NODE']);
  assert.equal(verdict.facts[0], 'no node serves other.example.com');
  assert.equal(watchRouters(before, left, before).verdict.state, 'OK');
  const readings = [before, left, left].map((document, index) =>
    readingOf(document, ROUTER_MS + index * 200_000),
  );
  assert.equal(lastOf(watch(readings)).verdict.state, 'NO NODE');
  assert.equal(lastOf(watch([...readings, readingOf(left, ROUTER_MS + 501_000)])).verdict.state, 'OK');
});

test('a node that fails is told each time in one row, one that is given up as long as it is', () => {
  const document = router('http-router-subscribed');
  const failing = [1, 2, 3, 3].map((failcnt) => withNodes(document, { failcnt }));
  const failed = watchRouters(...failing).events.find(({ kind }) => kind === 'node-failed');
  assert.deepEqual([failed?.count, failed?.name], [2, '127.0.0.1:20051 of localhost']);
  const dead = watchRouters(document, withNodes(document, { death_mark: 1 }));
  assert.deepEqual(told(dead).at(-1), ['node-dead', '127.0.0.1:20051 of localhost', true]);
  const back = watchRouters(document, withNodes(document, { death_mark: 1 }), document);
  assert.deepEqual(told(back).at(-1), ['node-dead', '127.0.0.1:20051 of localhost', false]);
});

test('many nodes at once are one event', () => {
  const document = router('http-router-subscribed');
  const [subscription] = document.subscriptions ?? [];
  const [node] = subscription?.nodes ?? [];
  assert.ok(subscription !== undefined && node !== undefined);
  const nodes = Array.from({ length: 300 }, (_, index) => ({ ...node, name: `10.0.0.${index}:80` }));
  const { events } = watchRouters(document, { ...document, subscriptions: [{ ...subscription, nodes }] });
  const [arrived] = events.filter(({ kind }) => kind === 'node-new');
  assert.equal(arrived?.text, '300 at once, the first: 10.0.0.0:80 of localhost subscribed');
  assert.equal(events.length, 3);
});

test('a key is the sum of its nodes, in the order of names', () => {
  const before = router('fastrouter-subscribed-2');
  const more = {
    ...before,
    subscriptions: (before.subscriptions ?? []).map((one) => ({ ...one, hits: (one.hits ?? 0) + 5 })),
  };
  const { keys } = routerOf(watchRouters(before, more));
  assert.deepEqual(
    keys?.map(({ key, nodes, nodesUp, cores, requestsPerSecond }) => [
      key,
      nodes,
      nodesUp,
      cores,
      requestsPerSecond,
    ]),
    [
      ['app.example.com', 2, 2, 5, 5],
      ['other.example.com', 1, 1, 1, 5],
    ],
  );
  assert.equal(routerOf(watchRouters(router('http-router-idle'))).keys, null);
});
