// Lives that end alike end on purpose; the others may have ended by accident.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type EndedLife,
  explainedBy,
  isByPolicy,
} from '../../../../src/monitor/metrics/events/ended-lives.js';
import { randomFrom } from '../simulated-server.js';

const LIFE: EndedLife = {
  slot: 1,
  timeMs: 0,
  cores: 1,
  served: null,
  ageSeconds: null,
  rssBytes: null,
  firstRssBytes: null,
};

type Short = Partial<EndedLife>;

const POLICIES: Readonly<Record<string, readonly Short[]>> = {
  'a round count, the first time': [{ served: 1000 }],
  'the same great count twice': [{ served: 5003 }, { served: 5003 }],
  'the same small count three times': [{ served: 15 }, { served: 15 }, { served: 15 }],
  'a count that grows with the slot (max-requests-delta)': [
    { slot: 1, served: 17 },
    { slot: 2, served: 19 },
    { slot: 3, served: 21 },
  ],
  'threads overshoot a little': [
    { cores: 8, served: 1003 },
    { cores: 8, served: 1008 },
  ],
  'the same age twice (max-worker-lifetime)': [{ ageSeconds: 3600 }, { ageSeconds: 3601.5 }],
  'a limit reached before the least lifetime (min-worker-lifetime)': [
    { slot: 1, served: 61, ageSeconds: 10.1 },
    { slot: 2, served: 93, ageSeconds: 10.1 },
    { slot: 3, served: 35, ageSeconds: 11.3 },
  ],
  'a limit reached before the least lifetime, by the third one later': [
    { slot: 1, served: 61, ageSeconds: 10.1 },
    { slot: 2, served: 93, ageSeconds: 10.4 },
    { slot: 3, served: 19, ageSeconds: 17 },
  ],
  'the same size, grown into (reload-on-rss)': [
    { rssBytes: 201e6, firstRssBytes: 80e6 },
    { rssBytes: 204e6, firstRssBytes: 80e6 },
  ],
};

for (const [name, lives] of Object.entries(POLICIES)) {
  test(`by policy: ${name}`, () => assert.ok(newestIsByPolicy(lives)));
}

const ACCIDENTS: Readonly<Record<string, readonly Short[]>> = {
  'one life': [{ served: 4711, ageSeconds: 500, rssBytes: 3e8, firstRssBytes: 1e8 }],
  'counts that differ': [{ served: 120 }, { served: 340 }, { served: 77 }],
  'nothing was served': [{ served: 0 }, { served: 0 }, { served: 0 }, { served: 0 }],
  'every second request kills': [{ served: 1 }, { served: 1 }, { served: 1 }, { served: 1 }],
  'the same small count twice': [{ served: 12 }, { served: 12 }],
  'short lives of one age': [{ ageSeconds: 3 }, { ageSeconds: 3 }, { ageSeconds: 3 }],
  'ages around the least lifetime, after a younger one': [
    { served: 20, ageSeconds: 3 },
    { served: 61, ageSeconds: 10 },
    { served: 93, ageSeconds: 10.5 },
    { served: 90, ageSeconds: 11 },
  ],
  'ages that begin at the least lifetime and go on': [
    { served: 50, ageSeconds: 9.6 },
    { served: 60, ageSeconds: 11.5 },
    { served: 70, ageSeconds: 13.5 },
  ],
  'sizes that were the same from the beginning': [
    { rssBytes: 30e6, firstRssBytes: 30e6 },
    { rssBytes: 30e6, firstRssBytes: 30e6 },
  ],
  'nothing is known': [{}, {}, {}],
};

for (const [name, lives] of Object.entries(ACCIDENTS)) {
  test(`by no policy: ${name}`, () => assert.ok(!newestIsByPolicy(lives)));
}

test('crashes by chance are hardly ever taken for a policy', () => {
  const random = randomFrom(3);
  let mistaken = 0;
  for (let round = 0; round < 400; round += 1) {
    // Each request kills with a probability of 1 in 50: four crashes of four workers.
    const rate = [2, 5, 20][round % 3] ?? 5;
    const lives = Array.from({ length: 4 }, (_, index) => {
      const served = Math.floor(Math.log(random()) / Math.log(0.98));
      return { slot: 1 + index, served, ageSeconds: served / rate };
    });
    if (newestIsByPolicy(lives)) mistaken += 1;
  }
  assert.ok(mistaken <= 20, `${mistaken} of 400`);
});

function newestIsByPolicy(lives: readonly Short[]): boolean {
  const [newest, ...earlier] = lives.map((life): EndedLife => ({ ...LIFE, ...life })).reverse();
  return newest !== undefined && isByPolicy(newest, earlier);
}

test('workers that go at their least lifetime between the same two samples know it of each other', () => {
  const [a, b, c] = [61, 93, 35].map(
    (served, at): EndedLife => ({
      ...{ ...LIFE, slot: at + 1, served, ageSeconds: 10.2 },
    }),
  );
  assert.ok(a !== undefined && b !== undefined && c !== undefined);
  assert.ok(isByPolicy(c, [a], [b]) && isByPolicy(c, [], [a, b]));
  assert.deepEqual(explainedBy(c, [a], [b]), [a]);
  assert.ok(!isByPolicy(c, [], [b]), 'two prove nothing');
  const killed = { ageSeconds: 100, served: 7 };
  assert.ok(!isByPolicy({ ...c, ...killed }, [], [{ ...a, ...killed }, b]), 'one end of all at another age');
});
