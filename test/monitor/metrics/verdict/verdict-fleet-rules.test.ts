import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StatsDocument } from '../../../../src/stats/schema.js';
import { captured, capturedSeries, lastOf, readingOf, watch, watchDocuments } from '../readings.js';

const EMPEROR_MS = 1_795_354_145_000;
const ROUTER_MS = 1_795_354_265_000;

function verdictOf(document: StatsDocument, nowMs: number) {
  const { level, state, facts } = watchDocuments([document], nowMs).verdict;
  return { level, state, facts };
}

test('an emperor warns of vassals that it cannot keep alive', () => {
  assert.deepEqual(verdictOf(captured('emperor-start'), EMPEROR_MS), {
    level: 'warn',
    state: 'BLACKLISTED',
    facts: ['1 of 3 vassals blacklisted', 'three.ini attempt 1, throttle 1s'],
  });
});

test('an emperor whose vassals are well or wait on demand is ok', () => {
  assert.deepEqual(verdictOf(captured('emperor-on-demand'), EMPEROR_MS), {
    level: 'ok',
    state: 'OK',
    facts: ['0 of 1 vassals accepting', '1 on demand'],
  });
  assert.equal(verdictOf(captured('version-2.1-dev-emperor'), EMPEROR_MS).state, 'OK');
});

test('what a removed vassal leaves in the blacklist is no warning once nobody tries it any more', () => {
  const document = captured('emperor-no-vassals');
  assert.equal(document.kind, 'emperor');
  const last = Math.max(...document.blacklist.map((entry) => entry.last_attempt ?? 0));
  assert.equal(verdictOf(document, (last + 300) * 1000).state, 'NO VASSALS');
  assert.equal(verdictOf(document, (last + 300) * 1000).level, 'ok');
  assert.equal(verdictOf(document, (last + 5) * 1000).state, 'BLACKLISTED');
});

test('a vassal that takes long to accept is told', () => {
  const document = captured('emperor-start');
  assert.equal(document.kind, 'emperor');
  const [one] = document.vassals;
  assert.ok(one);
  const slow = { ...document, blacklist: [], vassals: [{ ...one, accepting: 0 }] };
  const startedMs = (one.first_run ?? 0) * 1000;
  assert.equal(verdictOf(slow, startedMs + 9000).level, 'ok');
  assert.deepEqual(verdictOf(slow, startedMs + 12_000), {
    level: 'warn',
    state: 'STARTING',
    facts: ['one.ini not accepting for 12s'],
  });
});

test('in the emperor series only the broken vassal is told', () => {
  const states = watch(capturedSeries('emperor')).map(({ verdict }) => verdict.state);
  assert.ok(states.slice(0, 14).every((state) => state === 'OK'));
  assert.ok(
    states.slice(14).every((state) => state === 'BLACKLISTED'),
    'also while it is tried again',
  );
});

test('a router that expects nodes and has none warns; a plain one in front of its own instance does not', () => {
  assert.deepEqual(verdictOf(captured('fastrouter-no-subscriptions'), ROUTER_MS), {
    level: 'warn',
    state: 'NO NODES',
    facts: ['0 sessions'],
  });
  assert.deepEqual(verdictOf(captured('http-router-5-sessions'), ROUTER_MS), {
    level: 'ok',
    state: 'OK',
    facts: ['4 sessions'],
  });
  assert.deepEqual(verdictOf(captured('http-router-subscribed'), ROUTER_MS).facts, ['1 node', '0 sessions']);
});

test('a node warns when it is marked or when its failures grow, not for failures of long ago', () => {
  const document = captured('http-router-subscribed');
  assert.equal(document.kind, 'router');
  const withNode = (change: object) => ({
    ...document,
    subscriptions: (document.subscriptions ?? []).map((subscription) => ({
      ...subscription,
      nodes: subscription.nodes.map((node) => ({ ...node, ...change })),
    })),
  });
  assert.deepEqual(verdictOf(withNode({ death_mark: 1 }), ROUTER_MS), {
    level: 'critical',
    state: 'NO NODE',
    facts: ['no node serves localhost', '127.0.0.1:20051 given up', '0 sessions'],
  });
  assert.equal(verdictOf(withNode({ failcnt: 4 }), ROUTER_MS).level, 'ok');
  const grown = [withNode({ failcnt: 4 }), withNode({ failcnt: 5 }), withNode({ failcnt: 5 })];
  const readings = grown.map((one, index) => readingOf(one, ROUTER_MS + index * 1000));
  const observation = lastOf(watch(readings));
  assert.deepEqual(observation.verdict.facts, [
    '1 of 1 nodes failing',
    '127.0.0.1:20051 of localhost not reached',
    '0 sessions',
  ]);
  const later = watch([...readings, readingOf(withNode({ failcnt: 5 }), ROUTER_MS + 70_000)]);
  assert.equal(lastOf(later).verdict.state, 'OK');
});

test('a tuntap router is ok', () => {
  assert.deepEqual(verdictOf(captured('tuntap-router'), ROUTER_MS), {
    level: 'ok',
    state: 'OK',
    facts: ['0 peers'],
  });
});
