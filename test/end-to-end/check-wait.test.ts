// `check` and `wait` as scripts use them, against a real uWSGI: every exit code.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import test from 'node:test';
import { promisify } from 'node:util';
import { startUwsgi } from '../peers/uwsgi.js';
import { PATIENCE_MS } from '../wait-for.js';
import { occupy } from './occupy.js';
import { NO_CONFIG, tstopPath } from './run-tstop.js';

/** Each line of the output: a name, the exit code, what was printed. */
const SCRIPT = `
tstop() { "$NODE" "$TSTOP" "$@"; }
try() { name=$1; shift; out=$("$@" 2>&1); echo "$name $? $out"; }
try check-ok tstop check $SERVER --warn 'in_flight>2' -d 100ms &
try check-warn tstop check $SERVER --warn 'in_flight>=2' --crit 'in_flight>2' -d 100ms &
try check-crit tstop check $SERVER --crit 'in_flight>=2' -d 100ms &
try check-verdict tstop check $SERVER -d 100ms &
wait
try check-down tstop check $SERVER $NOBODY -d 100ms &
try check-other tstop check $WEB -d 100ms &
try check-usage tstop check $SERVER --warn 'bussy>3' &
try wait-done tstop wait $SERVER --for 'accepting>=4 and rps>=0' -d 100ms &
wait
try wait-in-vain tstop wait $SERVER $NOBODY --for 'in_flight=2' --timeout 400ms -d 100ms &
try wait-usage tstop wait $SERVER &
try wait-interrupted timeout --preserve-status -s INT 2 "$NODE" "$TSTOP" wait $SERVER --for 'in_flight>9' &
wait
`;

const EXPECTED: readonly (readonly [name: string, code: number, printed: RegExp])[] = [
  ['check-ok', 0, /^TSTOP OK - \S+ in_flight 2; .* in_flight=2;2;;0;8 /],
  ['check-warn', 1, /^TSTOP WARNING - \S+ in_flight 2; /],
  ['check-crit', 2, /^TSTOP CRITICAL - \S+ in_flight 2; /],
  ['check-verdict', 0, /^TSTOP OK - \S+ OK · 2\/8 threads busy .* busy=\d/],
  ['check-down', 2, /^TSTOP CRITICAL - 1 critical, 1 ok: .*connection refused/],
  ['check-other', 3, /^TSTOP UNKNOWN - Cannot read stats /],
  ['check-usage', 3, /^TSTOP UNKNOWN - .*did you mean busy\?/],
  ['wait-done', 0, /^\S+ accepting 4, rps 0$/],
  ['wait-in-vain', 5, /^tstop: \S+ in_flight 2\ntstop: .*connection refused$/],
  ['wait-usage', 2, /^tstop: Nothing to wait for: /],
  ['wait-interrupted', 130, /^$/],
];

test('every exit code of check and wait, in a shell script', async (t) => {
  const server = await startUwsgi(t, {
    command: '--http-socket {http} --wsgi-file {app} --master --processes 4 --threads 2 --stats {stats}',
  });
  if (server === null) return;
  await occupy(t, server, 2);
  const web = createServer((_, response) => response.end('hello'));
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
  t.after(() => web.close());
  const bound = web.address();
  assert.ok(typeof bound === 'object' && bound !== null);
  const { stdout } = await promisify(execFile)('sh', ['-c', SCRIPT], {
    env: {
      ...process.env,
      ...NO_CONFIG,
      NODE: process.execPath,
      TSTOP: tstopPath,
      SERVER: server.statsAddress,
      NOBODY: '127.0.0.1:1',
      WEB: `http://127.0.0.1:${bound.port}/`,
    },
    timeout: PATIENCE_MS,
  });
  for (const [name, code, printed] of EXPECTED) {
    const found = new RegExp(`^${name} (\\d+) ?([^]*?)(?=\\n[a-z]+-[a-z-]+ \\d|\\n*(?![^]))`, 'm').exec(
      stdout,
    );
    assert.equal(Number(found?.[1]), code, `${name}\n${stdout}`);
    assert.match(found?.[2] ?? '', printed, name);
  }
});
