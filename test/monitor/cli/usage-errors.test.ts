import assert from 'node:assert/strict';
import { test } from 'node:test';
import { usageErrorOf } from './command-lines.js';

const ERRORS: readonly (readonly [line: string, message: RegExp])[] = [
  ['', /^No address given: try "tstop 127\.0\.0\.1:9191", or set TSTOP_ADDRESS$/],
  ['a:1 b:1', /^Only one address is allowed, but "b:1" follows "a:1"$/],
  ['nonsense', /"nonsense": the port is missing; try "nonsense:9191"/],
  ['x:99999', /the port is not a number from 1 to 65535/],
  ['x:1 --onec', /^Unknown option "--onec": did you mean --once\?$/],
  ['x:1 --zzzzzz', /^Unknown option "--zzzzzz": see tstop --help$/],
  ['x:1 -q', /^Unknown option "-q"/],
  ['x:1 --delay', /^Option "-d, --delay <time>" argument missing: see tstop --help$/],
  ['x:1 --delay soon', /^Option --delay got "soon": not a time; write 1, 0\.5, 500ms, 2s or 5m$/],
  ['x:1 --delay -1', /got "-1": not a time/],
  ['x:1 --delay 99ms', /^Option --delay got "99ms": the least is 100ms$/],
  ['x:1 --delay 0', /the least is 100ms/],
  ['x:1 --delay 25h', /^Option --delay got "25h": the most is 24h$/],
  ['x:1 --frequency fast', /^Option --frequency got "fast"/],
  ['x:1 -d 1 --frequency 1', /--delay and --frequency are the same thing/],
  ['x:1 --timeout 1ms', /^Option --timeout got "1ms": the least is 10ms$/],
  ['x:1 --timeout 1h', /^Option --timeout got "1h": the most is 600s$/],
  ['x:1 --max-size big', /^Option --max-size got "big": not a size; write 64M, 500k or bytes$/],
  ['x:1 --max-size 1', /^Option --max-size got "1": the least is 1k$/],
  ['x:1 --max-size 501M', /^Option --max-size got "501M": the most is 500M$/],
  ['x:1 -F jsn', /^Option --format got "jsn": did you mean "json"\? one of table, wide, json/],
  ['x:1 -F xml', /^Option --format got "xml": .*one of table/],
  ['x:1 --view worker', /^Option --view got "worker": did you mean "workers"\?/],
  ['x:1 --theme ligt', /^Option --theme got "ligt": did you mean "light"\? one of auto, default, light/],
  ['x:1 --no-color --theme light', /--no-color and --theme light contradict each other/],
  ['x:1 --fifo', /^Option "--fifo <path>" argument missing/],
  ['x:1 --fifo=', /^Option --fifo got "": not the path of a FIFO$/],
  ['x:1 --fifo /run/f --readonly', /^Options --fifo and --readonly contradict each other/],
  ['x:1 --once --fifo /run/f', /^Option --fifo has no effect on snapshots: use it with the live view$/],
  ['x:1 -b --fifo /run/f', /^Option --fifo has no effect on snapshots/],
  ["x:1 --once -o ''", /^Option --output got "": not the path of a file$/],
  ['x:1 -n 0', /^Option -n got "0": the least is 1$/],
  ['x:1 -n many', /^Option -n got "many": not a whole number$/],
  ['x:1 -n 1.5', /^Option -n got "1\.5": not a whole number$/],
  ['x:1 --top 0', /^Option --top got "0": the least is 1$/],
  ['x:1 --width 10', /^Option --width got "10": the least is 20$/],
  ['x:1 --stop-after never', /^Option --stop-after got "never"/],
  ['x:1 --once -b', /^Options --once and -b contradict each other: give one of them$/],
  ['x:1 --once -n 3', /^Options --once and -n contradict each other: give one of them$/],
  ['x:1 --once --stop-after 3', /^Options --once and --stop-after contradict each other/],
  ['x:1 --fields ,', /^Option --fields got ",": no field named; see --list-fields$/],
  ['x:1 --fields slot,rpx', /^View workers has no field "rpx": did you mean "rps"\?$/],
  ['x:1 --fields qqqqqqqq', /^View workers has no field "qqqqqqqq": see --list-fields$/],
  ['x:1 --view sockets --fields slot', /^View sockets has no field "slot"/],
  ['x:1 --view requests --sort -agee', /^View requests has no field "agee": did you mean "age"/],
  ['x:1 --sort ,', /^Option --sort got ",": no field named; write rps or -rps$/],
  ['x:1 --sort rpx', /^View workers has no field "rpx": did you mean "rps"\?$/],
  ['x:1 --sort rps,age', /^Option --sort: the live view sorts by one field/],
  ["x:1 --filter 'bsy>3'", /^Option --filter: Unknown field "bsy": did you mean busy\? \(at character 1\)$/],
  ["x:1 --filter 'busy>'", /^Option --filter: busy > what\? For example 80% \(at character 6\)$/],
  ["x:1 --view sockets --filter 'slot=1'", /^Option --filter: Unknown field "slot"/],
  ['x:1 --once --pretty', /^Option --pretty has no effect on table: use it with json$/],
  ['x:1 -b -F json --pretty', /^Option --pretty has no effect with -b/],
  ['x:1 -F json -w 100', /^Option --width has no effect on json: use it with table$/],
  ['x:1 -F wide -w 100', /^Option --width has no effect on wide/],
  ['x:1 -F json --tree', /^Option --tree has no effect on json: use it with table, wide$/],
  ['x:1 --view sockets --tree', /^Option --tree has no effect on --view sockets/],
  ['x:1 -F json --no-headers', /^Option --no-headers has no effect on json/],
  ['x:1 -b -F openmetrics', /^Format openmetrics is one document, so -b cannot repeat it: use --once$/],
  ['x:1 -F openmetrics --top 3', /^Format openmetrics always holds everything/],
  ['x:1 -F openmetrics --view requests', /^Format openmetrics has no metrics of requests: name another view/],
  ['x:1 -F csv --view all', /^Format csv holds one table: name one view instead of "all"$/],
  ['x:1 --view all --top 3', /^Options --fields, --filter, --sort, --top and --tree need one view/],
];

for (const [line, message] of ERRORS) {
  test(`tstop ${line} is refused in one line`, async () => {
    const error = await usageErrorOf(line);
    assert.match(error, message);
    assert.doesNotMatch(error, /[\n\r]/);
  });
}

test('an address in the environment is blamed by name', async () => {
  assert.match(await usageErrorOf('', { TSTOP_ADDRESS: 'x:0' }), /^In \$TSTOP_ADDRESS: .*"x:0"/);
  assert.match(await usageErrorOf('', { UWSGITOP_ADDRESS: 'x:0' }), /^In \$UWSGITOP_ADDRESS: /);
});

test('what was typed is quoted in one short printable line', async () => {
  const typed = `\u001b[31m\nlong${'x'.repeat(500)}`;
  for (const option of ['--delay', '--format', '--top', '--view', '--fields', '--sort']) {
    const error = await usageErrorOf(`x:1 --once ${option} '${typed}'`);
    assert.doesNotMatch(error, /[\u0000-\u001f\u007f-\u009f]/, option);
    assert.ok(error.length < 300, `${option}: ${error.length}`);
  }
  const unknown = await usageErrorOf(`x:1 '--${typed}'`);
  assert.doesNotMatch(unknown, /\n/);
});
