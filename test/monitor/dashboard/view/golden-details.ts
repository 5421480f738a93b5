import type { Model } from '../../../../src/monitor/dashboard/model/model.js';
import type { ServerSettings } from '../../../../src/monitor/dashboard/model/server-settings.js';
import type { Settings } from '../../../../src/monitor/dashboard/model/settings.js';
import { stackOf } from '../../../../src/monitor/dashboard/model/shown.js';
import type { Size } from '../../../../src/monitor/dashboard/model/size.js';
import type { ProcessFacts } from '../../../../src/monitor/metrics/process-facts.js';
import { parseTracebackerReply } from '../../../../src/protocol/tracebacker-reply.js';
import { readFixture } from '../../../fixtures.js';
import { later, modelFromReplies, modelFromSeries, pressed, received } from './model-from-corpus.js';

/** Golden screens of the panel about a worker and of its Python stacks. */

const S: Size = { columns: 80, rows: 24 };
const M: Size = { columns: 120, rows: 40 };
const L: Size = { columns: 200, rows: 60 };

export const DETAIL_SCREENS: Readonly<Record<string, () => Model>> = {
  'details-80x24': () => answered(open(S)),
  'details-120x40': () => answered(open(M)),
  'details-200x60': () => answered(open(L)),
  'details-ascii-80x24': () => answered(open(S, { ascii: true })),
  'details-inside-120x40': () => pressed(answered(open(M)), 'enter', 'down'),
  'details-core-row-120x40': () => answered(pressed(open(M), 'a', 'down')),
  'details-refused-80x24': () => refused(open(S)),
  'details-elsewhere-80x24': () => pressed(saturated(S, {}, false), 'enter'),
  'details-idle-80x24': () => pressed(modelFromReplies(['plain-4x2-idle'], { size: S }), 'enter'),
  'details-past-80x24': () => pressed(answered(open(S)), 'Z'),
  'details-no-cores-80x24': () => pressed(modelFromReplies(['no-cores-2x2-busy'], { size: S }), 'enter'),
  'details-many-cores-120x40': () => manyCores(M),
  'details-compact-50x12': () => answered(open({ columns: 50, rows: 12 })),
  'details-old-stack-120x40': () => later(answered(open(M)), 25_000),
  'stack-80x24': () => pressed(answered(open(S)), 'b'),
  'stack-120x40': () => pressed(answered(open(M)), 'b'),
  'stack-ascii-80x24': () => pressed(answered(open(S, { ascii: true })), 'b'),
  'stack-refused-80x24': () => pressed(refused(open(S)), 'b'),
  'stack-asking-80x24': () => pressed(open(S), 'b'),
};

function open(size: Size, settings: Partial<Settings> = {}): Model {
  return pressed(saturated(size, settings, true, { harakiriSeconds: 60 }), 'enter');
}

function saturated(
  size: Size,
  settings: Partial<Settings>,
  local = true,
  server: Partial<ServerSettings> = {},
): Model {
  const names = ['plain-4x2-busy', 'plain-4x2-saturated', 'plain-4x2-saturated'];
  return modelFromReplies(names, { size, settings, local, server });
}

/** As the kernel and a tracebacker answer: twice, so that there is a share of the CPU. */
function answered(model: Model): Model {
  const pid = model.details?.process?.pid ?? 0;
  const before = received(model, {
    kind: 'process-read',
    target: 0,
    facts: factsOf(pid, model.nowMs),
    nowMs: model.nowMs,
  });
  const facts = { ...factsOf(pid, model.nowMs + 1000), cpuSeconds: 10.01, pssBytes: 9 * 2 ** 20 };
  const known = received(before, { kind: 'process-read', target: 0, facts, nowMs: model.nowMs + 1 });
  return received(known, {
    kind: 'stack-read',
    target: 0,
    slot: stackOf(known)?.slot ?? 0,
    threads: threads(),
    nowMs: model.nowMs + 2,
  });
}

function refused(model: Model): Model {
  const pid = model.details?.process?.pid ?? 0;
  const reason = `process ${pid} is hidden from this user (/proc is mounted with hidepid)`;
  const failed = received(model, { kind: 'process-failed', target: 0, pid, reason, nowMs: model.nowMs });
  return received(failed, {
    kind: 'stack-failed',
    target: 0,
    slot: stackOf(failed)?.slot ?? 0,
    reason: 'permission denied: run tstop as the user of the server, or as root',
    nowMs: model.nowMs,
  });
}

function manyCores(size: Size): Model {
  const model = modelFromSeries('series-gevent-2x50', { size, local: true }, 20);
  return pressed(model, 'enter', 'enter', 'pagedown', 'pagedown');
}

function factsOf(pid: number, timeMs: number): ProcessFacts {
  return {
    pid,
    timeMs,
    startTicks: 100,
    state: 'S',
    cpuSeconds: 10,
    threads: 4,
    wchan: 'ep_poll',
    rssBytes: 118 * 2 ** 20,
    pssBytes: null,
    swapBytes: 0,
    openFiles: 18,
    openFilesLimit: 1024,
    harakiriSeconds: null,
  };
}

function threads() {
  const reply = readFixture('tracebacker/uwsgi-2.0.31-threads.txt').toString('utf8');
  return parseTracebackerReply(reply) ?? [];
}
