// The verdict hides nothing behind one row, and adds what it must: storms that are over, traffic that stopped, workers that
// are to help and do not come, a reload that waits for a request.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { IncidentServer, Scenario } from './incident-server.js';
import { about, route, shop } from './incidents.js';
import { changesIn, type Said, saidOf, storyOf } from './readings-of.js';

const POOL = { workers: 4, threads: 2, arrivals: () => 30 };

test('traffic that stops: told with what came before', () => {
  const said = saidOf({ ...POOL, arrivals: (time) => (time < 40 ? 30 : 0), routes: shop() }, 70);
  const { sentence, level } = said.at(-1) ?? assert.fail();
  assert.match(sentence, /^IDLE · no request for (?:28|29|30)s, (?:2[5-9]|3\d) rps before/);
  assert.equal(level, 'ok');
  const never = saidOf({ ...POOL, arrivals: () => 0, routes: shop() }, 30);
  assert.doesNotMatch(never.at(-1)?.sentence ?? '', /before/);
});

test('a harakiri storm that is over is a fact beside what holds now, and hides nothing', () => {
  const kills = [40, 41.5, 43, 44].map((at) => ({
    at,
    act: (server: IncidentServer) => server.kill(server.oldestSlot(), 1, true),
  }));
  const slow = (time: number) => (time >= 130 ? 30 : 1);
  const said = saidOf({ ...POOL, routes: shop(slow), acts: kills }, 150);
  assert.ok(
    between(said, 45, 100).every(({ state }) => state === 'HARAKIRI STORM'),
    storyOf(said),
  );
  for (const { state, sentence, level } of between(said, 106, 129)) {
    assert.deepEqual([state, level], ['OK', 'ok'], storyOf(said));
    assert.match(sentence, /4 killed, the last \d+[ms]\d* ago/);
  }
  for (const { state } of between(said, 136, 150)) assert.match(state, /SATURATED|QUEUE FULL/);
});

function each(slots: readonly number[], act: (slot: number) => void): void {
  for (const slot of slots) act(slot);
}

/** One worker up, five in reserve; at 40 s come more requests than it can serve. */
function ramp(bootSeconds: number): Scenario {
  const begin = {
    at: 0.1,
    act: (server: IncidentServer) => each([2, 3, 4, 5, 6], (slot) => server.cheap(slot)),
  };
  const starts = [2, 3, 4, 5, 6].map((slot, index) => ({
    at: 41 + index * Math.min(2, bootSeconds),
    act: (server: IncidentServer) => server.start(slot, bootSeconds),
  }));
  return {
    ...{ workers: 6, threads: 1, arrivals: (time: number) => (time < 40 ? 4 : 24) },
    routes: [route('/cart', 1, 0.12)],
    acts: [begin, ...starts],
  };
}

test('workers in reserve that take long to come are named', () => {
  const said = saidOf(ramp(30), 70);
  for (const { state, sentence, level } of between(said, 48, 68)) {
    assert.match(state, /SATURATED|QUEUE FULL/, storyOf(said));
    assert.equal(level, 'critical');
    assert.match(sentence, /1 of 6 up, (?:W2|\d workers) starting for \d+s/);
    assert.match(sentence, /queue \d+/);
  }
  const quick = saidOf(ramp(0.5), 60);
  assert.deepEqual(
    quick.filter(({ level }) => level === 'critical').map(({ sentence }) => sentence),
    [],
  );
});

test('a reload that waits for one request says so while nobody is served', () => {
  const reload = {
    at: 45,
    act: (server: IncidentServer) => {
      const last = server.oldestSlot();
      for (const slot of [1, 2, 3, 4]) if (slot !== last) server.kill(slot, null);
      server.retire(last, 1);
    },
  };
  const back = {
    at: 76,
    act: (server: IncidentServer) => each([1, 2, 3, 4], (slot) => server.start(slot, 1)),
  };
  const long = {
    ...route('/export', 1, () => 34),
    share: (time: number) => (time > 38 && time < 41 ? 2 : 0),
  };
  const short = shop().map((one) => ({ ...one, seconds: (random: () => number) => about(random, 0.05) }));
  const said = saidOf({ ...POOL, arrivals: () => 8, routes: [...short, long], acts: [reload, back] }, 90);
  for (const { sentence } of between(said, 51, 70)) {
    assert.match(
      sentence,
      /^RELOAD WAITS · 3 of 4 workers gone for \d+s, nobody is served until W\d/,
      storyOf(said),
    );
    assert.match(sentence, /oldest \d+s W\d GET \/export/);
  }
  assert.ok(changesIn(said) <= 8, storyOf(said));
});

