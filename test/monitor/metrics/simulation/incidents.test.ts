// Each incident is named within seconds of its beginning, with its cause, and is over within seconds of its end; servers
// that are well stay so; and nothing flaps.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BEGIN, END, HEALTHY, INCIDENTS, SECONDS } from './incidents.js';
import { changesIn, type Said, saidOf, storyOf } from './readings-of.js';

/** All forms of identifiers and more seeds. */
const EVERY = process.env['EVERY_INCIDENT'] !== undefined;
const SAMPLED_FORMS = /^one slow route, (?!slug|name)/;

/** Of the readings of an incident that must name it and its cause. */
const MOST = 0.85;

for (const [name, make] of Object.entries(INCIDENTS)) {
  if (!EVERY && SAMPLED_FORMS.test(name)) continue;
  test(`incident: ${name}`, () => {
    const { scenario, state, cause, within = 5, cleared = 10, changes = 4 } = make();
    const said = saidOf(scenario, SECONDS);
    const story = storyOf(said);
    assert.deepEqual(loud(between(said, 0, BEGIN - 3)), [], 'it was well before');
    const during = between(said, BEGIN + within, END);
    const right = during.filter((one) => state.test(one.state));
    assert.ok(right.length >= MOST * during.length, `state in ${right.length} of ${during.length}\n${story}`);
    const blamed = during.filter(({ sentence }) => cause.test(sentence));
    assert.ok(
      blamed.length >= MOST * during.length,
      `cause in ${blamed.length} of ${during.length}\n${story}`,
    );
    if (cleared !== null) assert.deepEqual(loud(between(said, END + cleared, SECONDS)), [], story);
    assert.ok(changesIn(said) <= changes, `${changesIn(said)} changes\n${story}`);
  });
}

const LATE = [
  'a shared database that is slow',
  'one slow route, slug',
  'a lock that three routes share',
  'a client with many connections',
];

for (const name of LATE) {
  test(`attached late: ${name}`, () => {
    const { scenario, state, cause } = INCIDENTS[name]?.() ?? assert.fail(name);
    for (const from of EVERY ? [BEGIN - 5, BEGIN + 3] : [BEGIN - 5]) {
      const said = saidOf(scenario, BEGIN + 25, from);
      const late = between(said, BEGIN + 12, BEGIN + 25);
      const right = late.filter((one) => state.test(one.state) && cause.test(one.sentence));
      assert.ok(right.length >= MOST * late.length, `from ${from}\n${storyOf(said)}`);
    }
  });
}

for (const [name, make] of Object.entries(HEALTHY)) {
  test(`well: ${name}`, () => {
    for (const seed of EVERY ? [1, 2, 3, 4] : [1]) {
      const said = saidOf({ ...make(), seed }, EVERY ? SECONDS : 80);
      assert.deepEqual(loud(said), [], storyOf(said));
    }
  });
}

function between(said: readonly Said[], from: number, to: number): readonly Said[] {
  return said.filter(({ time }) => time >= from && time < to);
}

function loud(said: readonly Said[]): readonly string[] {
  return said
    .filter(({ level }) => level !== 'ok')
    .map(({ time, level, sentence }) => `${time.toFixed(1)}s ${level} ${sentence}`);
}
