// Every command of the README and of both helps, run as it stands there: only addresses, files and the number of readings are
// those of the test. A command that is not known here fails, so that none is added without being tried.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { COMMAND_ROWS, commandNamed } from '../../src/monitor/cli/command-table.js';
import { EXAMPLES } from '../../src/monitor/cli/help.js';
import { parseConfig } from '../../src/monitor/config/parse-config.js';
import { projectRoot } from '../fixtures.js';
import { startUwsgi, type UwsgiServer } from '../peers/uwsgi.js';
import { openPty } from '../pty/pty.js';
import { helloApp, makeFolder, runTsgi } from '../server/run-tsgi.js';
import { occupy } from './occupy.js';
import { NO_CONFIG, type Outcome, runTstop, tstopPath } from './run-tstop.js';

const README = readFileSync(join(projectRoot, 'README.md'), 'utf8');

/** The lines of the README's blocks, without what is said of them, and those of code within its sentences. */
function documented(program: string): readonly string[] {
  const blocks = [...README.matchAll(/^```\w*\n([\s\S]*?)^```$/gm)].flatMap(([, text = '']) =>
    text.split('\n'),
  );
  const inSentences = [...README.matchAll(/`([^`\n]+)`/g)].map(([, text = '']) => text);
  const help =
    program === 'tstop'
      ? [EXAMPLES, ...COMMAND_ROWS.map(({ examples }) => examples)].join('\n').split('\n')
      : [];
  const commands = [...blocks, ...inSentences, ...help].map((line) => line.replace(/\s+#.*$/, '').trim());
  return [...new Set(commands.filter((line) => line.startsWith(`${program} `)))];
}

/** Words that stand for something else. */
const NOT_TO_BE_RUN = new Set(['tstop ADDRESS', 'tstop ws://…', 'tsgi --completions']);

/** Snapshots by what is left of the command without the address; the shape of what each must print. */
const SNAPSHOTS: Readonly<Record<string, (printed: string) => void>> = {
  '--once': (printed) => {
    assert.match(
      printed,
      /^[A-Z][A-Z ]*(?: [<\d.]+[smhd])? · \d{4}-\d\d-\d\dT[\d:.]+Z · /,
      'the verdict and the time come first',
    );
    assert.match(printed, /^WID +PID ST +BUSY% RPS LAT AGE/m);
    assert.equal(printed.match(/^ +\d+ +\d+ (?:idle|busy|stuck)/gm)?.length, 4, printed);
  },
  '--once -F json': (printed) => {
    const document = JSON.parse(printed);
    assert.equal(document.schema, 'tstop/1');
    assert.equal(document.workers.length, 4);
    assert.notEqual(document.interval_seconds, null, 'rates are included');
  },
  "--once --view requests --filter 'age>10s' -F tsv --no-headers --fields age,worker,core,method,uri": (
    printed,
  ) =>
    assert.match(
      printed,
      /^(?:\d{2}[\d.]*\t\d+\t\d+\tGET\t\/sleep\?s=60&n=\d\n)*$/,
      'those that are old enough',
    ),
  '--once --view requests -F tsv --no-headers --fields age,worker,uri': (printed) =>
    assert.match(printed, /^(?:[\d.]+\t\d+\t\/sleep\?s=60&n=\d\n){2}$/),
  '-b -n 60 -d 1 -F csv --view overview --fields time,rps,latency,busy,queue': (printed) =>
    assert.match(
      printed,
      /^time,rps,latency_seconds,busy_ratio,\w+\r\n(?:\d{4}-[^,\n]+(?:,[\d.]*){4}\r\n){3}$/,
    ),
  '-b -n 60 -d 1 -F csv --view overview --fields time,rps,busy,queue': (printed) =>
    assert.match(printed, /^time,rps,busy_ratio,\w+\r\n(?:\d{4}-[^,\n]+(?:,[\d.]*){3}\r\n){3}$/),
  '--once -F openmetrics -o FILE': (printed) => {
    assert.match(printed, /^# TYPE uwsgi_\w+ /m);
    assert.match(printed, /^# EOF\n$/m);
  },
};

test('every command of the README and of the help does what is said there', async (t) => {
  const server = await startUwsgi(t, {
    command:
      '--http-socket {http} --wsgi-file {app} --master --processes 4 --threads 2 --stats {stats} --master-fifo {dir}/shop.fifo',
  });
  if (server === null) return;
  await occupy(t, server, 2);
  const folder = makeFolder(t, {});
  const recording = join(folder, 'made-before.tsr');
  await runTstop(['record', server.statsAddress, '-o', recording, '-d', '100ms', '--for', '2s']);
  const commands = documented('tstop').filter((line) => !NOT_TO_BE_RUN.has(line));
  await Promise.all(
    commands.map(async (command, index) => {
      const rest = command.replace(/^tstop (?:127\.0\.0\.1:9191|:9191|\/run\/app\.stats) ?/, '');
      const path = join(folder, `${index}.tsr`);
      if (commandNamed(command.split(' ')[1]) !== null)
        await checkCommand(t, server, command, /^tstop (?:dump|replay)/.test(command) ? recording : path);
      else if (rest.startsWith('tstop ')) checkPrinted(command);
      else if (/^(?:--once|-b)/.test(rest))
        await checkSnapshot(server, command, rest, join(folder, `${index}.prom`));
      else await checkLive(t, server, command, rest);
    }),
  );
});

async function checkSnapshot(
  server: UwsgiServer,
  command: string,
  rest: string,
  path: string,
): Promise<void> {
  const name = rest.replace(/-o \S+/, '-o FILE');
  const check =
    SNAPSHOTS[name] ?? assert.fail(`"${command}" is documented, and nobody has said what it prints`);
  const words = (name.replace('-n 60 -d 1', '-n 3 -d 100ms').match(/'[^']*'|\S+/g) ?? []).map((word) =>
    word.replaceAll("'", ''),
  );
  const { code, stdout, stderr }: Outcome = await runTstop([
    server.statsAddress,
    ...words.map((word) => (word === 'FILE' ? path : word)),
  ]);
  assert.deepEqual([code, stderr], [0, ''], command);
  check(name.includes('FILE') ? readFileSync(path, 'utf8') : stdout);
}

async function checkLive(t: TestContext, server: UwsgiServer, command: string, rest: string): Promise<void> {
  const words = (rest.match(/'[^']*'|\S+/g) ?? []).map((word) => word.replaceAll("'", ''));
  const args = words.map((word) =>
    word.endsWith('.fifo') || word.endsWith('.tsr') ? join(server.folder, word.replace(/.*\//, '')) : word,
  );
  const pty = openPty(t, {
    command: [process.execPath, tstopPath, server.statsAddress, ...args],
    columns: 120,
    rows: 30,
    env: NO_CONFIG,
  });
  if (pty === null) return;
  await pty.waitFor(/(?:LIVE|SLOW) [\s\S]*F10Quit/);
  if (rest.includes('--filter')) await pty.waitFor(/filter state=busy and age>5s/);
  if (rest.includes('--fifo')) {
    pty.send('\x1b[20~');
    await pty.waitFor(/─ actions through .*shop\.fifo ─/);
    pty.send('\x1b');
    await pty.waitFor((screen) => !screen.text().includes('actions through'));
  }
  pty.send('q');
  assert.equal((await pty.ended).code, 0, command);
}

/** Commands by their words without addresses: the exit code, and the shape of what is printed. */
const COMMANDS: Readonly<Record<string, readonly [code: number, printed: RegExp]>> = {
  check: [0, /^TSTOP OK - \S+ OK · .* \| busy=/],
  "check --warn 'busy>70 or queue>0' --crit 'busy>95 or oldest>30s'": [
    0,
    /^TSTOP OK - \S+ busy \S+, oldest \S+, queue 0; .* busy=[\d.]+%;70;95;0;100 /,
  ],
  'record -o FILE': [0, /^\S+: \d+ samples?, \S+$/],
  'record -o FILE --max-size 100M --keep 7 --for 2h': [0, /^\S+: \d+ samples?, \S+$/],
  'dump FILE --begin 13:10 --end 13:20 --every 10s': [0, /^[A-Z].*\nWID /],
  'dump FILE -F csv --view overview --fields time,rps,busy,queue': [
    0,
    /^time,rps,busy_ratio,queue\r\n(?:\d{4}-[^,\n]+(?:,[\d.]*){3}(?:\r\n|$)){5,}$/,
  ],
  'dump --every 10s --end 18:00 -F ndjson': [0, /^\{"schema":"tstop\/1",.*\}/],
  'dump FILE -F ndjson': [0, /^(?:\{"schema":"tstop\/1",.*\}(?:\n|$)){5,}$/],
  "wait --for 'accepting>=4 and queue=0' --timeout 60s": [0, /^\S+ accepting 4, queue 0$/],
};

const ADDRESS = /^(?:127\.0\.0\.1)?:919[12]$|^\/run\/app\.stats$/;

async function checkCommand(
  t: TestContext,
  server: UwsgiServer,
  command: string,
  path: string,
): Promise<void> {
  const words = (command.match(/'[^']*'|\S+/g) ?? []).slice(1);
  const args = words.map((word) => {
    if (ADDRESS.test(word)) return server.statsAddress;
    if (word.endsWith('.tsr')) return path;
    return word
      .replaceAll("'", '')
      .replace('2h', '1s')
      .replace('13:10', '-1m')
      .replace('13:20', '-0s')
      .replace('10s', '100ms')
      .replace('18:00', new Date(Date.now() + 6000).toISOString());
  });
  if (words[0] === 'replay') return await checkReplay(t, command, args);
  const known = words
    .filter((word) => !ADDRESS.test(word))
    .join(' ')
    .replace(/[\w/.]+\.tsr/, 'FILE');
  const [code, printed] =
    COMMANDS[known] ?? assert.fail(`"${command}" is documented, and nobody has said what it prints`);
  const outcome = await runTstop(words[0] === 'record' ? [...args, '-d', '100ms', '--for', '2s'] : args);
  assert.deepEqual([outcome.code, outcome.stderr], [code, ''], command);
  assert.match(outcome.stdout.trimEnd(), printed, command);
}

async function checkReplay(t: TestContext, command: string, args: readonly string[]): Promise<void> {
  const pty = openPty(t, {
    command: [process.execPath, tstopPath, ...args],
    columns: 120,
    rows: 30,
    env: NO_CONFIG,
  });
  if (pty === null) return;
  await pty.waitFor(command.includes('--at') ? /PAST \d\d:[\s\S]*F10Quit/ : /REPLAY \d\d:[\s\S]*F10Quit/);
  pty.send('q');
  assert.equal((await pty.ended).code, 0, command);
}

/** Commands without a server: they print a text for a file or a shell. */
function checkPrinted(command: string): void {
  const [words = '', target] = command.split(' > ');
  const { stdout, status } = spawnSync(process.execPath, [tstopPath, ...words.split(' ').slice(1)], {
    encoding: 'utf8',
    env: { ...process.env, ...NO_CONFIG },
  });
  assert.equal(status, 0, command);
  if (target === 'config.json') assert.equal(parseConfig(stdout).values.theme, 'light', command);
  else assert.match(stdout, /complete -c tstop/, command);
}

test('the configuration in the README is one, and the completions are taken by a shell', () => {
  const [, text = ''] = /```json\n([\s\S]*?)```/.exec(README) ?? [];
  assert.equal(parseConfig(text).values.address, '/run/app.stats');
  const line = 'eval "$(tstop --completions bash)"';
  assert.ok(README.includes(line));
  const script = `tstop() { "${process.execPath}" "${tstopPath}" "$@"; }; ${line}; complete -p tstop`;
  const { stdout, stderr } = spawnSync('bash', ['--norc', '-c', script], { encoding: 'utf8' });
  assert.match(stdout, /^complete .*tstop$/m, stderr);
});

test('every command of the README for tsgi serves', async (t) => {
  // The frameworks behind these names have tests of their own.
  const folder = makeFolder(t, {
    'foobar.py': helloApp,
    'myflaskapp.py': `from foobar import application as app`,
    'yourfile.ini': '[uwsgi]\nhttp-socket = 127.0.0.1:0\nwsgi-file = foobar.py\n',
  });
  for (const command of documented('tsgi').filter((line) => !NOT_TO_BE_RUN.has(line))) {
    const local = command.replace(':9090', '127.0.0.1:0').replace(/127\.0\.0\.1:\d{4}/g, '127.0.0.1:0');
    const tsgi = await runTsgi(t, { cwd: folder, options: local.split(' ').slice(1) });
    if (!local.includes('--socket')) assert.equal((await tsgi.get('/')).status, 200, command);
    else assert.match(tsgi.log, /uwsgi socket \d+ bound to/, command);
    await tsgi.end();
  }
});
