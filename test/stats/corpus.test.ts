import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { decodeStatsReply } from '../../src/protocol/stats-reply.js';
import { parseStats } from '../../src/stats/parse.js';
import type { StatsDocument } from '../../src/stats/schema.js';
import { StatsParseError } from '../../src/stats/stats-parse-error.js';
import { fixturePath, sharedCorpus } from '../fixtures.js';

/** Workers, cores, sockets, requests in flight, and which blocks come besides. */
type WorkersFacts = readonly [number, number, number, number, string];
/** Vassals, blacklist. */
type EmperorFacts = readonly [number, number];
/** Addresses, static nodes, subscriptions, nodes; null where the key is absent. */
type RouterFacts = readonly [string, number, number | null, number | null, number];

const LOCKS = 'listen_queue_errors locks';

const WORKERS: Readonly<Record<string, WorkersFacts>> = {
  'cheap-mode-all-cheap': [3, 3, 1, 0, LOCKS],
  'cheaper-6-2-back-to-2': [6, 6, 1, 0, LOCKS],
  'cheaper-6-2-initial': [6, 6, 1, 0, LOCKS],
  'cheaper-6-2-scaled-down': [6, 6, 1, 0, LOCKS],
  'cheaper-6-2-scaled-up': [6, 6, 1, 6, LOCKS],
  'crash-loop': [3, 3, 1, 0, LOCKS],
  'cron-running': [1, 1, 1, 0, `${LOCKS} crons`],
  'blocks-after': [2, 4, 1, 1, 'listen_queue_errors daemons locks caches metrics spoolers crons'],
  'blocks-before': [2, 4, 1, 1, 'listen_queue_errors daemons locks caches metrics spoolers crons'],
  'emperor-master-doc': [0, 0, 0, 0, LOCKS],
  'full-busy': [3, 3, 1, 1, 'listen_queue_errors daemons locks caches spoolers crons'],
  'full-idle': [3, 3, 1, 0, 'listen_queue_errors daemons locks caches spoolers crons'],
  'gevent-2x100-60-in-flight': [2, 200, 1, 60, LOCKS],
  'gevent-2x100-idle': [2, 200, 1, 0, LOCKS],
  'lazy-apps-idle': [2, 2, 1, 0, LOCKS],
  'legion-a': [1, 1, 1, 0, `${LOCKS} crons legions`],
  'max-requests-respawn': [2, 2, 1, 0, LOCKS],
  'memreport-fresh': [4, 8, 1, 0, LOCKS],
  'metrics-2x2': [2, 4, 1, 0, `${LOCKS} metrics`],
  'metrics-2x2-stats-no-metrics': [2, 4, 1, 0, LOCKS],
  'minified-2x2-busy': [2, 4, 1, 1, LOCKS],
  'mount-3-apps': [2, 2, 1, 1, LOCKS],
  'no-app-loaded': [2, 2, 1, 0, LOCKS],
  'no-cores-2x2-busy': [2, 0, 1, 0, LOCKS],
  'no-master-option': [2, 2, 1, 0, LOCKS],
  'pause-all': [3, 3, 1, 0, `${LOCKS} caches`],
  'pause-resumed': [3, 3, 1, 0, `${LOCKS} caches`],
  'pause-with-busy': [3, 3, 1, 1, `${LOCKS} caches`],
  'plain-4x2-after-45-requests': [4, 8, 1, 0, LOCKS],
  'plain-4x2-busy': [4, 8, 1, 3, LOCKS],
  'plain-4x2-idle': [4, 8, 1, 0, LOCKS],
  'plain-4x2-idle-after-3s': [4, 8, 1, 0, LOCKS],
  'plain-4x2-saturated': [4, 8, 1, 8, LOCKS],
  'reload-0-before': [3, 3, 1, 0, LOCKS],
  'reload-1-sighup-step0': [3, 3, 1, 1, LOCKS],
  'reload-1-sighup-step1': [3, 3, 1, 1, LOCKS],
  'reload-1-sighup-step2': [3, 3, 1, 0, LOCKS],
  'reload-2-after-sighup': [3, 3, 1, 0, LOCKS],
  'reload-3-workers-step0': [3, 3, 1, 1, LOCKS],
  'reload-3-workers-step1': [3, 3, 1, 1, LOCKS],
  'reload-3-workers-step2': [3, 3, 1, 0, LOCKS],
  'reload-4-after-workers': [3, 3, 1, 0, LOCKS],
  'reload-6-after-chain': [3, 3, 1, 0, LOCKS],
  'reload-7-after-sigterm': [3, 3, 1, 0, LOCKS],
  'respawn-0-before': [3, 3, 1, 0, `${LOCKS} caches`],
  'respawn-1-before-harakiri': [3, 3, 1, 1, `${LOCKS} caches`],
  'size-4x2-busy': [4, 8, 1, 8, LOCKS],
  'size-4x2-idle': [4, 8, 1, 0, LOCKS],
  'size-64x16-busy': [64, 1024, 1, 400, LOCKS],
  'size-64x16-idle': [64, 1024, 1, 0, LOCKS],
  'sockets-locks-caches': [2, 2, 10, 0, `${LOCKS} caches`],
  'static-routed-offloaded': [1, 2, 1, 0, LOCKS],
  'stats-abstract-socket': [1, 1, 1, 0, LOCKS],
  'stats-http': [1, 1, 1, 0, LOCKS],
  'stats-unix-socket': [1, 1, 1, 0, LOCKS],
  'vars-angle-html': [2, 4, 1, 1, LOCKS],
  'vars-decoded-del-bs-ff': [2, 4, 1, 1, LOCKS],
  'vars-decoded-ff': [2, 4, 1, 1, LOCKS],
  'vars-decoded-nul': [2, 4, 1, 1, LOCKS],
  'vars-decoded-tab-nl-cr': [2, 4, 1, 1, LOCKS],
  'vars-empty-header': [2, 4, 1, 1, LOCKS],
  'vars-long': [2, 4, 1, 1, LOCKS],
  'vars-percent-encoded': [2, 4, 1, 1, LOCKS],
  'vars-raw-control': [2, 4, 1, 1, LOCKS],
  'vars-raw-nul': [2, 4, 1, 1, LOCKS],
  'vars-raw-utf8': [2, 4, 1, 1, LOCKS],
  'vassal-one-stats': [2, 2, 1, 0, LOCKS],
  'vassal-two-stats': [2, 4, 1, 0, LOCKS],
  'version-2.0.21-busy': [2, 4, 2, 2, 'listen_queue_errors daemons locks caches crons'],
  'version-2.0.30-busy': [2, 4, 2, 2, 'listen_queue_errors daemons locks caches crons'],
  'weird-cache-name': [1, 1, 1, 0, `${LOCKS} caches`],
  'weird-mountpoint': [1, 1, 1, 0, LOCKS],
};

