import type { Model } from '../../../../src/monitor/dashboard/model/model.js';
import type { Size } from '../../../../src/monitor/dashboard/model/size.js';
import { parseStats } from '../../../../src/stats/parse.js';
import { readFixture } from '../../../fixtures.js';
import { modelFromDocument, modelFromReplies, pressed, received, typed } from './model-from-corpus.js';

/** Every table of More, at every size; part of the golden screens. */

const S: Size = { columns: 80, rows: 24 };
const M: Size = { columns: 120, rows: 40 };
const L: Size = { columns: 200, rows: 60 };

/** Presses the key of More until the table is there. */
const SHOWN: Readonly<Record<string, (size: Size, ascii: boolean) => Model>> = {
  caches: (size, ascii) => more(size, ascii, 1),
  spoolers: (size, ascii) => more(size, ascii, 2),
  crons: (size, ascii) => more(size, ascii, 3),
  daemons: (size, ascii) => more(size, ascii, 4),
  apps: (size, ascii) => turned(modelFromReplies(['mount-3-apps', 'mount-3-apps'], options(size, ascii)), 1),
  metrics: (size, ascii) => more(size, ascii, 6),
  legions: (size, ascii) => turned(modelFromReplies(['legion-a', 'legion-a'], options(size, ascii)), 3),
  locks: (size, ascii) => more(size, ascii, 7),
  keys: (size, ascii) => turned(routed(size, ascii), 1),
};

export const MORE_SCREENS: Readonly<Record<string, () => Model>> = {
  ...Object.fromEntries(
    Object.entries(SHOWN).flatMap(([section, show]) => [
      [`more-${section}-80x24`, () => show(S, false)],
      [`more-${section}-120x40`, () => show(M, false)],
      [`more-${section}-200x60`, () => show(L, false)],
      [`more-${section}-ascii-80x24`, () => show(S, true)],
    ]),
  ),
  'more-metrics-filtered-80x24': () =>
    pressed(typed(pressed(more(S, false, 6), '\\'), 'shop or value>1k'), 'enter', 'R'),
  'more-absent-80x24': () => absent(S),
  'more-hostile-80x24': () => hostile(S),
  'more-hostile-120x40': () => pressed(hostile(M), '6', '6'),
  'row-cron-120x40': () => pressed(more(M, false, 3), 'down', 'down', 'enter'),
  'row-cache-80x24': () => pressed(more(S, false, 1), 'enter'),
  'row-hostile-80x24': () => pressed(hostile(S), 'enter'),
  'row-node-120x40': () => pressed(routed(M, false), 'down', 'enter'),
  'row-vassal-120x40': () => pressed(emperor(M), 'end', 'enter'),
  'row-event-80x24': () => pressed(emperor(S), '5', 'd'),
  'row-vassal-ascii-80x24': () => pressed(emperor(S, true), 'end', 'enter'),
};

function options(size: Size, ascii: boolean) {
  return { size, settings: { ascii }, utcOffsetMinutes: 60 };
}

function more(size: Size, ascii: boolean, presses: number): Model {
  return turned(modelFromReplies(['blocks-before', 'blocks-after'], options(size, ascii)), presses);
}

function turned(model: Model, presses: number): Model {
  return pressed(model, ...Array.from({ length: presses }, () => '6'));
}

function routed(size: Size, ascii: boolean): Model {
  return modelFromReplies(['fastrouter-subscribed', 'fastrouter-subscribed-2'], options(size, ascii));
}

function emperor(size: Size, ascii = false): Model {
  return modelFromReplies(['emperor-start', 'emperor-later'], options(size, ascii));
}

/** The server was started anew without its caches while they were on the screen. */
function absent(size: Size): Model {
  const before = more(size, false, 1);
  const reading = {
    receivedAtMs: before.nowMs + 1000,
    durationMs: 2,
    bytes: 4321,
    protocol: 'raw',
    document: document('plain-4x2-idle'),
    repaired: false,
    more: true,
  } as const;
  return received(before, { kind: 'read', target: 0, reading, nowMs: before.nowMs + 1001 });
}

/** Names that would move the cursor, turn the writing round, fill the screen or end the quotes. */
function hostile(size: Size): Model {
  const whole = document('blocks-after');
  if (whole.kind !== 'workers') throw new Error('no workers');
  const evil = '\u001b[31m\u202eevil"\\ {red-fg}\u200bname';
  const long = 'x'.repeat(10_000);
  const extra = {
    caches: [
      {
        name: evil,
        items: -1,
        max_items: 1e300,
        hits: 2 ** 60,
        miss: 'no',
        full: null,
        blocks: 1e200,
        blocksize: 1e200,
      },
      { name: long, items: 5, max_items: 1 },
      { name: '広い名前の\u0301\u0301\u0301\u0301\u0301キャッシュ', items: 3, max_items: 10 },
      'no object',
    ],
    spoolers: [{ dir: `/spool/${evil}`, pid: 'x', running: 7 }],
    crons: [
      { minute: 1.5, hour: -1, day: -1, month: -1, week: -1, command: evil },
      { minute: 61, hour: -1, day: -1, month: 2, week: -1, command: long, pid: 5, started_at: 1e15 },
      { minute: 0, hour: 0, day: 30, month: 2, week: -1, command: 'never' },
    ],
  };
  return pressed(modelFromDocument({ ...whole, extra }, { ...options(size, false) }), '6');
}

function document(name: string) {
  return parseStats(readFixture(`corpus/${name}.json`).toString('utf8')).document;
}
