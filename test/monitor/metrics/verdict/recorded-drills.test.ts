// The words of tstop about the readings that the drills of test/incidents/matrix took from real servers, on each of them: right
// within 5 s and over within 10 s, by the times of the readings. The drills themselves take minutes.

import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { fixturePath } from '../../../fixtures.js';
import { PEERS } from '../../../incidents/matrix/drill.js';
import { DRILLS } from '../../../incidents/matrix/drills.js';
import { judge } from '../../../incidents/matrix/judge.js';
import { halfAsOften, readRecording, recordingName } from '../../../incidents/matrix/recording.js';

const CASES = Object.entries(DRILLS).flatMap(([name, drill]) =>
  (drill.peers ?? PEERS).map((peer) => ({ name, drill, peer })),
);

for (const { name, drill, peer } of CASES) {
  test(`${name}, as it was recorded on ${peer}`, () => {
    judge(drill, peer, readRecording(fixturePath(recordingName(name, peer))));
  });
}

for (const { name, drill, peer } of CASES) {
  if (drill.says !== undefined) continue;
  test(`${name}, as it was recorded on ${peer}, read half as often`, () => {
    const recording = readRecording(fixturePath(recordingName(name, peer)));
    const { options, live, longRoutes = [] } = drill;
    // Less can be told then of why a worker went.
    for (const from of [0, 1] as const)
      judge({ options, live, longRoutes }, peer, halfAsOften(recording, from));
  });
}

test('no recording is of a drill that is gone', () => {
  const expected = CASES.map(({ name, peer }) => recordingName(name, peer).replace('drills/', ''));
  assert.deepEqual(readdirSync(fixturePath('drills')).sort(), expected.sort());
});