const EMPERORS: Readonly<Record<string, EmperorFacts>> = {
  'emperor-later': [2, 1],
  'emperor-loyal': [2, 1],
  'emperor-no-vassals': [0, 2],
  'emperor-on-demand': [1, 0],
  'emperor-start': [2, 1],
  'emperor-touch-reload': [2, 1],
  'emperor-vassal-removed': [2, 1],
  'emperor-with-master-http': [1, 0],
  'version-2.1-dev-emperor': [2, 0],
};

const ROUTERS: Readonly<Record<string, RouterFacts>> = {
  'fastrouter-all-gone': ['fastrouter', 2, null, 0, 0],
  'fastrouter-no-subscriptions': ['fastrouter', 2, null, 0, 0],
  'fastrouter-one-left': ['fastrouter', 2, null, 1, 1],
  'fastrouter-subscribed': ['fastrouter', 2, null, 2, 3],
  'fastrouter-subscribed-2': ['fastrouter', 2, null, 2, 3],
  'http-router-5-sessions': ['http', 1, null, null, 0],
  'http-router-idle': ['http', 1, null, null, 0],
  'http-router-subscribed': ['http', 2, null, 1, 1],
  'router-http-of-three': ['http', 2, 1, null, 0],
  'router-rawrouter-of-three': ['rawrouter', 1, 1, null, 0],
  sslrouter: ['sslrouter', 1, 1, null, 0],
  'version-2.1-dev-fastrouter': ['fastrouter', 2, null, 1, 1],
};

