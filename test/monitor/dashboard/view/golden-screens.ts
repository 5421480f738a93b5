import assert from 'node:assert/strict';
import type { Model } from '../../../../src/monitor/dashboard/model/model.js';
import type { Size } from '../../../../src/monitor/dashboard/model/size.js';
import { parseStats } from '../../../../src/stats/parse.js';
import type { WorkersDocument } from '../../../../src/stats/schema.js';
import { readFixture } from '../../../fixtures.js';
import { capturedWorkers, withFinished, withRequest, withWorker } from '../../metrics/readings.js';
import { control } from '../acting/asking.js';
import { DETAIL_SCREENS } from './golden-details.js';
import { withStory } from './history-story.js';
import {
  ADDRESS,
  afterFailure,
  later,
  modelFromDocument,
  modelFromDocuments,
  modelFromReplies,
  modelFromSeries,
  pressed,
  received,
  typed,
  unread,
} from './model-from-corpus.js';
import { MORE_SCREENS } from './more-screens.js';

/** The screens that are kept as text in test/fixtures/golden, each made from captured replies. */

const S: Size = { columns: 80, rows: 24 };
const M: Size = { columns: 120, rows: 40 };
const L: Size = { columns: 200, rows: 60 };
const REFUSED = `Cannot read stats from "${ADDRESS}": connection refused`;

