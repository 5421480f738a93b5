import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { projectRoot } from './fixtures.js';

const head = "import assert from 'node:assert/strict';\nimport test from 'node:test';\n";

const cases = [
  {
    name: 'passing tests: one line, and the closing lines of the runner last',
    body: "test('one', () => {}); test('two', () => {});",
    failed: false,
    skipped: 0,
    says: /^ok +a +2 tests.*\n# tests 2\n[\s\S]*# duration_ms [\d.]+$/,
  },
  {
    name: 'a failure, however deep, is told in full and fails the run',
    body: "test('outer', async (t) => { await t.test('inner', () => assert.equal(1, 2)); });",
    failed: true,
    skipped: 0,
    says: /^FAILED +a .*\n\nFAILED +a: inner \(line \d+\)\n[\s\S]*1 !== 2[\s\S]*# fail 2[\s\S]*# duration_ms [\d.]+\nFAILED +a: inner: Expected values to be strictly equal: 1 !== 2$/,
  },
  {
    name: 'a skip is told with its reason and counted',
    body: "test('one', (t) => t.skip('no tmux here'));",
    failed: false,
    skipped: 1,
    says: /skipped +a: one: no tmux here/,
  },
  {
    name: 'a file that cannot be loaded fails the run',
    body: "await import('./nowhere.mjs');",
    failed: true,
    skipped: 0,
    says: /^FAILED +a [\s\S]*# duration_ms [\d.]+\nFAILED +a: [^\n]+$/,
  },
  {
    name: 'the closing list has a long reason in one line and not in full',
    body: "test('one', () => { throw new Error('a line\\n'.repeat(900)); });",
    failed: true,
    skipped: 0,
    says: /# duration_ms [\d.]+\nFAILED +a: one: (?:a line ){42}a line?…$/,
  },
  {
    name: 'a test that never ends fails the run',
    body: "test('one', () => new Promise((resolve) => setTimeout(resolve, 60_000)));",
    failed: true,
    skipped: 0,
    timeoutMs: 1500,
    says: /timed out[^\n]*$/,
  },
];

for (const { name, body, failed, skipped, says, timeoutMs = 60_000 } of cases) {
  test(name, (t) => {
    const { text, result } = report(t, `${head}${body}`, timeoutMs);
    assert.deepEqual(result, { failed, skipped });
    assert.match(text, says);
  });
}

/** Runs one test file in a process of its own and returns the log, and what the report resolved with. */
function report(
  t: TestContext,
  source: string,
  timeoutMs: number,
): { readonly text: string; readonly result: unknown } {
  const folder = mkdtempSync(join(tmpdir(), 'tstop-report-'));
  t.after(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'a.test.mjs'), source);
  const script = `
    import { run } from 'node:test';
    import { compactReport } from '${join(projectRoot, 'test', 'compact-report.mjs')}';
    const files = ['${join(folder, 'a.test.mjs')}'];
    const result = await compactReport(run({ files, timeout: ${timeoutMs} }), '${folder}');
    console.log(JSON.stringify(result));
  `;
  // The inner runner must not take itself for a part of this one.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  writeFileSync(join(folder, 'run.mjs'), script);
  const { stdout } = spawnSync(process.execPath, [join(folder, 'run.mjs')], { env, encoding: 'utf8' });
  const lines = stdout.trimEnd().split('\n');
  return { text: lines.slice(0, -1).join('\n'), result: JSON.parse(lines.at(-1) ?? '') };
}
