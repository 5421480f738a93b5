// Runs the tests: `npm run test:all`, or `npm run test:all -- metrics view` for the files whose path has one of the
// words in it. The list comes from the sources, so that what an old build left in dist/ never runs. A build that is
// older than the sources is made anew, and what the tests need from outside is installed; in CI nothing may be skipped.

import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compactReport } from './compact-report.mjs';
import { filesInTurn } from './files-in-turn.mjs';

const testFolder = dirname(fileURLToPath(import.meta.url));
const builtFolder = join(testFolder, '..', 'dist', 'test');
const words = process.argv.slice(2);
const inCi = process.env.CI !== undefined && process.env.CI !== '' && process.env.CI !== 'false';

const { status } = spawnSync(
  process.execPath,
  [join(testFolder, '..', 'scripts', 'prepare.mjs'), '--quiet'],
  {
    stdio: 'inherit',
  },
);
if (status !== 0) process.exit(1);

const chosen = testSources().filter(
  (path) => words.length === 0 || words.some((word) => path.includes(word)),
);
if (chosen.length === 0)
  fail(`No test file has ${words.map((word) => `"${word}"`).join(' or ')} in its path`);

const missingPeers = await preparePeers(chosen);
for (const line of missingPeers) console.error(`${inCi ? 'Error' : 'Note'}: ${line}`);
const { failed, skipped } = await compactReport(filesInTurn(chosen, builtPath), builtFolder);
const lacking =
  skipped > 0 ? [`${skipped} skipped, and in CI nothing may be`, ...missingPeers] : missingPeers;
if (inCi) for (const line of lacking) console.log(`FAILED   ${line}`);
if (failed || (inCi && lacking.length > 0)) process.exitCode = 1;

function builtPath(name) {
  return join(builtFolder, name.replace(/\.ts$/, '.js'));
}

function testSources() {
  return readdirSync(testFolder, { recursive: true })
    .filter((path) => path.endsWith('.test.ts'))
    .sort();
}

async function preparePeers(paths) {
  if (!paths.some(needsPeers)) return [];
  const { preparePeers: prepare } = await import(join(builtFolder, 'peers', 'prepare-peers.js'));
  return prepare();
}

function needsPeers(path) {
  return /peers\/|peers\.js|\/end-to-end\/|\/incidents\//.test(
    `/${path}\n${readFileSync(join(testFolder, path), 'utf8')}`,
  );
}

function fail(message) {
  console.error(message);
  process.exit(2);
}