export const GOLDEN_SCREENS: Readonly<Record<string, () => Model>> = {
  'series-80x24': () => busy(S),
  'series-120x40': () => busy(M),
  'series-200x60': () => busy(L),
  'series-100x30': () => busy({ columns: 100, rows: 30 }),
  'series-ascii-80x24': () => busy(S, true),
  'series-ascii-120x40': () => busy(M, true),
  'saturated-80x24': () => saturated(S),
  'saturated-120x40': () => saturated(M),
  'saturated-ascii-80x24': () => saturated(S, true),
  'cheaper-80x24': () => modelFromSeries('series-cheaper-6-2', { size: S }, 12),
  'cheaper-120x40': () => modelFromSeries('series-cheaper-6-2', { size: M }, 12),
  'large-80x24': () => large(S),
  'large-200x60': () => large(L),
  'large-scrolled-80x24': () => pressed(large(S), 'pagedown', 'pagedown', 'right', 'right', 'right'),
  'gevent-120x40': () => modelFromSeries('series-gevent-2x50', { size: M }, 20),
  'gevent-cores-120x40': () => pressed(modelFromSeries('series-gevent-2x50', { size: M }, 20), 'a'),
  'tree-80x24': () => pressed(busy(S), 't'),
  'tree-folded-120x40': () => pressed(busy(M), 't', '-', 'down', '-'),
  'tree-ascii-80x24': () => pressed(busy(S, true), 't', '-'),
  'cores-80x24': () => pressed(busy(S), 'a'),
  'no-cores-80x24': () => modelFromReplies(['no-cores-2x2-busy'], { size: S }),
  'first-reading-80x24': () => modelFromReplies(['plain-4x2-busy'], { size: S }),
  'reload-80x24': () =>
    modelFromReplies(['reload-0-before', 'reload-1-sighup-step0', 'reload-1-sighup-step1'], { size: S }),
  'emperor-80x24': () => emperor(S),
  'emperor-120x40': () => emperor(M),
  'fastrouter-80x24': () => fastrouter(S),
  'fastrouter-120x40': () => fastrouter(M),
  'http-router-80x24': () => modelFromReplies(['http-router-idle', 'http-router-5-sessions'], { size: S }),
  'tuntap-80x24': () => modelFromReplies(['tuntap-router'], { size: S }),
  'connecting-80x24': () => later(unread({ size: S }, START_MS), 5000),
  'unreachable-80x24': () => later(afterFailure(unread({ size: S }, START_MS), REFUSED, 10), 100),
  'lost-80x24': () => lost(S),
  'lost-120x40': () => lost(M),
  'lost-ascii-80x24': () => lost(S, true),
  'paused-80x24': () => later(pressed(busy(S), 'Z'), 12_000),
  'help-80x24': () => pressed(busy(S), '?'),
  'help-120x40': () => pressed(busy(M), '?'),
  'help-columns-80x24': () => pressed(busy(S), '?', 'pagedown', 'pagedown', 'pagedown'),
  'help-ascii-80x24': () => pressed(busy(S, true), '?'),
  'sort-menu-80x24': () => pressed(busy(S), 'f6'),
  'sort-menu-120x40': () => pressed(busy(M), 'f6', 'down'),
  'theme-menu-80x24': () => pressed(busy(S), 'C-t', 'down'),
  'filter-80x24': () => pressed(typed(pressed(busy(S), '\\'), 'state=busy'), 'enter'),
  'filter-typing-80x24': () => typed(pressed(busy(S), '\\'), 'state=busy and rps>1'),
  'filter-error-80x24': () => typed(pressed(busy(S), '\\'), 'bsy>80 and age>5s'),
  'filter-empty-prompt-80x24': () => pressed(busy(S), '\\'),
  'filter-nothing-80x24': () => pressed(typed(pressed(busy(S), '\\'), 'rss>9G'), 'enter'),
  'search-80x24': () => typed(pressed(saturated(S), '/'), 'sleep'),
  'palette-80x24': () => pressed(busy(S), ':'),
  'palette-typing-80x24': () => pressed(typed(pressed(busy(S), ':'), 'sort'), 'tab', 'tab'),
  'palette-fields-120x40': () => pressed(typed(pressed(busy(M), ':'), 'columns +'), 'down', 'down'),
  'palette-mistake-80x24': () => pressed(typed(pressed(busy(S), ':'), 'them ligth'), 'enter'),
  'palette-ascii-80x24': () => typed(pressed(busy(S, true), ':'), 'so'),
  'palette-200x60': () => typed(pressed(busy(L), ':'), 'threshold busy'),
  'setup-columns-80x24': () => pressed(busy(S), 'f2', 'down', 'space', 'down', 'down'),
  'setup-columns-120x40': () => pressed(busy(M), 'C', 'end', 'up', 'space'),
  'setup-columns-200x60': () => pressed(busy(L), 'f2', 'f8', 'f8'),
  'setup-columns-ascii-80x24': () => pressed(busy(S, true), 'f2', 'space'),
  'setup-thresholds-80x24': () => pressed(busy(S), 'f2', 'tab', 'down'),
  'setup-thresholds-120x40': () => pressed(typed(pressed(busy(M), 'f2', 'tab'), '5'), '0', '%', 'enter'),
  'setup-mistake-80x24': () => pressed(typed(pressed(busy(S), 'f2', 'tab'), '95%'), 'enter'),
  'setup-display-80x24': () => pressed(busy(S), 'f2', 'tab', 'tab', 'down', 'down', 'down', 'enter'),
  'setup-display-120x40': () => pressed(busy(M), 'f2', 'tab', 'tab', 'enter'),
  'setup-keys-80x24': () => pressed(busy(S), 'f2', 'S-tab'),
  'setup-keys-120x40': () => pressed(busy(M), 'f2', 'S-tab'),
  'setup-keys-ascii-80x24': () => pressed(busy(S, true), 'f2', 'S-tab', 'end'),
  'setup-small-60x12': () => pressed(busy({ columns: 60, rows: 12 }), 'f2'),
  'overwrite-question-80x24': () => ({
    ...busy(S),
    overlay: { kind: 'save-question', path: '/home/ops/.config/tstop/config.json' },
  }),
  'columns-chosen-80x24': () => typedCommand(busy(S), 'columns uss state,wid now max'),
  'columns-added-120x40': () => typedCommand(busy(M), 'columns +uss +txtotal -pid'),
  'columns-tree-ascii-80x24': () => typedCommand(pressed(busy(S, true), 't'), 'columns st wid core req now'),
  'tagged-80x24': () => pressed(busy(S), 'space', 'space', 'F'),
  'notice-80x24': () => pressed(busy(S), 'f7'),
  'no-meters-80x24': () => pressed(busy(S), 'm'),
  'requests-80x24': () => requests(S),
  'requests-120x40': () => pressed(requests(M), 'down'),
  'requests-200x60': () => pressed(large(L), '2'),
  'requests-ascii-80x24': () => requests(S, true),
  'requests-ascii-clients-80x24': () => pressed(requests(S, true), 'g'),
  'requests-ungrouped-80x24': () => pressed(requests(S), 'g', 'g', 'g', 'g'),
  'request-80x24': () => pressed(requests(S), 'enter'),
  'request-revealed-120x40': () => pressed(withSecrets(M), '2', 'enter', 'r'),
  'request-redacted-ascii-80x24': () => pressed(withSecrets(S, true), '2', 'enter'),
  'sockets-80x24': () => pressed(manySockets(S), '3'),
  'sockets-120x40': () => pressed(manySockets(M), '3', 'down'),
  'sockets-200x60': () => pressed(saturated(L), '3'),
  'sockets-ascii-80x24': () => pressed(manySockets(S, true), '3'),
  'sockets-full-80x24': () => pressed(fullQueues(S), '3'),
  'sockets-full-120x40': () => pressed(fullQueues(M), '3', 'down'),
  'sockets-no-ss-80x24': () => withoutSs(S),
  'past-80x24': () => pressed(later(busy(S), 4000), '[', '[', 't', 't'),
  'past-120x40': () => pressed(later(busy(M), 385_000), '[', 't', 't', 't', 't', 'T', 'down'),
  'past-200x60': () => pressed(busy(L), '1', '[', '[', '['),
  'past-ascii-80x24': () => pressed(busy(S, true), '[', '[', 't', 't'),
  'past-requests-80x24': () => pressed(requests(S), 'J', '-', '5', 's', 'enter'),
  'past-request-120x40': () => pressed(requests(M), '[', '[', '[', 'enter'),
  'past-event-120x40': () => pressed(eventful(M), '[', 'N', 'N'),
  'past-events-80x24': () => pressed(eventful(S), '5', '[', 'N', 'N'),
  'past-lost-80x24': () => pressed(lost(S), '[', '['),
  'past-goto-80x24': () => typed(pressed(busy(S), '[', 'J'), '-10m'),
  'past-goto-error-80x24': () => pressed(typed(pressed(busy(S), 'J'), '25:00'), 'enter'),
  'past-help-80x24': () => pressed(busy(S), '[', '?', 'pagedown'),
  'history-80x24': () => pressed(busy(S), '4'),
  'history-120x40': () => pressed(trouble(M), '4'),
  'wall-200x60': () => withStory(requestsWall(L)),
  'wall-ascii-200x60': () => withStory(requestsWall(L, true)),
  'wall-idle-200x70': () =>
    modelFromReplies(['plain-4x2-after-45-requests', 'plain-4x2-after-45-requests'], {
      size: { columns: 200, rows: 70 },
    }),
  'wall-expanded-200x60': () => pressed(large(L), 'e'),
  'history-expanded-80x24': () => pressed(trouble(S), '4', 'e'),
  'history-past-80x24': () => pressed(busy(S), '4', 'left', 'left', 'left', 'left'),
  'history-past-120x40': () => pressed(busy(M), '4', '[', '[', '[', '[', '[', 'left', 'left'),
  'history-200x60': () => pressed(trouble(L), '4', '+'),
  'history-ascii-80x24': () => pressed(busy(S, true), '4'),
  'history-ascii-120x40': () => pressed(trouble(M, true), '4'),
  'events-80x24': () => pressed(eventful(S), '5'),
  'events-120x40': () => pressed(eventful(M), '5', 'down'),
  'events-200x60': () => pressed(later(afterFailure(eventful(L), REFUSED, 1000), 5000), '5'),
  'events-ascii-80x24': () => pressed(eventful(S, true), '5'),
  'events-unseen-80x24': () => eventful(S),
  'actions-80x24': () => actions(S, { fifo: '/run/shop.fifo' }),
  'actions-120x40': () => actions(M, {}),
  'actions-200x60': () => pressed(actions(L, { fifo: '/run/shop.fifo' }), 'down', 'down', 'down'),
  'actions-ascii-80x24': () => actions(S, { term: 'unknown' }, { ascii: true }),
  'actions-none-80x24': () =>
    actions(S, { fifo: '/run/shop.fifo', fifoProblem: FIFO_DENIED, problem: BEHIND_A_TUNNEL }),
  'actions-readonly-80x24': () => pressed(actionsOff(S), 'f9'),
  'confirm-80x24': () => reloadAsked(actions(S, { fifo: '/run/shop.fifo' })),
  'confirm-120x40': () => pressed(actions(M, {}), 'down', 'down', 'enter', 'right'),
  'confirm-ascii-80x24': () => reloadAsked(actions(S, {}, { ascii: true })),
  'confirm-44x8': () => reloadAsked(actions({ columns: 44, rows: 8 }, { fifo: '/run/shop.fifo' })),
  'asked-80x24': () =>
    pressed(answered(pressed(reloadAsked(actions(S, { fifo: '/run/shop.fifo' })), 'y')), '5'),
  ...DETAIL_SCREENS,
  'details-killed-120x40': () => pressed(eventful(M), 'N', 'home', 'enter'),
  ...MORE_SCREENS,
  'hostile-120x40': () => modelFromReplies(['vars-raw-control'], { size: M }),
  'compact-50x10': () => busy({ columns: 50, rows: 10 }),
  'verdict-30x5': () => saturated({ columns: 30, rows: 5 }),
};

