// Random messages to `update` from a user with a cat on the keyboard, a hostile server and a hostile host.
import { KEYMAP } from '../../../src/monitor/dashboard/keys/keymap.js';
import type { ViewName } from '../../../src/monitor/dashboard/keys/view-name.js';
import type { HitTarget } from '../../../src/monitor/dashboard/model/hit-target.js';
import type { Message } from '../../../src/monitor/dashboard/model/message.js';
import type { Model } from '../../../src/monitor/dashboard/model/model.js';
import { stackOf } from '../../../src/monitor/dashboard/model/shown.js';
import { view } from '../../../src/monitor/dashboard/view/view.js';
import { control } from './acting/asking.js';

export type Unsent = Message extends infer M ? (M extends unknown ? Omit<M, 'nowMs'> : never) : never;

export interface Chance {
  readonly random: () => number;
  readonly below: (limit: number) => number;
  readonly pick: <T>(items: readonly T[]) => T;
}

export function chanceFrom(random: () => number): Chance {
  const below = (limit: number) => Math.floor(random() * limit);
  return { random, below, pick: <T>(items: readonly T[]) => items[below(items.length)] as T };
}

/** Everything but readings: keys, clicks on what is on the screen and beside it, sizes, answers, failures. */
export function stormMessages(model: Model, chance: Chance): readonly Unsent[] {
  const { random, pick } = chance;
  if (random() < 0.55) return [keyPress(pick(KEYS))];
  return pick([typedCommand, click, resized, answer, processAnswer, stackAnswer, sourceAnswer, otherInput])(
    model,
    chance,
  );
}

export const NASTY = '\u202e\x1b[2J\u4fa1\u0301{red-fg}\ud800'.repeat(30);

const KEYS: readonly string[] = [
  ...KEYMAP.flatMap(({ keys, keysInPast, keysInHistory }) => [
    ...keys,
    ...(keysInPast ?? []),
    ...(keysInHistory ?? []),
  ]),
  ...'enter enter enter space tab backspace delete insert up up down down left left right home end'.split(
    ' ',
  ),
  ...'escape escape C-w C-k C-u C-a C-e w u x y n r 2 4 6 6 = > ~ ( ) + - busy M-x M-\\ S-up S-down'.split(
    ' ',
  ),
];

const COMMANDS = [
  'sort rss',
  'sort -x',
  'filter busy>5',
  'filter uri~"x',
  'columns +pss,-uri',
  'columns reset',
  'columns slot',
  'theme mono',
  'interval 9e99s',
  'view history',
  'view more',
  'group client',
  'goto -10m',
  'goto 13:14',
  'threshold stuck 5s',
  'threshold x',
  'worker-kill',
  'save-config',
  'setup',
  'stack',
] as const;

function keyPress(name: string): Unsent {
  const text = name === 'space' ? ' ' : [...name].length === 1 ? name : null;
  return { kind: 'key', key: { name, text } };
}

function typedCommand(_: Model, { pick }: Chance): readonly Unsent[] {
  const letters = [...pick(COMMANDS)].map((letter) => (letter === ' ' ? 'space' : letter));
  return ['escape', 'escape', ':', ...letters, 'enter'].map(keyPress);
}

const VIEWS: readonly ViewName[] = ['workers', 'requests', 'sockets', 'history', 'events', 'more'];

function click(model: Model, { random, below, pick }: Chance): readonly Unsent[] {
  const { hits } = view(model, 0);
  if (hits.length > 0 && random() < 0.8) return [{ kind: 'click', target: pick(hits).target }];
  const target = pick<HitTarget>([
    { kind: 'row', key: `w${below(6)}` },
    { kind: 'fold', key: `w${below(6)}` },
    { kind: 'column', field: pick(['slot', 'now', 'nothing']) },
    { kind: 'menu-item', index: below(60) - 5 },
    { kind: 'view', view: pick(VIEWS), key: `w${below(6)}` },
    { kind: 'action', action: pick(KEYMAP).action },
    { kind: 'moment', timeMs: model.nowMs - below(1e6) },
    { kind: 'panel-core', core: below(20) - 3 },
    { kind: 'popup' },
    { kind: 'beside-popup' },
    {
      kind: 'section',
      section: pick(['caches', 'crons', 'locks', 'metrics', 'legions', 'daemons'] as const),
    },
  ]);
  return [
    { kind: 'click', target },
    { kind: 'click', target, double: random() < 0.5 },
  ];
}

