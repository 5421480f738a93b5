import { initialModel } from '../../../../src/monitor/dashboard/model/initial-model.js';
import type { Message } from '../../../../src/monitor/dashboard/model/message.js';
import type { Model } from '../../../../src/monitor/dashboard/model/model.js';
import type { ServerSettings } from '../../../../src/monitor/dashboard/model/server-settings.js';
import type { Settings } from '../../../../src/monitor/dashboard/model/settings.js';
import type { Size } from '../../../../src/monitor/dashboard/model/size.js';
import { update } from '../../../../src/monitor/dashboard/update/update.js';
import type { Reading } from '../../../../src/monitor/metrics/sample/reading.js';
import { parseStats, statsDocumentFrom } from '../../../../src/stats/parse.js';
import type { StatsDocument } from '../../../../src/stats/schema.js';
import { readFixture } from '../../../fixtures.js';

/** Dashboards as they really come about: captured replies through the parser, the metrics and `update`. */

export const ADDRESS = '127.0.0.1:9191';

export interface Watching {
  readonly size: Size;
  readonly settings?: Partial<Settings>;
  readonly server?: Partial<ServerSettings>;
  readonly address?: string;
  readonly local?: boolean;
  /** Of the host that the server is on, if that is known. */
  readonly utcOffsetMinutes?: number;
}

/** A captured series of replies with their own times. `upTo` stops after so many. */
export function modelFromSeries(name: string, watching: Watching, upTo = 1000): Model {
  return madeOnce([name, watching, upTo], () => {
    const lines = readFixture(`corpus/${name}.ndjson`).toString('utf8').trim().split('\n');
    return afterReadings(lines.slice(0, upTo).map(readingOfLine), watching);
  });
}

/** Single captured replies of one server, shown as if they had come a second apart. */
export function modelFromReplies(names: readonly string[], watching: Watching): Model {
  return madeOnce([names, watching], () => {
    const texts = names.map((name) => readFixture(`corpus/${name}.json`).toString('utf8'));
    const last = parseStats(texts.at(-1) ?? '').document;
    const endMs = (latestSecondIn(last) + 2) * 1000;
    return afterReadings(
      texts.map((text, index) => readingOfText(text, endMs - (texts.length - 1 - index) * 1000)),
      watching,
    );
  });
}

const MADE = new Map<string, Model>();

/** Models are values: many screens begin with the same one. */
function madeOnce(words: readonly unknown[], make: () => Model): Model {
  const name = JSON.stringify(words);
  const model = MADE.get(name) ?? make();
  MADE.set(name, model);
  return model;
}

export function modelFromDocument(document: StatsDocument, watching: Watching): Model {
  const endMs = (latestSecondIn(document) + 2) * 1000;
  return afterReadings([readingOf(document, endMs - 1000), readingOf(document, endMs)], watching);
}

/** Documents a second apart, from the first that has a time. */
export function modelFromDocuments(documents: readonly StatsDocument[], watching: Watching): Model {
  const startMs = Math.max(...documents.slice(0, 1).map(latestSecondIn)) * 1000 + 500;
  return afterReadings(
    documents.map((document, index) => readingOf(document, startMs + index * 1000)),
    watching,
  );
}

/** Key presses by name, as `Key.name` writes them; a single character types itself. */
export function pressed(model: Model, ...names: readonly string[]): Model {
  return names.reduce((before, name) => {
    const text = name === 'space' ? ' ' : [...name].length === 1 ? name : null;
    return received(before, { kind: 'key', key: { name, text }, nowMs: before.nowMs });
  }, model);
}

export function typed(model: Model, text: string): Model {
  return pressed(model, ...[...text].map((character) => (character === ' ' ? 'space' : character)));
}

export function afterFailure(model: Model, reason: string, laterMs: number): Model {
  return received(model, {
    kind: 'read-failed',
    target: 0,
    errorKind: 'unreachable',
    reason,
    nowMs: model.nowMs + laterMs,
  });
}

export function later(model: Model, ms: number): Model {
  return received(model, { kind: 'ticked', nowMs: model.nowMs + ms });
}

export function received(model: Model, message: Message): Model {
  return update(model, message)[0];
}

export function unread(watching: Watching, nowMs: number): Model {
  const { size, settings = {}, server = {}, address = ADDRESS, local = false } = watching;
  return initialModel({ addresses: [address], size, nowMs, settings, server, local });
}

function afterReadings(readings: readonly Reading[], watching: Watching): Model {
  const first = unread(watching, (readings[0]?.receivedAtMs ?? 0) - 100);
  const { utcOffsetMinutes } = watching;
  const zoned = utcOffsetMinutes === undefined ? {} : { utcOffsetMinutes };
  return readings.reduce(
    (model, reading) =>
      received(model, {
        kind: 'read',
        target: 0,
        reading: { ...reading, ...zoned },
        nowMs: reading.receivedAtMs + 1,
      }),
    first,
  );
}

interface SeriesLine {
  readonly ts: number;
  readonly took_ms: number;
  readonly size: number;
  readonly doc: unknown;
}

function readingOfLine(line: string): Reading {
  const { ts, took_ms, size, doc }: SeriesLine = JSON.parse(line);
  const reading = readingOf(statsDocumentFrom(doc), Math.round(ts * 1000));
  return { ...reading, durationMs: took_ms, bytes: size };
}

function readingOfText(text: string, receivedAtMs: number): Reading {
  const { document, repaired } = parseStats(text);
  return { ...readingOf(document, receivedAtMs), bytes: Buffer.byteLength(text), repaired };
}

function readingOf(document: StatsDocument, receivedAtMs: number): Reading {
  const facts = { durationMs: 2, bytes: 4321, protocol: 'raw', repaired: false, more: true } as const;
  return { ...facts, receivedAtMs, document };
}

/** The newest time that the server mentions, in epoch seconds: the reply is not older than that. */
function latestSecondIn(document: StatsDocument): number {
  return Math.max(...timesIn(document).filter((time) => time !== null));
}

function timesIn(document: StatsDocument): readonly (number | null)[] {
  switch (document.kind) {
    case 'workers':
      return [
        START_SECONDS,
        ...document.workers.flatMap((worker) => [
          worker.last_spawn,
          ...(worker.cores ?? []).map((core) => core.req_info.request_start),
        ]),
      ];
    case 'emperor':
      return [
        START_SECONDS,
        ...document.vassals.flatMap((vassal) => [vassal.last_run, vassal.last_accepting, vassal.last_ready]),
        ...document.blacklist.map((entry) => entry.last_attempt),
      ];
    case 'router':
      return [
        START_SECONDS,
        ...(document.subscriptions ?? []).flatMap(({ nodes }) => nodes.map((node) => node.last_check)),
      ];
    case 'tuntap':
      return [START_SECONDS];
  }
}

/** Older than every capture; for documents without any time. */
const START_SECONDS = 1_700_000_000;