function typedCommand(model: Model, command: string): Model {
  return pressed(typed(pressed(model, ':'), command), 'enter');
}

const START_MS = Date.UTC(2026, 10, 22, 13, 20, 27);

const FIFO_DENIED = 'permission denied: it belongs to uid 33, mode 600';
const BEHIND_A_TUNNEL =
  'process 4711 of this host is another one: the server is behind a tunnel or in a container';

/** F9 is pressed, and it is known how the server can be reached. */
function actions(
  size: Size,
  found: Parameters<typeof control>[0],
  settings: Partial<Model['settings']> = {},
): Model {
  const model = pressed(modelFromSeries('series-plain-4x2', { size, settings, local: true }, 22), 'f9');
  const pid = model.targets[0]?.observation?.sample.server.pid ?? 0;
  const answer = control({ pid, ...found });
  return received(model, { kind: 'control-found', target: 0, control: answer, nowMs: model.nowMs });
}

function actionsOff(size: Size): Model {
  return modelFromSeries('series-plain-4x2', { size, server: { readonly: true } }, 22);
}

function answered(model: Model): Model {
  return received(model, { kind: 'acted', target: 0, nowMs: model.nowMs + 5 });
}

/** Below the three for the worker stands Reload. */
function reloadAsked(model: Model): Model {
  return pressed(model, 'down', 'down', 'down', 'enter');
}

