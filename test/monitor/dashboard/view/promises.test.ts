import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import type { Model } from '../../../../src/monitor/dashboard/model/model.js';
import { stackOf } from '../../../../src/monitor/dashboard/model/shown.js';
import type { Size } from '../../../../src/monitor/dashboard/model/size.js';
import { view } from '../../../../src/monitor/dashboard/view/view.js';
import { fixturePath } from '../../../fixtures.js';
import { checkFrame, textOf } from './check-frame.js';
import { GOLDEN_SCREENS } from './golden-screens.js';
import { hostileDocument, seededRandom } from './hostile.js';
import {
  afterFailure,
  later,
  modelFromDocument,
  modelFromReplies,
  pressed,
  received,
  typed,
} from './model-from-corpus.js';

/** The promises of a frame (see check-frame.ts), for every size, every captured reply and a lot of hostile ones. */

const EVERY = process.env['EVERY_SIZE'] === '1';
const SIZES: readonly Size[] = sizes();

test('every golden model is drawn at sizes from 1x1 to 300x100', () => {
  for (const [index, [name, model]] of Object.entries(GOLDEN_SCREENS).entries()) {
    const made = model();
    for (const size of sizesFor(index)) checkSized(made, size, name);
  }
});

test('every captured reply is drawn, in Unicode and in ASCII', () => {
  const names = readdirSync(fixturePath('corpus')).filter((file) => file.endsWith('.json'));
  for (const file of names.filter((name) => !name.startsWith('empty-reply'))) {
    for (const ascii of [false, true]) {
      const name = file.replace('.json', '');
      const model = modelFromReplies([name, name], { size: { columns: 80, rows: 24 }, settings: { ascii } });
      checkFrame(view(model, 0), model.size, file);
    }
  }
});

test('hostile replies are drawn as printable text that stays in its place', () => {
  const random = seededRandom(11);
  const replies = [
    'plain-4x2-saturated',
    'emperor-later',
    'fastrouter-subscribed-2',
    'sockets-locks-caches',
    'blocks-after',
    'legion-a',
  ];
  for (let round = 0; round < (EVERY ? 120 : 48); round += 1) {
    const document = hostileDocument(replies[round % replies.length] ?? '', random);
    const size = { columns: 1 + Math.floor(random() * 220), rows: 1 + Math.floor(random() * 50) };
    const ascii = random() < 0.3;
    const model = modelFromDocument(document, { size, settings: { ascii }, local: true });
    for (const [what, variant] of Object.entries(variants(model))) {
      checkFrame(view(variant, 0), variant.size, `round ${round}, ${what}, ${size.columns}x${size.rows}`);
    }
  }
});

test('an ASCII screen is ASCII to the last cell', () => {
  const random = seededRandom(5);
  for (let round = 0; round < 20; round += 1) {
    const document = hostileDocument('plain-4x2-saturated', random);
    const size = { columns: 132, rows: 40 };
    const model = modelFromDocument(document, {
      size,
      settings: { ascii: true },
      local: true,
      address: 'größe:9191',
    });
    for (const variant of Object.values(variants(model))) {
      for (const line of view(variant, 0).lines) assert.match(textOf(line), /^[\x20-\x7e]*$/);
    }
  }
});

/** Everything that can lie over or beside a table. */
function variants(model: Model): Readonly<Record<string, Model>> {
  const hostileTyping = '\u202e\x1b[2J価\u0301'.repeat(20);
  return {
    flat: model,
    history: pressed(model, '4'),
    'history of the past': pressed(model, '4', 'left', 'left', '-'),
    tree: pressed(model, 't'),
    cores: pressed(model, 'a'),
    scrolled: pressed(model, 'pagedown', 'right', 'right', 'right'),
    tagged: pressed(model, 'space', 'space'),
    help: pressed(model, '?', 'pagedown'),
    'sort menu': pressed(model, 'f6', 'down'),
    'theme menu': pressed(model, 'C-t'),
    'filter prompt': typed(pressed(model, '\\'), hostileTyping),
    'search prompt': typed(pressed(model, '/'), hostileTyping),
    filtered: pressed(typed(pressed(model, '\\'), 'nothing'), 'enter'),
    details: refusedWith(pressed(model, 'enter'), hostileTyping),
    'cores in details': pressed(model, 'enter', 'enter', 'down'),
    stack: withStack(pressed(model, 'b'), hostileTyping),
    ...more(model),
    events: pressed(model, '5', 'enter'),
    paused: later(pressed(model, 'Z'), 5000),
    lost: afterFailure(model, `Cannot read stats from "x": ${hostileTyping}`, 3000),
    'paused and lost': afterFailure(pressed(model, 'Z'), hostileTyping, 3000),
  };
}

/** Every table of More, with the first row open or not. */
function more(model: Model): Readonly<Record<string, Model>> {
  const variants: Record<string, Model> = {};
  let shown = model;
  for (let section = 1; section <= 8; section += 1) {
    shown = pressed(shown, '6');
    variants[`more ${section}`] = shown;
    variants[`more ${section}, open`] = pressed(shown, 'enter', 'pagedown');
  }
  return variants;
}

/** The kernel and a tracebacker answer with anything. */
function refusedWith(model: Model, reason: string): Model {
  const failed = received(model, {
    kind: 'process-failed',
    target: 0,
    pid: model.details?.process?.pid ?? 0,
    reason,
    nowMs: model.nowMs,
  });
  return received(failed, {
    kind: 'stack-failed',
    target: 0,
    slot: stackOf(failed)?.slot ?? 0,
    reason,
    nowMs: model.nowMs,
  });
}

function withStack(model: Model, text: string): Model {
  const frame = { file: text, line: 7, call: text, source: text };
  const threads = [
    { name: text, frames: [frame, frame] },
    { name: 'uWSGIWorker1Core0', frames: [frame, { ...frame, file: `/srv/${text}`, line: null }] },
  ];
  return received(model, {
    kind: 'stack-read',
    target: 0,
    slot: stackOf(model)?.slot ?? 0,
    threads,
    nowMs: model.nowMs,
  });
}

function checkSized(model: Model, size: Size, name: string): void {
  const sized = received(model, { kind: 'resized', size, nowMs: model.nowMs });
  checkFrame(view(sized, 60), size, `${name} at ${size.columns}x${size.rows}`);
}

/**
 * Those below 60x20 and every seventh of the others; EVERY_SIZE=1 draws them all. Which seventh goes by the golden
 * screen, so that all of them together see every size.
 */
function sizesFor(screen: number): readonly Size[] {
  if (EVERY) return SIZES;
  return SIZES.filter(({ columns, rows }, index) => {
    const share = columns < 60 && rows < 20 ? 3 : 7;
    return index % share === screen % share;
  });
}

/** All small ones around the steps of the layout, and some of the large ones. */
function sizes(): readonly Size[] {
  const columns = [
    1, 2, 3, 5, 8, 12, 20, 39, 40, 41, 59, 60, 61, 79, 80, 100, 109, 110, 119, 120, 149, 160, 200, 300,
  ];
  const rows = [1, 2, 3, 5, 6, 7, 11, 12, 15, 16, 19, 20, 24];
  const small = columns.flatMap((width) => rows.map((height) => ({ columns: width, rows: height })));
  const large = [1, 60, 120, 200, 300].flatMap((width) =>
    [40, 59, 60, 100].map((height) => ({ columns: width, rows: height })),
  );
  return [...small, ...large];
}