function resized(_: Model, { random, below }: Chance): readonly Unsent[] {
  const tiny = random() < 0.3;
  return [
    { kind: 'resized', size: { columns: 1 + below(tiny ? 12 : 300), rows: 1 + below(tiny ? 8 : 100) } },
  ];
}

/** To questions about acting and saving that were asked long ago, or never. */
function answer(model: Model, { pick }: Chance): readonly Unsent[] {
  const pid = model.targets[0]?.observation?.sample.server.pid ?? 1;
  return [
    pick<Unsent>([
      { kind: 'acted', target: 0 },
      { kind: 'acted', target: 7 },
      { kind: 'act-failed', target: 0, reason: NASTY },
      { kind: 'control-found', target: 0, control: control({ fifo: `/run/${NASTY}` }) },
      { kind: 'control-found', target: 0, control: control({ pid }) },
      {
        kind: 'control-found',
        target: 0,
        control: control({ problem: NASTY, fifo: '/x', fifoProblem: NASTY }),
      },
      { kind: 'control-found', target: 7, control: control({ problem: 'it is gone' }) },
      {
        kind: 'save-ended',
        outcome: pick(['saved', 'nothing', 'failed', 'changed-meanwhile'] as const),
        text: NASTY,
      },
    ]),
  ];
}

function processAnswer(model: Model, { random, pick }: Chance): readonly Unsent[] {
  const pid = model.details?.process?.pid ?? 5;
  if (random() < 0.5) return [{ kind: 'process-failed', target: 0, pid, reason: NASTY }];
  const number = () => pick([0, -1, 1e308, 5, null, 1e12]);
  const facts = {
    pid,
    timeMs: model.nowMs,
    startTicks: 5,
    state: pick(['R', 'D', '\x1b', '']),
    cpuSeconds: pick([0, 1e300, -5]),
    threads: number(),
    wchan: pick([null, NASTY]),
    rssBytes: number(),
    pssBytes: number(),
    swapBytes: number(),
    openFiles: number(),
    openFilesLimit: number(),
    harakiriSeconds: number(),
  };
  return [{ kind: 'process-read', target: 0, facts }];
}

function stackAnswer(model: Model, { random, below, pick }: Chance): readonly Unsent[] {
  const slot = stackOf(model)?.slot ?? 1;
  if (random() < 0.3) return [{ kind: 'stack-failed', target: 0, slot, reason: NASTY }];
  const text = () => pick([NASTY, '', 'main', '/srv/app.py', `uWSGIWorker${slot}Core${below(3)}`]);
  const frame = () => ({ file: text(), line: pick([null, 1, 1e308, -3]), call: text(), source: text() });
  const thread = () => ({ name: text(), frames: Array.from({ length: pick([0, 1, 5, 50]) }, frame) });
  return [{ kind: 'stack-read', target: 0, slot, threads: Array.from({ length: below(10) }, thread) }];
}

const FAILURES = [
  'unreachable',
  'timeout',
  'empty',
  'truncated',
  'too-large',
  'not-stats',
  'ended',
  'closed',
] as const;

function sourceAnswer(model: Model, { pick }: Chance): readonly Unsent[] {
  const body = model.targets[0]?.observation?.sample.body;
  const name = (body?.kind === 'workers' ? body.workers.sockets[0]?.name : null) ?? NASTY;
  return [
    pick<Unsent>([
      { kind: 'read-failed', target: 0, errorKind: pick(FAILURES), reason: pick(['x', NASTY]) },
      { kind: 'queues-failed', target: 0, reason: NASTY },
      { kind: 'queues-read', target: 0, queues: new Map([[name, { queue: -5, limit: 1e308 }]]) },
      { kind: 'queues-read', target: 7, queues: new Map() },
    ]),
  ];
}

function otherInput(_: Model, { below, pick }: Chance): readonly Unsent[] {
  return [
    pick<Unsent>([
      { kind: 'wheel', steps: below(21) - 10 },
      { kind: 'paste', text: pick(['busy>5 ', 'state=', '\n', '(', 'idle', '\ud800', NASTY]) },
      { kind: 'ticked', utcOffsetMinutes: below(1600) - 800 },
    ]),
  ];
}