function busy(size: Size, ascii = false): Model {
  return modelFromSeries('series-plain-4x2', { size, settings: { ascii } }, 22);
}

function saturated(size: Size, ascii = false): Model {
  const names = [
    'plain-4x2-after-45-requests',
    'plain-4x2-busy',
    'plain-4x2-saturated',
    'plain-4x2-saturated',
  ];
  return modelFromReplies(names, { size, settings: { ascii } });
}

/** Long enough to see who takes the time. */
function requests(size: Size, ascii = false): Model {
  return pressed(modelFromSeries('series-plain-4x2', { size, settings: { ascii } }, 40), '2');
}

function withSecrets(size: Size, ascii = false): Model {
  return modelFromReplies(['plain-4x2-busy'], { size, settings: { ascii } });
}

function manySockets(size: Size, ascii = false): Model {
  return modelFromReplies(['sockets-locks-caches', 'sockets-locks-caches'], { size, settings: { ascii } });
}

/** A TCP queue that is full, and a unix socket's as the kernel tells it. */
function fullQueues(size: Size): Model {
  const document = parseStats(readFixture('corpus/plain-4x2-saturated.json').toString('utf8')).document;
  assert.equal(document.kind, 'workers');
  const [tcp] = document.sockets ?? [];
  assert.ok(tcp !== undefined);
  const sockets = [
    { ...tcp, queue: 17, max_queue: 16 },
    { ...tcp, name: '/run/shop/app.sock', proto: 'uwsgi', queue: 0, max_queue: 0 },
    { ...tcp, name: '/run/shop/old.sock', proto: 'uwsgi', queue: 0, max_queue: 0 },
  ];
  const model = modelFromDocument({ ...document, sockets }, { size, local: true });
  const queues = new Map([['/run/shop/app.sock', { queue: 3, limit: 100 }]]);
  return received(model, { kind: 'queues-read', target: 0, queues, nowMs: model.nowMs + 5 });
}