/** The captures that no strict parser takes. */
const REPAIRED: ReadonlySet<string> = new Set([
  'router-http-of-three',
  'vars-decoded-del-bs-ff',
  'vars-raw-control',
  'version-2.0.21-busy',
  'version-2.0.30-busy',
  'version-2.1-dev-fastrouter',
  'weird-cache-name',
  'weird-mountpoint',
]);

const corpus = fixturePath('corpus');
const names = readdirSync(corpus)
  .filter((name) => name.endsWith('.json'))
  .map((name) => name.slice(0, -'.json'.length));

describe('every captured reply', () => {
  for (const name of names) {
    test(`${name} gives what is in it`, () => {
      const text = textOf(join(corpus, `${name}.json`));
      if (name === 'empty-reply-partial-packet') return assertKind(text, 'empty');
      const { document, repaired } = parseStats(text);
      assert.deepEqual(factsOf(document), expectedFacts(name));
      assert.equal(repaired, REPAIRED.has(name));
      assert.match(document.version ?? '', /^2\.[01]/);
      assert.ok((document.pid ?? 0) > 0);
      assert.match(document.cwd ?? '', /^\//);
      return undefined;
    });
  }
});

describe('a captured reply that was cut off', () => {
  const paths = names.map((name) => join(corpus, `${name}.json`));
  for (const path of [...paths, ...sharedReplies()]) {
    test(`${path.slice(path.lastIndexOf('/') + 1)} is truncated, wherever it ends`, () => {
      const bytes = readFileSync(path);
      // At a developer's desk the largest files are cut less often: what they repeat has been cut elsewhere.
      const step = process.env['CI'] === undefined ? 97 * Math.ceil(bytes.length / 60_000) : 97;
      for (let end = step; end < bytes.length; end += step) {
        assertKind(decodeStatsReply(bytes.subarray(0, end)).text, 'truncated', `cut after ${end} bytes`);
      }
      assertKind('', 'empty');
    });
  }
});

describe('the larger collection of captured replies, where there is one', () => {
  for (const path of sharedReplies()) {
    test(`${path.slice(path.lastIndexOf('/') + 1)} is read`, () => {
      const text = textOf(path);
      if (text === '') assertKind(text, 'empty');
      else assert.match(parseStats(text).document.version ?? '', /^\d/);
    });
  }
});

function sharedReplies(): readonly string[] {
  if (sharedCorpus === null) return [];
  const folder = sharedCorpus;
  const known = new Set(names.map((name) => `${name}.json`));
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json') && !known.has(name))
    .map((name) => join(folder, name));
}

function textOf(path: string): string {
  return decodeStatsReply(readFileSync(path)).text;
}

function expectedFacts(name: string): readonly unknown[] | undefined {
  if (name === 'tuntap-router') return [0];
  return WORKERS[name] ?? EMPERORS[name] ?? ROUTERS[name];
}

function factsOf(document: StatsDocument): readonly unknown[] {
  switch (document.kind) {
    case 'workers': {
      const cores = document.workers.flatMap((worker) => worker.cores ?? []);
      const inFlight = cores.filter((core) => core.vars !== null && core.vars.length > 0);
      const blocks = Object.keys(document.extra).join(' ');
      return [document.workers.length, cores.length, document.sockets?.length, inFlight.length, blocks];
    }
    case 'emperor':
      return [document.vassals.length, document.blacklist.length];
    case 'router': {
      const { router, addresses, static_nodes, subscriptions } = document;
      const nodes = subscriptions?.flatMap((subscription) => subscription.nodes) ?? [];
      const counts = [static_nodes?.length ?? null, subscriptions?.length ?? null, nodes.length];
      return [router, addresses.length, ...counts];
    }
    case 'tuntap':
      return [document.peers.length];
  }
}

function assertKind(text: string, kind: StatsParseError['kind'], message?: string): void {
  assert.throws(
    () => parseStats(text),
    (error) => error instanceof StatsParseError && error.kind === kind,
    message,
  );
}
