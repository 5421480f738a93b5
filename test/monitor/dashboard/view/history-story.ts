import type { Model } from '../../../../src/monitor/dashboard/model/model.js';
import type { ServerEvent } from '../../../../src/monitor/metrics/events/server-event.js';
import type { HistoryPoint } from '../../../../src/monitor/metrics/sample/history.js';
import { seededRandom } from './hostile.js';

/**
 * A quarter of an hour of a server that gets into trouble, one sample a second: calm, one slow moment, a minute without
 * readings, then the long climb until all threads are busy and the queue is full. Memory grows until a worker is
 * recycled. The events of the model are spread over the same time.
 */
export function withStory(model: Model): Model {
  const target = model.targets[0];
  const observation = target?.observation;
  if (target === undefined || observation === null || observation === undefined) return model;
  const history = storyPoints(observation.sample.timeMs);
  const events = spreadEvents(observation.events, observation.sample.timeMs);
  return { ...model, targets: [{ ...target, observation: { ...observation, history, events } }] };
}

const SECONDS = 860;

export function storyPoints(endMs: number): readonly HistoryPoint[] {
  const random = seededRandom(3);
  return Array.from({ length: SECONDS }, (_, second) => second)
    .filter((second) => second < 400 || second > 460)
    .map((second) => pointAt(second, endMs - (SECONDS - 1 - second) * 1000, random));
}

function pointAt(second: number, timeMs: number, random: () => number): HistoryPoint {
  const climb = Math.max(0, (second - 560) / 260);
  const slow = second > 250 && second < 275 ? 1 : 0;
  const noise = random() - 0.5;
  const busy = Math.min(1, 0.22 + 0.1 * Math.sin(second / 40) + 0.08 * noise + climb * 0.75 + slow * 0.5);
  return {
    timeMs,
    busyRatio: busy,
    requestsPerSecond: 120 + 25 * Math.sin(second / 70) + 20 * noise + climb * 20 - slow * 60,
    latencySeconds: slow === 1 ? null : 0.04 + 0.02 * random() + climb ** 3 * 0.6,
    queue: busy < 1 ? (random() < 0.05 ? 1 : 0) : Math.min(17, Math.round((climb - 0.9) * 40)),
    rssBytes: (380 + second * 0.05 - (second > 700 ? 28 : 0) + 2 * random()) * 2 ** 20,
  };
}

function spreadEvents(events: readonly ServerEvent[], endMs: number): readonly ServerEvent[] {
  return events.map((event, index) => {
    const beginMs = endMs - (SECONDS - 2) * 1000 * (1 - index / Math.max(1, events.length));
    return {
      ...event,
      beginMs,
      lastMs: event.ongoing ? beginMs : Math.min(endMs, beginMs + (event.lastMs - event.beginMs)),
    };
  });
}
