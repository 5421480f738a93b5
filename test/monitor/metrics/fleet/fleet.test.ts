import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { VassalSample } from '../../../../src/monitor/metrics/sample/sample.js';
import { at, captured, capturedSeries, routerOf, watch, watchDocuments } from '../readings.js';

const EMPEROR_MS = 1_795_354_145_000;

function vassalsOf(name: string, nowMs = EMPEROR_MS): readonly VassalSample[] {
  const { body } = watchDocuments([captured(name)], nowMs).sample;
  assert.equal(body.kind, 'emperor');
  return body.vassals;
}

test('vassals stand with their state, throttled ones that are only blacklisted included', () => {
  const states = (name: string) => vassalsOf(name).map((vassal) => [vassal.name, vassal.state]);
  assert.deepEqual(states('emperor-start'), [
    ['one.ini', 'accepting'],
    ['two.ini', 'accepting'],
    ['three.ini', 'blacklisted'],
  ]);
  assert.deepEqual(states('emperor-on-demand'), [['od.ini', 'on-demand']]);
});

test('a blacklisted vassal tells its throttle in seconds, and nothing that nobody knows', () => {
  const vassal = at(vassalsOf('emperor-start'), 2);
  assert.equal(vassal.throttleSeconds, 1.001);
  assert.equal(vassal.attempts, 1);
  assert.equal(vassal.lastAttemptMs, 1_795_354_143_000);
  assert.equal(vassal.pid, null);
  assert.equal(vassal.uptimeSeconds, null);
});

test('a vassal that waits on demand has no process and no uptime, though it has run times', () => {
  const vassal = at(vassalsOf('emperor-on-demand'), 0);
  assert.equal(vassal.pid, null);
  assert.equal(vassal.uptimeSeconds, null);
  assert.equal(vassal.onDemand, '127.0.0.1:20026');
});

test('a vassal that was touched is well although it never says ready again', () => {
  const two = vassalsOf('emperor-later').find((vassal) => vassal.name === 'two.ini');
  assert.equal(two?.ready, false);
  assert.equal(two?.state, 'accepting');
  assert.equal(two?.respawns, 1);
});

test('user ids mean something only for a tyrant', () => {
  assert.equal(at(vassalsOf('emperor-start'), 0).uid, null);
  const document = captured('emperor-start');
  assert.equal(document.kind, 'emperor');
  const { body } = watchDocuments([{ ...document, emperor_tyrant: 1 }], EMPEROR_MS).sample;
  assert.equal(body.kind === 'emperor' ? body.vassals[0]?.uid : null, 0);
});

test('the emperor series: a vassal is killed and comes back, another one is broken', () => {
  const states = watch(capturedSeries('emperor')).map(({ sample }) =>
    sample.body.kind === 'emperor'
      ? new Map(sample.body.vassals.map(({ name, state }) => [name, state]))
      : new Map(),
  );
  assert.deepEqual(
    new Set(states.map((state) => state.get('one.ini'))),
    new Set(['accepting', 'cursed', 'starting', undefined]),
  );
  assert.deepEqual(
    new Set(states.map((state) => state.get('bad.ini'))),
    new Set([undefined, 'blacklisted', 'cursed']),
  );
});

test('rates of nodes are by key and name, as a node may serve several keys', () => {
  const observation = watchDocuments(
    [captured('fastrouter-subscribed'), captured('fastrouter-subscribed-2')],
    1_795_354_260_000,
  );
  const { nodes, addresses, cheap } = routerOf(observation);
  assert.deepEqual(addresses, ['127.0.0.1:20004', '127.0.0.1:20045']);
  assert.equal(cheap, false);
  assert.deepEqual(
    nodes.map((node) => [node.key, node.name]),
    [
      ['other.example.com', '127.0.0.1:20052'],
      ['app.example.com', '127.0.0.1:20051'],
      ['app.example.com', '127.0.0.1:20052'],
    ],
  );
  const [, , weighted] = nodes;
  assert.equal(weighted?.weight, 3);
  assert.equal(weighted?.inFlight, 0);
  assert.equal(weighted?.marked, false);
  for (const node of nodes) assert.ok((node.requestsPerSecond ?? -1) >= 0, node.name);
});

test('a node that subscribed again counts from 0', () => {
  const before = captured('fastrouter-subscribed-2');
  assert.equal(before.kind, 'router');
  const subscriptions = (before.subscriptions ?? []).map((subscription) => ({
    ...subscription,
    nodes: subscription.nodes.map((node) => ({ ...node, requests: 2, tx: 100, rx: 50 })),
  }));
  const { nodes } = routerOf(watchDocuments([before, { ...before, subscriptions }], 1_795_354_260_000));
  for (const node of nodes) {
    assert.equal(node.requestsPerSecond, 2);
    assert.equal(node.txBytesPerSecond, 100);
    assert.equal(node.rxBytesPerSecond, 50);
  }
  assert.equal(at(routerOf(watchDocuments([before], 1_795_354_260_000)).nodes, 0).requestsPerSecond, null);
});

test('a node that left is forgotten with its failures, however many come and go', () => {
  const document = captured('fastrouter-subscribed');
  assert.equal(document.kind, 'router');
  const withNode = (name: string, failcnt: number) => ({
    ...document,
    subscriptions: (document.subscriptions ?? []).slice(0, 1).map((subscription) => ({
      ...subscription,
      nodes: subscription.nodes.slice(0, 1).map((node) => ({ ...node, name, failcnt })),
    })),
  });
  const { memory } = watchDocuments(
    ['a', 'b', 'c'].flatMap((name) => [withNode(name, 0), withNode(name, 1)]),
    1_800_000_000_000,
  );
  assert.deepEqual([...memory.nodeFailures.values()], [1_800_000_005_000]);
});

test('static nodes have no key, and are marked while they are left out', () => {
  const document = captured('router-rawrouter-of-three');
  assert.equal(document.kind, 'router');
  const node = at(routerOf(watchDocuments([document], 1_795_354_260_000)).nodes, 0);
  assert.deepEqual(
    [node.key, node.name, node.requestsTotal, node.marked],
    [null, '127.0.0.1:20010', 0, false],
  );
  const static_nodes = [{ name: '127.0.0.1:20010', hits: 4, grace: 1_795_354_250 }];
  const failed = { ...document, static_nodes };
  assert.equal(at(routerOf(watchDocuments([failed], 1_795_354_260_000)).nodes, 0).marked, true);
  assert.equal(at(routerOf(watchDocuments([failed], 1_795_354_290_000)).nodes, 0).marked, false);
});

test('a tuntap router without peers has none', () => {
  const { body } = watchDocuments([captured('tuntap-router')], EMPEROR_MS).sample;
  assert.deepEqual(body, { kind: 'tuntap', peers: [] });
});
