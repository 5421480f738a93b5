/** Plays the runtime's part for tests of `update`: keys by name, readings from captured series, effects collected. */

import assert from 'node:assert/strict';
import type { Effect } from '../../../src/monitor/dashboard/model/effect.js';
import { type InitialOptions, initialModel } from '../../../src/monitor/dashboard/model/initial-model.js';
import type { Message } from '../../../src/monitor/dashboard/model/message.js';
import type { Model, Target } from '../../../src/monitor/dashboard/model/model.js';
import { update } from '../../../src/monitor/dashboard/update/update.js';
import type { Reading } from '../../../src/monitor/metrics/sample/reading.js';
import { captured, capturedSeries, readingOf, type SERIES } from '../metrics/readings.js';

/** `Omit` for each member of a union. */
type Timeless<M> = M extends unknown ? Omit<M, 'nowMs'> : never;

export class Driver {
  model: Model;
  /** Of the last message. */
  effects: readonly Effect[] = [];

  constructor(options: Partial<InitialOptions> = {}) {
    this.model = initialModel({
      addresses: ['127.0.0.1:9191'],
      size: { columns: 80, rows: 24 },
      nowMs: 0,
      ...options,
    });
  }

  send(message: Timeless<Message>, afterMs = 0): this {
    const nowMs = this.model.nowMs + afterMs;
    [this.model, this.effects] = update(this.model, { ...message, nowMs } as Message);
    return this;
  }

  /** Key names separated by blanks: `down down F`. */
  press(keys: string): this {
    for (const name of keys.split(' ')) this.send({ kind: 'key', key: { name, text: textOf(name) } });
    return this;
  }

  /** Letters typed one by one, blanks too. */
  type(text: string): this {
    for (const name of text)
      this.send({ kind: 'key', key: { name: name === ' ' ? 'space' : name, text: name } });
    return this;
  }

  read(reading: Reading, target = 0): this {
    const nowMs = Math.max(this.model.nowMs, reading.receivedAtMs);
    return this.send({ kind: 'read', target, reading }, nowMs - this.model.nowMs);
  }

  /** A captured reply, one second after the last one. */
  readCaptured(name: string): this {
    const nowMs = this.model.nowMs === 0 ? START_MS : this.model.nowMs + 1000;
    return this.read(readingOf(captured(name), nowMs));
  }

  readSeries(name: (typeof SERIES)[number], count = Number.POSITIVE_INFINITY): this {
    for (const reading of capturedSeries(name).slice(0, count)) this.read(reading);
    return this;
  }

  /** The only one. */
  get target(): Target {
    return this.model.targets[0] ?? assert.fail();
  }

  get keys(): string {
    return this.model.rows.map((row) => row.key).join(' ');
  }

  get selected(): string | null {
    return this.model.table.selected;
  }
}

/** Later than everything in the captured replies. */
export const START_MS = Date.UTC(2026, 10, 22, 14, 0, 0);

function textOf(name: string): string | null {
  if (name === 'space') return ' ';
  return [...name].length === 1 ? name : null;
}
