import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sceneOf } from '../../../../src/monitor/dashboard/drawing/scene.js';
import { headerLine } from '../../../../src/monitor/dashboard/heading/header.js';
import { verdictLine } from '../../../../src/monitor/dashboard/heading/verdict-line.js';
import type { Connection } from '../../../../src/monitor/dashboard/model/connection.js';
import type { Model, Past } from '../../../../src/monitor/dashboard/model/model.js';
import { DEFAULT_SERVER_SETTINGS } from '../../../../src/monitor/dashboard/model/server-settings.js';
import { emptyArchive } from '../../../../src/monitor/metrics/archive/sample-archive.js';
import type { Observation } from '../../../../src/monitor/metrics/observation.js';
import { textOf } from '../view/check-frame.js';
import { modelFromSeries, unread } from '../view/model-from-corpus.js';

const LIVE = modelFromSeries('series-plain-4x2', { size: { columns: 80, rows: 24 } }, 22);
const FACTS = ['3/8 threads busy (48%)', 'queue 0/100', 'mean latency 267ms', 'room for ~13 rps'];
/** With a verdict of its own: how it is found is the metrics' business. */
const SHOWN: Observation = {
  ...observationOf(LIVE),
  verdict: { level: 'ok', state: 'OK', sinceMs: LIVE.nowMs, facts: FACTS },
};
const NOW = LIVE.nowMs;

function observationOf(model: Model): Observation {
  const observation = model.targets[0]?.observation;
  assert.ok(observation);
  return observation;
}

interface Situation {
  readonly connection: Connection;
  readonly observation?: Observation | null;
  readonly model?: Partial<Model>;
}

function modelIn({ connection, observation = SHOWN, model = {} }: Situation): Model {
  return {
    ...LIVE,
    ...model,
    targets: [
      {
        server: DEFAULT_SERVER_SETTINGS,
        address: 'shop:9191',
        connection,
        observation,
        archive: emptyArchive(),
        work: [],
        badReplies: 0,
        local: false,
        control: null,
        stack: null,
        acting: null,
        queues: { askedMs: null, failure: null },
      },
    ],
  };
}

function header(situation: Situation): string {
  return textOf(headerLine(sceneOf(modelIn(situation), 60)));
}

function verdict(situation: Situation): string {
  return textOf(verdictLine(sceneOf(modelIn(situation), 60)));
}

function readBy(protocol: 'websocket' | 'file' | 'stdin', observation = SHOWN): Observation {
  const { sample } = observation;
  return { ...observation, sample: { ...sample, reading: { ...sample.reading, protocol } } };
}

function readSecondsAgo(seconds: number): Observation {
  return { ...SHOWN, sample: { ...SHOWN.sample, timeMs: NOW - seconds * 1000 } };
}

const FROZEN: Past = {
  timeMs: SHOWN.sample.timeMs,
  observation: SHOWN,
  sequence: 0,
  pausedSinceMs: NOW - 12_000,
};

const live: Connection = { phase: 'live', sinceMs: 0, slowedToMs: null, nextAtMs: NOW + 1000 } as const;
const ended: Connection = { phase: 'ended', sinceMs: NOW, failure: null };
const lost: Connection = {
  phase: 'lost',
  sinceMs: NOW - 34_000,
  failures: 9,
  kind: 'unreachable',
  reason: 'Cannot read stats from "shop:9191": connection refused',
  retryAtMs: NOW + 3600,
};

