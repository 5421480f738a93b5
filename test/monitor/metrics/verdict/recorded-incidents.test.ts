// Series that the drills of test/incidents took from real servers: each rule meets numbers that were not made up
// for it, those that trigger it and those that must not.

import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import type { Observation } from '../../../../src/monitor/metrics/observation.js';
import { fixturePath } from '../../../fixtures.js';
import { recordedIncident, watch } from '../readings.js';

/** The verdict that it must come to, and the kinds of the events above information. */
const INCIDENTS: Readonly<Record<string, readonly [verdict: RegExp, events: readonly string[]]>> = {
  'slow-endpoint': [/^SATURATED 4 of 4 threads sit in GET \/report\/:id: the endpoint/, ['saturated']],
  'full-queue': [/^SATURATED .*queue 5\/4 FULL :\d+/, ['saturated', 'queue-full']],
  'dead-backend': [/^SATURATED 4 of 4 threads wait for \d+s or more in 4 routes/, ['saturated']],
  'crash-loop-at-import': [/^CRASH LOOP \d+ crashes in a minute/, ['crash']],
  'segv-short-requests': [/^CRASH LOOP \d+ crashes in a minute, all in GET \/segv/, ['crash']],
  'segv-short-requests-2.0.31': [/^CRASH LOOP \d+ crashes in a minute/, ['crash']],
  'segv-threads': [/^WORKERS END \d+ processes ended in a minute, cause unknown/, []],
  'segv-threads-2.0.31': [/^CRASH LOOP \d+ crashes in a minute/, ['crash']],
  'never-loads': [/^NOT ACCEPTING 2 workers not accepting for 1\ds/, ['not-accepting']],
  'tsgi-never-loads': [/^RELOADING the new code has not loaded for 1\ds/, []],
  leak: [/^MEMORY W1 grows \+\d+M in \d+s/, ['memory-growth']],
  'harakiri-4': [/^HARAKIRI STORM 4 killed in 5m, all in GET \/report\/:id/, ['harakiri', 'saturated']],
  'harakiri-2x2': [/^HARAKIRI STORM 2 killed in 5m, all in GET \/report\/:id/, ['harakiri', 'saturated']],
  'tsgi-harakiri-2x2': [
    /^HARAKIRI STORM 2 killed in 5m, all in GET \/report\/:id/,
    ['harakiri', 'saturated'],
  ],
  'worse-code': [/^ERRORS .*since the reload/, ['errors']],
  'bad-code-reloaded': [/^ERRORS \d+ of \d+ requests raised/, ['errors']],
  'clients-leave': [/^CLIENTS LEAVE \d+ of \d+ clients left/, []],
  stalled: [/^STALLED W\d idle/, ['stalled']],
};

for (const [name, [verdict, events]] of Object.entries(INCIDENTS)) {
  test(`${name}, as it was recorded`, () => {
    const seen = watch(recordedIncident(name));
    const said = seen.map(sentenceOf);
    assert.ok(
      said.some((sentence) => verdict.test(sentence)),
      [...new Set(said)].join('\n'),
    );
    assert.deepEqual(
      events.filter((kind) => !troublesIn(seen).includes(kind)),
      [],
      `instead: ${troublesIn(seen)}`,
    );
  });
}

test('exceptions that a reload did not change are not put down to it', () => {
  const said = watch(recordedIncident('bad-code-reloaded')).map(sentenceOf);
  assert.deepEqual(
    said.filter((sentence) => sentence.includes('since the reload')),
    [],
  );
});

const HEALTHY = readdirSync(fixturePath('incidents'))
  .filter((file) => file.includes('healthy-'))
  .map((file) => file.replace('.ndjson', ''));

for (const name of HEALTHY) {
  test(`${name}, as it was recorded, raises nothing`, () => {
    const seen = watch(recordedIncident(name));
    const loud = seen.filter(({ verdict }) => verdict.level !== 'ok').map(sentenceOf);
    assert.deepEqual([loud, troublesIn(seen)], [[], []]);
    assert.ok(seen.length >= 10);
  });
}

function sentenceOf({ verdict }: Observation): string {
  return `${verdict.state} ${verdict.facts.join('; ')}`;
}

function troublesIn(seen: readonly Observation[]): readonly string[] {
  const events = seen.at(-1)?.events ?? [];
  return events.filter(({ level }) => level !== 'info').map(({ kind }) => kind);
}
