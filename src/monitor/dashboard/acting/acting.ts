/**
 * Follows an action after it was sent. Its event stays open until a reading confirms the effect or the deadline passes.
 */

import {
  type EventNews,
  withBegun,
  withEnded,
  withHappened,
  withRaised,
} from '../../metrics/events/server-event.js';
import { type Observation, withAsked } from '../../metrics/observation.js';
import type { Acting } from '../model/ask.js';
import type { Notice } from '../model/connection.js';
import { wayPhrase } from '../model/control.js';
import type { Model, Target } from '../model/model.js';
import { withTarget } from '../model/targets.js';
import { withNotice } from '../steps/notices.js';
import { outcomeOf } from './outcome.js';

/** So that the new processes are not taken for something that happened by itself. */
export function withReplacementsAsked(model: Model, { ask, target: index }: Acting): Model {
  const { expected, way } = ask;
  if (expected?.sign !== 'replaced') return model;
  const untilMs = model.nowMs + expected.withinSeconds * 1000;
  const brutal = ask.action === 'worker-kill' || ask.action === 'brutal-reload';
  return changedObservation(model, index, (observation) => {
    const { body } = observation.sample;
    const all = body.kind === 'workers' ? body.workers.workers : [];
    const slots = (way.kind === 'signal-workers' ? way.workers : all).map(({ slot }) => slot);
    return withAsked(
      observation,
      slots.map((slot) => ({ slot, untilMs, brutal })),
    );
  });
}

export function updateActed(model: Model, index: number): Model {
  const acting = model.targets[index]?.acting ?? null;
  if (acting === null) return model;
  const { ask } = acting;
  const text = `${ask.label} asked ${wayPhrase(ask.way)}`;
  const news = newsOf(acting, model.nowMs, 'asked', text);
  const noticed = withNotice(model, text);
  if (ask.expected === null) return withActing(withEvent(noticed, acting, news, withHappened), index, null);
  const told = withEvent(noticed, acting, news, withBegun);
  const eventId = told.targets[acting.target]?.observation?.events.at(-1)?.id ?? null;
  return withActing(told, index, { ...acting, phase: 'watching', eventId });
}

export function updateActFailed(model: Model, index: number, reason: string): Model {
  const acting = model.targets[index]?.acting ?? null;
  if (acting === null) return model;
  const text = `${acting.ask.label} failed ${wayPhrase(acting.ask.way)}: ${reason}`;
  const news = newsOf(acting, model.nowMs, 'ask-failed', text);
  const told = withEvent(withNotice(model, text, 'error'), acting, news, withHappened);
  const forgotten = changedObservation(told, acting.target, (observation) => withAsked(observation, []));
  return withActing(forgotten, index, null);
}

/** After readings, failures and while time goes by. */
export function withOutcome(model: Model): Model {
  return model.targets.reduce(withOutcomeOf, model);
}

function withOutcomeOf(model: Model, target: Target): Model {
  const { acting } = target;
  if (acting?.phase !== 'watching') return model;
  const seen = outcomeOf(acting, target);
  if (seen !== null) return concluded(model, acting, seen, 'info');
  const { expected } = acting.ask;
  const seconds = expected?.withinSeconds ?? 0;
  if (model.nowMs - acting.askedMs < seconds * 1000) return model;
  const hint = expected?.sign === 'more' || expected?.sign === 'fewer' ? CHEAPER_HINT[productOf(acting)] : '';
  return concluded(model, acting, `no effect seen within ${seconds} s${hint}`, 'error');
}

const CHEAPER_HINT = {
  uWSGI: '; uWSGI does this only with cheaper, between its minimum and processes',
  tsgi: '; one worker always stays',
} as const;

function productOf({ before }: Acting): 'uWSGI' | 'tsgi' {
  return before.sample.server.product;
}

function concluded(model: Model, acting: Acting, finding: string, level: Notice['level']): Model {
  const text = `${acting.ask.label}: ${finding}; asked ${wayPhrase(acting.ask.way)}`;
  const noticed = withNotice(model, `${acting.ask.label}: ${finding}`, level);
  const { eventId } = acting;
  const news = newsOf(acting, acting.askedMs, 'asked', text, level === 'error' ? 'warn' : 'info');
  const told = withEvent(noticed, acting, news, (events, told_) =>
    eventId === null ? events : withEnded(withRaised(events, eventId, told_), eventId, model.nowMs),
  );
  return withActing(told, acting.target, null);
}

function newsOf(
  { ask }: Acting,
  beginMs: number,
  kind: 'asked' | 'ask-failed',
  text: string,
  level: EventNews['level'] = kind === 'asked' ? 'info' : 'warn',
): EventNews {
  return { kind, level, slot: ask.slot, beginMs, text };
}

function withActing(model: Model, index: number, acting: Acting | null): Model {
  return withTarget(model, index, { acting });
}

type Events = Observation['events'];

function withEvent(
  model: Model,
  acting: Acting,
  news: EventNews,
  change: (events: Events, news: EventNews) => Events,
): Model {
  return changedObservation(model, acting.target, (observation) => {
    return { ...observation, events: change(observation.events, news) };
  });
}

function changedObservation(
  model: Model,
  index: number,
  change: (observation: Observation) => Observation,
): Model {
  const observation = model.targets[index]?.observation ?? null;
  return observation === null ? model : withTarget(model, index, { observation: change(observation) });
}