test('a chain reload is one reload, and what comes with it is put down to it', () => {
  const acts = [1, 2, 3, 4].map((slot, index) => ({
    at: 40 + 3 * index,
    act: (server: IncidentServer) => server.retire(slot, 1),
  }));
  const routes = shop().map((one) => ({
    ...one,
    raises: (random: () => number, time: number, slot: number) => time > 41 + 3 * slot && random() < 0.3,
  }));
  const said = saidOf({ ...POOL, arrivals: () => 20, routes, acts }, 80);
  const { events } = said.at(-1)?.observation ?? assert.fail();
  const ends = events.filter(({ slot }) => slot !== null).map(({ kind }) => kind);
  assert.deepEqual(ends, [], 'no worker has a row of its own');
  const reloads = events.filter(({ kind }) => kind === 'worker-reload');
  assert.deepEqual(
    reloads.map(({ text, count }) => [text, count]),
    [['chain reload, all 4 workers one after the other', 1]],
  );
  for (const { sentence } of between(said, 60, 80))
    assert.match(sentence, /^ERRORS .*since the reload [1-3]\ds ago/);
});

test('workers that are replaced in any other order are no reload', () => {
  for (const order of [
    [3, 1, 2, 4],
    [1, 3, 2, 4],
    [2, 3, 4, 1],
  ]) {
    const acts = order.map((slot, index) => ({
      at: 40 + 3 * index,
      act: (server: IncidentServer) => server.retire(slot, 0.5),
    }));
    const said = saidOf({ ...POOL, arrivals: () => 20, routes: shop(), acts }, 60);
    const kinds = (said.at(-1)?.observation.events ?? []).map(({ kind }) => kind);
    assert.ok(!kinds.includes('worker-reload'), `${order}: ${kinds}`);
  }
});

const MB = 2 ** 20;

test('a leak that recycling contains is told once and is no alarm', () => {
  /** Each life takes 60 s and gains 150 MB, as fast as a leak that is not contained. */
  const acts = [1, 2, 3, 4, 5, 6, 7].map((life) => ({
    at: 60 * life,
    act: (server: IncidentServer) => server.retire(2, 0.5),
  }));
  const rss = (slot: number, time: number) => (slot === 2 ? 90 + (time % 60) * 2.5 : 90) * MB;
  const said = saidOf({ ...POOL, arrivals: () => 6, routes: shop(), acts, rss }, 300);
  const late = between(said, 250, 300);
  assert.deepEqual([...new Set(late.map(({ state }) => state))], ['OK'], storyOf(late));
  assert.match(
    late.at(-1)?.sentence ?? '',
    /recycling contains a leak of W2: 9\dM to 2[34]\dM in (?:59|60)s|1m/,
  );
  const { events } = late.at(-1)?.observation ?? assert.fail();
  const told = events.filter(({ text }) => text.includes('contains'));
  assert.deepEqual(
    told.map(({ slot, level, ongoing }) => [slot, level, ongoing]),
    [[2, 'info', true]],
  );
});

test('a slow leak of one worker shows beside its siblings; all that warm up alike do not', () => {
  const scenario: Scenario = { ...POOL, arrivals: () => 2, routes: shop() };
  const leak = (slot: number, time: number) =>
    (200 + (slot === 3 ? (time * 12) / 3600 : Math.sin(time / 40) / 20)) * MB;
  const said = saidOf({ ...scenario, rss: leak }, 1500, 0, 5).at(-1);
  assert.match(said?.sentence ?? '', /^MEMORY · W3 grows \+12M\/h \(6%\/h\), its siblings \+\d/);
  assert.equal(said?.level, 'warn');
  const alike = (_: number, time: number) => (200 + (time * 12) / 3600) * MB;
  assert.equal(saidOf({ ...scenario, rss: alike }, 1500, 0, 5).at(-1)?.level, 'ok');
});

function between(said: readonly Said[], from: number, to: number): readonly Said[] {
  return said.filter(({ time }) => time >= from && time < to);
}
