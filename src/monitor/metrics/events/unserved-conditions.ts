/** Nobody is served: connections that wait, code that did not load, signals that nobody handles. */
import type { WorkersBody } from '../sample/sample.js';
import { isSignalQueueGrowing } from '../workers/signal-queue.js';
import { areAllStopped, type UnservedReason, unserved } from '../workers/unserved.js';
import type { Condition } from './condition.js';
import type { EventInput } from './input.js';
import type { EventKind, EventLevel } from './server-event.js';

export function unservedConditions(
  { server, sample, stopped }: EventInput,
  { totals }: WorkersBody,
): readonly Condition[] {
  const { timeMs: nowMs } = sample;
  const waiting = unserved({ totals, server, nowMs });
  const signals = server?.signalQueue ?? null;
  const areAll = areAllStopped(stopped, totals);
  return [
    ...(areAll
      ? [held('not-serving', 'critical', nowMs, STOPPED)]
      : stopped.map((slot) => stoppedAlone(slot, nowMs))),
    ...(areAll || waiting === null
      ? []
      : [held('not-serving', 'critical', waiting.sinceMs, TEXTS[waiting.reason])]),
    ...(server?.withoutApp === true ? [held('no-app', 'critical', nowMs, NO_APP)] : []),
    ...(isSignalQueueGrowing(signals, nowMs)
      ? [held('signals-wait', signals.forAny ? 'critical' : 'warn', signals.sinceMs, SIGNALS)]
      : []),
  ];
}

const TEXTS: Readonly<Record<UnservedReason, string>> = {
  'not-taken': 'connections wait, and no worker takes them',
  paused: 'connections wait, and every worker is paused',
  cheap: 'connections wait, and every worker is cheaped',
  starting: 'connections wait, and no worker has come back',
};
const STOPPED = 'every worker is stopped by a signal';
const NO_APP = 'the code did not load, every answer is an error';
const SIGNALS = 'signals wait, and more come than are handled';

function stoppedAlone(slot: number, beginMs: number): Condition {
  const text = 'stopped by a signal, takes and finishes nothing';
  return { key: `stopped ${slot}`, news: { kind: 'stalled', level: 'warn', slot, beginMs, text } };
}

function held(kind: EventKind, level: EventLevel, beginMs: number, text: string): Condition {
  return { key: kind, news: { kind, level, slot: null, beginMs, text } };
}
