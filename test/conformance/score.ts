// Writes test/conformance/SCORES.md: what each judge says about tsgi and about its peers, all of them started here, one
// after the other, 2 processes × 4 threads. `npm run build && node dist/test/conformance/score.js`, some minutes.

import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../fixtures.js';
import { preparePeers } from '../peers/prepare-peers.js';
import { type Contestant, contestants, startContestant } from './contestants.js';
import { runSuite, type Suite, suites, suitesFolder } from './suites.js';

const missing = await preparePeers();
for (const line of missing) console.error(line);
if (suitesFolder === null) throw new Error('There is no ../shared/suites beside this checkout');

const rows: string[] = [];
for (const suite of suites) {
  for (const contestant of contestants) {
    if (contestant.protocol !== suite.protocol) continue;
    const score = await judge(suite, contestant, join(suitesFolder, 'apps'));
    console.log(`${suite.name}, ${contestant.name}: ${score}`);
    rows.push(`| ${suite.name} | ${contestant.name} | ${score} |`);
  }
}
writeFileSync(join(projectRoot, 'test', 'conformance', 'SCORES.md'), document());

async function judge(suite: Suite, contestant: Contestant, folder: string): Promise<string> {
  const server = await startContestant(contestant, folder, suite.application);
  if (server === null) return 'not here';
  try {
    return (await runSuite(suite, server.address)).score;
  } finally {
    await server.stop();
  }
}

function document(): string {
  return [
    '# Scores',
    '',
    'What the judges of `../shared/suites` say, written by `node dist/test/conformance/score.js`; the same judges are',
    'part of the tests where they are there (`suites.test.ts`). wsgi-conformance is PEP 3333, http11probe how HTTP/1.1',
    'is read, uwsgi-proto the binary protocol. Pass, warn and fail of http11probe leave out what it does not score.',
    '',
    `Node ${process.version}, ${cpus().length} cores, 2 processes × 4 threads each.`,
    '',
    '| suite | server | score |',
    '|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}