function withoutSs(size: Size): Model {
  const model = pressed(
    modelFromReplies(['sockets-locks-caches', 'sockets-locks-caches'], { size, local: true }),
    '3',
    'end',
  );
  const reason = 'ss(8) is not installed here';
  return received(model, { kind: 'queues-failed', target: 0, reason, nowMs: model.nowMs });
}

/** A harakiri, a worker that is recycled and one that crashes again and again, a stuck one, a lost connection. */
function eventful(size: Size, ascii = false): Model {
  const busy = capturedWorkers('respawn-1-before-harakiri');
  const start = Math.max(...(busy.workers[0]?.cores ?? []).map((core) => core.req_info.request_start ?? 0));
  const old = withWorker(busy, 3, { last_spawn: start - 3600 });
  const stuck = withRequest(old, 3, 0, start - 28, '/report?year=2025&fmt=pdf');
  const killed = withWorker(replaced(stuck, 1), 1, { harakiri_count: 1 });
  const recycled = withWorker(replaced(withFinished(killed, 2, 0, 1), 2), 2, { rss: 0 });
  const crashed = [1, 2, 3].map((spawns) => withWorker(replaced(recycled, 1, spawns), 1, { accepting: 0 }));
  const documents = [stuck, stuck, stuck, stuck, killed, recycled, ...crashed];
  return modelFromDocuments(documents, { size, settings: { ascii } });
}

function requestsWall(size: Size, ascii = false): Model {
  return modelFromSeries('series-plain-4x2', { size, settings: { ascii } }, 40);
}

/** The charts after a quarter of an hour that did not go well. */
function trouble(size: Size, ascii = false): Model {
  return withStory(eventful(size, ascii));
}

/** The worker has a new process, which has served nothing. */
function replaced(document: WorkersDocument, slot: number, spawns = 1): WorkersDocument {
  const worker = document.workers[slot - 1];
  const cores = (worker?.cores ?? []).map((core) => ({ ...core, in_request: 0, vars: [] }));
  return withWorker(document, slot, {
    pid: (worker?.pid ?? 0) + 1000 * spawns,
    respawn_count: (worker?.respawn_count ?? 0) + spawns,
    delta_requests: 0,
    status: 'idle',
    cores,
  });
}

function large(size: Size): Model {
  return modelFromReplies(['size-64x16-idle', 'size-64x16-busy', 'size-64x16-busy'], { size });
}

function emperor(size: Size): Model {
  return modelFromReplies(['emperor-start', 'emperor-loyal', 'emperor-touch-reload'], { size });
}

function fastrouter(size: Size): Model {
  return modelFromReplies(['fastrouter-subscribed', 'fastrouter-subscribed-2'], { size });
}

function lost(size: Size, ascii = false): Model {
  const failed = [0, 500, 1000, 2000, 4000].reduce(
    (model, laterMs) => afterFailure(model, REFUSED, laterMs),
    busy(size, ascii),
  );
  return later(failed, 1200);
}