const states: readonly [what: string, situation: Situation, text: RegExp][] = [
  ['a server that answers', { connection: live }, /● LIVE 1s {2}/],
  ['fast mode', { connection: live, model: { fast: true } }, /● LIVE 0.1s/],
  ['an interval made longer by tstop', { connection: { ...live, slowedToMs: 1500 } }, /● SLOW 1\.5s {2}/],
  [
    'a long one with a countdown',
    { connection: { ...live, slowedToMs: 7200, nextAtMs: NOW + 3600 } },
    /● SLOW 7\.2s, next in 4s/,
  ],
  [
    'numbers that are late',
    { connection: live, observation: readSecondsAgo(3.5), model: { nowMs: NOW } },
    /● SLOW 3s old/,
  ],
  ['numbers that are a beat late', { connection: live, observation: readSecondsAgo(1.9) }, /● LIVE 1s/],
  ['a server that pushes', { connection: live, observation: readBy('websocket') }, /● LIVE push/],
  ['a recording', { connection: live, observation: readBy('file') }, /▶ REPLAY/],
  ['the end of a recording', { connection: ended, observation: readBy('file') }, /■ ENDED/],
  [
    'a file with one reply',
    { connection: ended, observation: readBy('file', { ...SHOWN, history: SHOWN.history.slice(-1) }) },
    /■ FILE/,
  ],
  [
    'the first attempt',
    { connection: { phase: 'connecting', sinceMs: NOW - 5000 }, observation: null },
    /○ CONNECTING 5s/,
  ],
  ['a server that was lost', { connection: lost }, /✖ LOST 34s/],
  ['a server that was never there', { connection: lost, observation: null }, /✖ UNREACHABLE 34s/],
  ['something that is no stats server', { connection: { ...lost, kind: 'not-stats' } }, /✖ NO STATS 34s/],
  ['a frozen screen', { connection: live, model: { past: FROZEN } }, /‖ PAUSED 12s/],
  [
    'a moment in the past',
    { connection: live, model: { past: { ...FROZEN, timeMs: NOW - 385_000, pausedSinceMs: null } } },
    /◀◀ PAST 14:32:57 \(6m25s ago\)/,
  ],
];

for (const [what, situation, text] of states) {
  test(`the header names ${what}`, () => assert.match(header(situation), text));
}

test('a server that is tsgi is not called uWSGI', () => {
  const { sample } = SHOWN;
  const server = { ...sample.server, product: 'tsgi', version: '0.1.0' } as const;
  const observation = { ...SHOWN, sample: { ...sample, server } };
  assert.match(header({ connection: live, observation }), / tsgi 0\.1\.0 /);
});

test('the name is the last part of the working directory, and the address alone where there is none', () => {
  assert.match(header({ connection: live }), /^tstop {2}app @ shop:9191 {2}uWSGI 2\.0\.21-debian {2}up 10s /);
  const { sample } = SHOWN;
  for (const cwd of [null, '/', '']) {
    const rootless = { ...SHOWN, sample: { ...sample, server: { ...sample.server, cwd } } };
    assert.match(header({ connection: live, observation: rootless }), /^tstop {2}shop:9191 {2}uWSGI/);
  }
});

test('a very long address leaves room for the state', () => {
  const model = unread({ size: { columns: 60, rows: 12 }, address: `/run/${'x'.repeat(200)}` }, NOW);
  assert.match(textOf(headerLine(sceneOf(model, 0))), /^tstop {2}\/run\/x+… {2}○ CONNECTING <1s$|…/);
});

const verdicts: readonly [what: string, situation: Situation, text: string][] = [
  [
    'a lost server by reason, age and next try',
    { connection: lost },
    '✖ LOST 34s  connection refused · data of 14:39:22, <1s old · next try in 4s',
  ],
  [
    'a server that was never there',
    { connection: { ...lost, retryAtMs: NOW - 1 }, observation: null },
    '✖ UNREACHABLE 34s  connection refused · trying again',
  ],
  [
    'a frozen screen by its age',
    { connection: live, model: { past: FROZEN } },
    '‖ PAUSED  screen of 14:39:22, <1s old · Z resumes · OK · 3/8 threads busy (48%)',
  ],
  [
    'a server in words',
    { connection: live },
    '✔ OK  3/8 threads busy (48%) · queue 0/100 · mean latency 267ms',
  ],
];

for (const [what, situation, text] of verdicts) {
  test(`the verdict line tells of ${what}`, () => assert.equal(verdict(situation), text));
}

test('a reason too long for the line is cut, not the time of the next try', () => {
  const reason = `Cannot read stats from "shop:9191": ${'very '.repeat(40)}strange`;
  const text = verdict({ connection: { ...lost, reason } });
  assert.match(text, /^✖ LOST 34s {2}very very .*… · data of 14:39:22, <1s old · next try in 4s$/);
  assert.equal([...text].length, 80);
});
