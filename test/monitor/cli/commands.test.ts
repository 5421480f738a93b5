import assert from 'node:assert/strict';
import { test } from 'node:test';
import { COMMAND_ROWS } from '../../../src/monitor/cli/command-table.js';
import { parseFilterFor } from '../../../src/monitor/cli/filter.js';
import { buildProgram } from '../../../src/monitor/cli/grammar.js';
import { helpText } from '../../../src/monitor/cli/help.js';
import { formatManPage } from '../../../src/monitor/cli/man-page.js';
import { OPTION_ROWS } from '../../../src/monitor/cli/option-table.js';
import { parse, usageErrorOf } from './command-lines.js';

test('every command has a help of its own that fits 80 columns, and stands in help and man page', async () => {
  for (const { name, about, options, shares, exitStatus } of COMMAND_ROWS) {
    const command = await parse(`${name} --help`);
    assert.ok(command.kind === 'help');
    for (const line of command.text.split('\n')) {
      assert.ok(line.length <= 80, line);
      assert.match(line, /^[\x20-\x7e]*$/);
    }
    for (const { flags } of options) assert.ok(command.text.includes(flags.split(' ')[0] ?? ''), flags);
    assert.ok(command.text.includes(exitStatus.split('\n')[0] ?? ''));
    assert.ok(helpText().includes(about) && formatManPage('1').includes(about), name);
    for (const shared of shares)
      assert.ok(
        OPTION_ROWS.some((row) => row.name === shared),
        shared,
      );
  }
});

test('every example of a command is a command line that is taken', async () => {
  for (const { name, examples } of COMMAND_ROWS)
    for (const example of examples.split('\n'))
      assert.equal((await parse(example.replace(/^tstop /, ''))).kind, name, example);
});

test('no two options of a command have one name', () => {
  for (const { name } of COMMAND_ROWS) assert.doesNotThrow(() => buildProgram(null), name);
});

test('a first word that is a command goes before an address; any other spelling of the address is one', async () => {
  for (const { name } of COMMAND_ROWS) {
    for (const address of [`./${name}`, `${name}:9191`]) {
      const command = await parse(`${address} --no-config`);
      assert.ok(command.kind === 'live', address);
      assert.equal(command.options.addressText, address);
    }
    const late = await usageErrorOf(`:9191 ${name}`);
    assert.match(late, new RegExp(`^"${name}" is a command, which comes first: tstop ${name} `));
  }
});

test('commands take several servers, each once, with what the configuration says about them', async () => {
  const command = await parse('check :9191 127.0.0.1:9191 /run/app.stats -d 2 --no-config');
  assert.ok(command.kind === 'check');
  assert.deepEqual(
    command.options.servers.map(({ addressText, intervalMs }) => [addressText, intervalMs]),
    [
      ['127.0.0.1:9191', 2000],
      ['/run/app.stats', 2000],
    ],
  );
  const named = await parse('check --no-config', { TSTOP_ADDRESS: ':1' });
  assert.ok(named.kind === 'check');
  assert.equal(named.options.servers[0]?.addressText, '127.0.0.1:1');
});

test('the time limit of wait is that of the waiting, not of a reading', async () => {
  const command = await parse("wait :9191 --for 'accepting>=4' --timeout 5m --no-config");
  assert.ok(command.kind === 'wait');
  assert.equal(command.options.waitMs, 300_000);
  assert.equal(command.options.servers[0]?.limits.timeoutMs, 3000);
  assert.deepEqual(command.options.until, await parseFilterFor('accepting>=4', 'overview'));
});

test('record has limits of files, which are none of a reply', async () => {
  const command = await parse(
    'record :1 -o a.tsr --max-size 100M --rotate 24h --keep 7 --for 2h --reveal --no-config',
  );
  assert.ok(command.kind === 'record');
  const { servers, ...limits } = command.options;
  assert.deepEqual(limits, {
    path: 'a.tsr',
    forMs: 7_200_000,
    maxBytes: 104_857_600,
    rotateMs: 86_400_000,
    keep: 7,
  });
  assert.equal(servers[0]?.limits.maxBytes, 64 * 1024 * 1024);
  assert.equal(servers[0]?.reveal, true);
});

const WRONG: readonly (readonly [line: string, said: RegExp])[] = [
  ['wait :9191', /^Nothing to wait for: /],
  ["wait :9191 --for ''", /^Option --for: the expression is empty$/],
  [
    'wait :9191 --for bussy>3',
    /^Option --for: Unknown field "bussy": did you mean busy\? \(at character 1\)$/,
  ],
  ['wait :9191 --for ok --timeout soon', /^Option --timeout got "soon": not a time/],
  ['check :9191 --crit (busy>3', /^Option --crit: Missing closing parenthesis \(at character 1\)$/],
  ['check :9191 --crti busy>3', /^Unknown option "--crti": did you mean --crit\?$/],
  ['check :9191 --once', /^Unknown option "--once": see tstop check --help$/],
  ['record :9191', /^No file to record to: /],
  ['record :9191 -o -', /^No file to record to: /],
  ['record :9191 -o a.tsr --keep 3', /^Option --keep has no effect on one file: add --max-size or --rotate$/],
  ['record :9191 -o a.tsr --for 0', /^Option --for got "0": the least is 1s$/],
  ['check 300:400:500', /^Cannot use address /],
];

for (const [line, said] of WRONG)
  test(`wrong usage is said in one line: tstop ${line}`, async () => {
    assert.match(await usageErrorOf(`${line} --no-config`), said);
  });
