// The words of tstop about the readings of a drill, held against what the drill must give: right within 5 s and over
// within 10 s, by the times of the readings and not by the wall clock.

import assert from 'node:assert/strict';
import { type Observation, observe } from '../../../src/monitor/metrics/observation.js';
import type { Limits } from '../../../src/monitor/metrics/sample/long-requests.js';
import { DEFAULT_THRESHOLDS } from '../../../src/monitor/metrics/sample/thresholds.js';
import type { Drill, Peer, Says } from './drill.js';
import { type Recording, readingsIn } from './recording.js';

const WITHIN_SECONDS = 5;
const CLEARED_SECONDS = 10;
/** Of the readings between the fifth second and the end. */
const MOST = 0.9;

/** As if tstop ran on the host of the server, and as if it did not. */
export function judge(drill: Drill, peer: Peer, recording: Recording): void {
  for (const local of [false, true]) judgeFrom(drill, peer, recording, local);
}

function judgeFrom(drill: Drill, peer: Peer, recording: Recording, local: boolean): void {
  const said = saidOf(recording, local, { ...DEFAULT_THRESHOLDS, longRoutes: drill.longRoutes ?? [] });
  const story = `${local ? 'on its host' : 'from elsewhere'}\n${storyOf(said, recording)}`;
  assert.ok(said.length >= 4, `only ${said.length} readings`);
  if (drill.says === undefined) assert.deepEqual(said.filter(isLoud), [], story);
  else judgeIncident(drill.says, peer, { said, recording, story, local });
  // From elsewhere less can be told of why a worker went.
  if (drill.events !== undefined && local)
    assert.deepEqual(eventKinds(said), [...drill.events].sort(), story);
  if (drill.says === undefined)
    assert.deepEqual(
      eventsOf(said).filter(({ level, kind }) => level !== 'info' && kind !== 'stats-slow'),
      [],
      story,
    );
}

interface Case {
  readonly said: readonly Said[];
  readonly recording: Recording;
  readonly story: string;
  readonly local: boolean;
}

function judgeIncident(says: Says, peer: Peer, { said, recording, story, local }: Case): void {
  const { clearedSeconds = CLEARED_SECONDS, share = MOST } = says;
  const begin = recording.beginSecond ?? assert.fail('the drill never began');
  const end = recording.endSecond ?? said.at(-1)?.second ?? begin;
  const remote = local ? undefined : says.elsewhere?.[peer];
  const pattern = remote ?? says.of?.[peer] ?? says.verdict;
  if (says.fromStart !== true)
    assert.deepEqual(between(said, 0, begin).filter(isLoud), [], `loud before it began: ${story}`);
  const during = between(said, begin + WITHIN_SECONDS, end + 0.001);
  const right = during.filter(({ sentence }) => pattern.test(sentence));
  const first = between(said, begin, Infinity).find(({ sentence }) => pattern.test(sentence));
  const late = first === undefined ? Infinity : first.second - begin;
  assert.ok(late <= WITHIN_SECONDS, `${pattern} said after ${late} s ${story}`);
  assert.ok(
    right.length >= share * during.length,
    `${pattern} in ${right.length} of ${during.length} ${story}`,
  );
  if (clearedSeconds === null) return;
  const after = between(said, end + clearedSeconds, Infinity);
  assert.ok(after.length > 0, 'it ended too early to tell');
  assert.deepEqual(after.filter(isLoud), [], `not cleared: ${story}`);
}

interface Said {
  readonly second: number;
  readonly level: string;
  readonly sentence: string;
  readonly observation: Observation;
}

function saidOf(recording: Recording, local: boolean, limits: Limits): readonly Said[] {
  let observation: Observation | null = null;
  return readingsIn(recording, local).map((reading) => {
    observation = observe(observation, reading, limits);
    const { level, state, facts } = observation.verdict;
    return {
      second: reading.receivedAtMs / 1000,
      level,
      sentence: `${state} ${facts.join(' · ')}`,
      observation,
    };
  });
}

function isLoud({ level }: Said): boolean {
  return level !== 'ok';
}

function between(said: readonly Said[], from: number, to: number): readonly Said[] {
  return said.filter(({ second }) => second >= from && second < to);
}

function eventsOf(said: readonly Said[]): Observation['events'] {
  return said.at(-1)?.observation.events ?? [];
}

function eventKinds(said: readonly Said[]): readonly string[] {
  const kinds = eventsOf(said).map(({ kind }) => kind);
  return [...new Set(kinds.filter((kind) => kind !== 'attached' && kind !== 'stats-slow'))].sort();
}

/** Every reading with its verdict, in seconds from the beginning of the incident, and the events at the end. */
function storyOf(said: readonly Said[], { beginSecond, endSecond }: Recording): string {
  const zero = beginSecond ?? said[0]?.second ?? 0;
  const lines = said.map(
    ({ second, level, sentence }) => `${(second - zero).toFixed(1)} ${level} ${sentence}`,
  );
  const events = eventsOf(said).map(
    ({ kind, level, slot, count, beginMs, text }) =>
      `${(beginMs / 1000 - zero).toFixed(1)} event ${kind} ${level} W${slot} ×${count} ${text}`,
  );
  return [`end ${endSecond === null ? '-' : (endSecond - zero).toFixed(1)}`, ...lines, ...events].join('\n');
}
