import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { runTsgi } from '../server/run-tsgi.js';
import { partOf, runSuite, suites, suitesFolder } from './suites.js';

/** Least score of each judge, part by part; null: all of it. */
const wanted: Readonly<Record<string, Readonly<Record<string, number | null>>>> = {
  'wsgi-conformance': { MUST: null, SHOULD: 28 },
  http11probe: { 'MUST-level': null },
  'uwsgi-proto': { MUST: null, SAFE: null, BETTER: null },
};

// A checkout that stands alone has no judges, and misses nothing else.
describe('the judges beside the checkout', () => {
  for (const suite of suitesFolder === null ? [] : suites) {
    test(suite.name, async (t) => {
      const option = suite.protocol === 'http' ? '--http' : '--socket';
      const size = ['--master', '--processes', '2', '--threads', '4', '--disable-logging'];
      const tsgi = await runTsgi(t, {
        options: [option, '127.0.0.1:0', '--wsgi-file', suite.application, ...size],
        cwd: join(suitesFolder ?? '', 'apps'),
        workers: 2,
      });
      const { score, report } = await runSuite(suite, tsgi[suite.protocol]);
      for (const [label, least] of Object.entries(wanted[suite.name] ?? {})) {
        const [passed, all] = partOf(score, label);
        assert.ok(passed >= (least ?? all), `${label} ${passed} of ${all}\n${report}`);
      }
    });
  }
});
