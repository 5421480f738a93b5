import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Tone } from '../../../../src/monitor/dashboard/drawing/frame.js';
import { view } from '../../../../src/monitor/dashboard/view/view.js';
import { capturedWorkers } from '../../metrics/readings.js';
import { textOf } from '../view/check-frame.js';
import { modelFromDocument, pressed } from '../view/model-from-corpus.js';

const FULLNESS: readonly (readonly [queue: number, tone: Tone])[] = [
  [4, 'bar-ok'],
  [8, 'bar-warn'],
  [15, 'bar-warn'],
  [16, 'bar-critical'],
];

for (const [queue, tone] of FULLNESS) {
  test(`a queue of ${queue} of 16 is ${tone}, in its row as in the meters`, () => {
    const document = capturedWorkers('plain-4x2-busy');
    const sockets = (document.sockets ?? []).map((socket) => ({ ...socket, queue, max_queue: 16 }));
    const size = { columns: 120, rows: 40 };
    const { lines } = view(pressed(modelFromDocument({ ...document, sockets }, { size }), '3'), 0);
    for (const start of ['QUEUE ', '▶']) {
      const line = lines.find((candidate) => textOf(candidate).startsWith(start));
      const tones = line?.spans.map((span) => span.tone).filter((one) => /^bar-(?!empty)/.test(one));
      assert.deepEqual(tones, [tone], start);
    }
  });
}
