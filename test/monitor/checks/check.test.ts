import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Checked, checkReport, pluginLine } from '../../../src/monitor/checks/check-report.js';
import { runCheck } from '../../../src/monitor/checks/run-check.js';
import type { FilterExpression } from '../../../src/monitor/filter/filter.js';
import { parseFilter } from '../../../src/monitor/filter/parser.js';
import { VERDICT_LEVELS } from '../../../src/monitor/metrics/verdict/verdict.js';
import { fieldHeadsOf } from '../../../src/monitor/snapshot/dictionary.js';
import { type Step, worldOf } from '../batch/fake-world.js';
import { parse } from '../cli/command-lines.js';
import { CAPTURED, observed } from '../snapshot/snapshots.js';

/** Of the plugin API: the text without a bar, then labels with values, units and ranges. */
const LABEL = /(?:'[^'=|]+'|[\w]+)/;
const NUMBER = /-?\d+(?:\.\d+)?/;
const RANGE = new RegExp(`(?:${NUMBER.source}:?)?`);
const DATUM = new RegExp(
  `${LABEL.source}=(?:U|${NUMBER.source}(?:s|%|B|c)?)(?:;${RANGE.source}){0,2}(?:;(?:${NUMBER.source})?){0,2}`,
);
const LINE = new RegExp(`^TSTOP (?:OK|WARNING|CRITICAL|UNKNOWN) - [^|\\n]+(?: \\|(?: ${DATUM.source})+)?$`);

function expression(text: string): FilterExpression {
  const parsed = parseFilter(text, fieldHeadsOf('overview'));
  assert.ok(parsed.ok && parsed.expression !== null, text);
  return parsed.expression;
}

/** One reading unless two were asked for: the captured reply again, whose requests are hours old. */
function checked(name: string, server = '127.0.0.1:9191', times = 1): Checked {
  return { server, observed: observed(name, times) };
}

/** The reading with another verdict. */
function judged(one: Checked, level: (typeof VERDICT_LEVELS)[number]): Checked {
  assert.ok('observed' in one);
  return { ...one, observed: { ...one.observed, verdict: { ...one.observed.verdict, level } } };
}

const BY_VERDICT = { warn: null, crit: null };

test('every captured reply makes one line in the form of a plugin, alone and beside others', () => {
  for (const name of CAPTURED) {
    const report = checkReport([checked(name)], BY_VERDICT);
    assert.match(report.line, LINE, name);
    const several = checkReport([checked(name), checked('plain-4x2-idle', "it's=odd|:1")], BY_VERDICT);
    assert.match(several.line, LINE, name);
  }
});

test('without expressions the verdict decides', () => {
  const codes = VERDICT_LEVELS.map(
    (level) => checkReport([judged(checked('plain-4x2-idle'), level)], BY_VERDICT).exitCode,
  );
  assert.deepEqual(codes, [0, 1, 2, 3]);
});

test('with expressions they decide, the critical one first, and their values are said', () => {
  const [yes, no] = [expression('in_flight>=8'), expression('in_flight>8')];
  const report = (warn: FilterExpression | null, crit: FilterExpression | null) =>
    checkReport([checked('plain-4x2-saturated')], { warn, crit });
  assert.equal(report(yes, null).exitCode, 1);
  assert.equal(report(no, null).exitCode, 0);
  assert.equal(report(yes, yes).exitCode, 2);
  assert.equal(report(null, no).exitCode, 0);
  assert.match(report(yes, no).line, /^TSTOP WARNING - 127\.0\.0\.1:9191 in_flight 8; SATURATED · /);
});

test('a value that is not known raises no alarm, is said, and is U in the performance data', () => {
  const { line, exitCode } = checkReport([checked('plain-4x2-idle')], {
    warn: expression('queue>0'),
    crit: null,
  });
  assert.equal(exitCode, 0);
  assert.match(line, /queue unknown; .* queue=U;0;;0 /);
  const asked = { warn: expression('queue=-'), crit: null };
  assert.equal(checkReport([checked('plain-4x2-idle')], asked).exitCode, 1, 'field=- finds it');
});

test('thresholds are those of comparisons that stand alone or between or', () => {
  const { line } = checkReport([checked('plain-4x2-saturated', 'x:1', 2)], {
    warn: expression('busy>70 or queue>0 or accepting<4'),
    crit: expression('busy>95 and queue>3'),
  });
  assert.match(line, / busy=100%;70;;0;100 /);
  assert.match(line, / queue=6;0;;0;100 /);
  assert.match(line, / accepting=4;4:;;0;4 /);
});

test('an emperor is judged by its verdict and by what every server has', () => {
  const emperor = judged(checked('emperor-loyal'), 'warn');
  assert.equal(checkReport([emperor], BY_VERDICT).exitCode, 1);
  const report = checkReport([emperor], {
    warn: expression('level=ok'),
    crit: expression('busy>1 or level=warn'),
  });
  assert.equal(report.exitCode, 2);
  assert.match(report.line, /busy unknown/);
});

test('of several servers the worst counts: critical, warning, unknown, ok', () => {
  const failed = (state: 'critical' | 'unknown'): Checked => ({
    server: 'x:1',
    failure: 'Cannot read stats from "x:1"',
    state,
  });
  const ok = judged(checked('plain-4x2-idle', 'a:1'), 'ok');
  const warned = judged(checked('plain-4x2-saturated', 'b:1'), 'warn');
  assert.equal(checkReport([ok, failed('unknown'), warned, failed('critical')], BY_VERDICT).exitCode, 2);
  assert.equal(checkReport([ok, failed('unknown'), warned], BY_VERDICT).exitCode, 1);
  assert.equal(checkReport([ok, failed('unknown')], BY_VERDICT).exitCode, 3);
  const { line } = checkReport([ok, warned, failed('critical')], BY_VERDICT);
  assert.match(
    line,
    /^TSTOP CRITICAL - 1 critical, 1 warning, 1 ok: Cannot read stats from "x:1"; b:1 [A-Z]/,
  );
  assert.match(line, / 'a:1 busy'=U;;;0;100 /);
});

test('a bar and line ends in the text do not reach the line', () => {
  assert.equal(pluginLine('ok', 'GET /a|b\n  c', ['x=1']), 'TSTOP OK - GET /a%7Cb c | x=1');
});

const IDLE: Step = { answer: 'plain-4x2-idle' };

test('check reads each server twice and exits as the plugin API says, for failures too', async () => {
  for (const [steps, code, said] of [
    [[IDLE, IDLE], 0, /^TSTOP OK - /],
    [[{ answer: { failure: 'unreachable' } }], 2, /^TSTOP CRITICAL - /],
    [[{ answer: { failure: 'timeout' } }], 2, /^TSTOP CRITICAL - /],
    [[{ answer: { failure: 'not-stats' } }], 3, /^TSTOP UNKNOWN - /],
  ] as const) {
    const world = worldOf(steps);
    const command = await parse('check x:1 x:1');
    assert.ok(command.kind === 'check');
    assert.equal(await runCheck(command.options, world.io), code);
    assert.equal(world.written.length, 1);
    assert.match(world.written[0] ?? '', said);
    assert.equal(world.reads(), steps.length, 'a server that is named twice is one');
    assert.ok(world.closed());
  }
});

test('a check that is interrupted is unknown', async () => {
  const world = worldOf([IDLE, IDLE], { onSleep: ({ interrupt }) => interrupt() });
  const command = await parse('check x:1');
  assert.ok(command.kind === 'check');
  assert.equal(await runCheck(command.options, world.io), 3);
  assert.deepEqual(world.written, ['TSTOP UNKNOWN - interrupted\n']);
});
