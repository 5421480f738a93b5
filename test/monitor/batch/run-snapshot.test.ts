import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runSnapshot } from '../../../src/monitor/batch/run-snapshot.js';
import type { SourceErrorKind } from '../../../src/monitor/metrics/sample/reading.js';
import { parseSnapshot } from '../cli/command-lines.js';
import { type Step, type World, type WorldOptions, worldOf } from './fake-world.js';

interface Run extends World {
  readonly code: number;
}

async function run(line: string, steps: readonly Step[], options: WorldOptions = {}): Promise<Run> {
  const world = worldOf(steps, options);
  const code = await runSnapshot(await parseSnapshot(`x:1 ${line}`), world.io);
  assert.ok(world.closed(), 'the source was left open');
  return { ...world, code };
}

const OK: Step = { answer: 'size-4x2-busy' };
const FILE: Step = { answer: { protocol: 'file', more: true } };
const LAST: Step = { answer: { protocol: 'file', more: false } };

function failed(failure: SourceErrorKind): Step {
  return { answer: { failure } };
}

function jsonOf({ written }: World): readonly Record<string, unknown>[] {
  return written.map((text) => JSON.parse(text));
}

test('--once reads twice, one interval apart, and writes once', async () => {
  const world = await run('--once -d 2 -F json', [OK, OK]);
  assert.equal(world.code, 0);
  assert.deepEqual(world.sleeps, [2000]);
  assert.deepEqual(
    jsonOf(world).map((document) => document['interval_seconds']),
    [2],
  );
  assert.deepEqual(world.opened, ['-']);
});

test('--instant reads once and waits for nothing', async () => {
  const world = await run('--instant -F json', [OK, OK]);
  assert.equal(world.reads(), 1);
  assert.deepEqual(world.sleeps, []);
  assert.equal(jsonOf(world)[0]?.['interval_seconds'], null);
});

test('a file with one reply makes a snapshot without rates', async () => {
  const world = await run('--once -F json', [LAST]);
  assert.equal(world.code, 0);
  assert.equal(world.reads(), 1);
  assert.equal(jsonOf(world)[0]?.['interval_seconds'], null);
});

test('a recording has its own times: nothing waits for it', async () => {
  const world = await run('--once -F json', [FILE, { ...LAST, takesMs: 500 }]);
  assert.deepEqual(world.sleeps, []);
  assert.equal(jsonOf(world)[0]?.['interval_seconds'], 0.5);
});

test('a stream that ends after its first sample still makes a snapshot', async () => {
  const world = await run('--once -F json', [{ answer: { protocol: 'stdin', more: true } }]);
  assert.equal(world.code, 0);
  assert.equal(world.written.length, 1);
});

const FAILURES: readonly (readonly [kind: SourceErrorKind, code: number])[] = [
  ['unreachable', 3],
  ['timeout', 3],
  ['not-stats', 4],
  ['too-large', 4],
  ['ended', 4],
];

for (const [kind, code] of FAILURES) {
  test(`--once ends with ${code} and one line when the first read is ${kind}`, async () => {
    const world = await run('--once -F json', [failed(kind)]);
    assert.equal(world.code, code);
    assert.deepEqual(world.errors, [`Cannot read: ${kind}`]);
    assert.deepEqual(world.written, []);
    assert.deepEqual(world.opened, [], 'a file is not touched for nothing');
  });
}

test('a server that goes away between the two readings is a failure', async () => {
  const world = await run('--once -F json', [OK, failed('unreachable')]);
  assert.equal(world.code, 3);
  assert.deepEqual(world.written, []);
});

test('empty and truncated replies are asked for again, later each time', async () => {
  const world = await run('--instant', [failed('empty'), failed('truncated'), failed('empty'), OK]);
  assert.equal(world.code, 0);
  assert.deepEqual(world.sleeps, [100, 200, 400]);
  assert.deepEqual(world.errors, []);
});

test('a server that only ever answers with nothing is given up after the time limit', async () => {
  const steps = Array.from({ length: 100 }, () => failed('empty'));
  const world = await run('--instant --timeout 1s', steps);
  assert.equal(world.code, 4);
  assert.deepEqual(world.sleeps, [100, 200, 400]);
  assert.deepEqual(world.errors, ['Cannot read: empty']);
});

test('openmetrics of a server that cannot be read says that it is down', async () => {
  const world = await run('--once -F openmetrics -o app.prom', [failed('unreachable')]);
  assert.equal(world.code, 3);
  assert.match(world.written.join(''), /^uwsgi_up\{stats_uri="x:1"\} 0$/m);
  assert.deepEqual(world.opened, ['app.prom']);
});

test('-b writes after each reading but the first, which is the ground for rates', async () => {
  const world = await run('-b -n 3 -F json', [OK, OK, OK, OK, OK]);
  assert.equal(world.code, 0);
  assert.equal(world.reads(), 4);
  assert.deepEqual(
    jsonOf(world).map((document) => document['interval_seconds']),
    [1, 1, 1],
  );
});

test('-b --instant writes the first reading too', async () => {
  const world = await run('-b -n 3 --instant -F json', [OK, OK, OK, OK, OK]);
  assert.equal(world.reads(), 3);
  assert.deepEqual(
    jsonOf(world).map((document) => document['interval_seconds']),
    [null, 1, 1],
  );
});

test('the time that a reading takes is part of the interval', async () => {
  const world = await run('-b -n 2 -d 1', [
    { ...OK, takesMs: 300 },
    { ...OK, takesMs: 1500 },
    { ...OK, takesMs: 0 },
  ]);
  assert.deepEqual(world.sleeps, [700, 0]);
});

test('a failed read is a line, counts, and is followed by longer and longer pauses', async () => {
  const failures = Array.from({ length: 5 }, () => failed('unreachable'));
  const world = await run('-b -n 7 -d 100ms -F json', [OK, OK, ...failures, OK]);
  assert.equal(world.code, 0);
  assert.deepEqual(world.errors, Array(5).fill('Cannot read: unreachable'));
  assert.deepEqual(world.sleeps, [100, 100, 500, 1000, 2000, 2000, 2000]);
  assert.equal(world.written.length, 2);
});

interface LostEvent {
  readonly kind: string;
  readonly ongoing: boolean;
  readonly count: number;
  readonly duration_seconds: number | null;
  readonly text: string;
}

function lossesIn(document: Record<string, unknown> | undefined): readonly LostEvent[] {
  const events = document?.['events'];
  assert.ok(Array.isArray(events));
  return events.filter(({ kind }: LostEvent) => kind === 'source-lost');
}

test('a source that was lost is an event of the snapshots after it, from the first failure to the reading', async () => {
  const failures = Array.from({ length: 3 }, () => failed('unreachable'));
  const world = await run('-b -n 6 -d 1 --view events -F ndjson', [OK, OK, ...failures, OK, OK]);
  const [before, ...after] = jsonOf(world);
  assert.deepEqual(lossesIn(before), []);
  assert.equal(after.length, 2);
  for (const document of after) {
    assert.deepEqual(
      lossesIn(document).map(({ ongoing, count, duration_seconds, text }) => [
        ongoing,
        count,
        duration_seconds,
        text,
      ]),
      [[false, 1, 4, 'Cannot read: unreachable']],
    );
  }
});

test('an empty reply now and then is no loss, an emptiness that lasts is one', async () => {
  const now = await run('-b -n 4 -d 1 --view events -F ndjson', [OK, OK, failed('empty'), OK, OK]);
  assert.deepEqual(lossesIn(jsonOf(now).at(-1)), []);
  const empty = Array.from({ length: 5 }, () => failed('empty'));
  const lasting = await run('-b -n 7 -d 1 --view events -F ndjson', [OK, OK, ...empty, OK]);
  assert.equal(lossesIn(jsonOf(lasting).at(-1)).length, 1);
});

test('an interval longer than the pause after a failure stands', async () => {
  const world = await run('-b -n 2 -d 3', [failed('empty'), failed('empty')]);
  assert.deepEqual(world.sleeps, [3000]);
});

test('-b ends with the last failure if nothing was ever read', async () => {
  const codeAfter = async (...steps: readonly Step[]) => (await run(`-b -n ${steps.length}`, steps)).code;
  assert.equal(await codeAfter(failed('unreachable'), failed('not-stats')), 4);
  assert.equal(await codeAfter(failed('not-stats'), failed('unreachable')), 3);
  assert.equal(await codeAfter(OK, failed('unreachable')), 0);
});

test('-b writes what a recording holds and ends with it', async () => {
  const world = await run('-b -F json', [FILE, FILE, FILE, LAST]);
  assert.equal(world.code, 0);
  assert.equal(world.written.length, 3);
  assert.deepEqual(world.sleeps, []);
});

test('-b writes a recording of one sample', async () => {
  const world = await run('-b -F json', [LAST]);
  assert.equal(world.written.length, 1);
});

test('--stop-after ends between two readings and cuts the last pause', async () => {
  const world = await run('-b --stop-after 2500ms', [OK, OK, OK, OK, OK]);
  assert.equal(world.code, 0);
  assert.deepEqual(world.sleeps, [1000, 1000, 500]);
  assert.equal(world.written.length, 2);
});

test('an interrupt while waiting ends with 130 and writes nothing more', async () => {
  for (const mode of ['--once', '-b']) {
    const world = await run(mode, [OK, OK], { onSleep: (each) => each.interrupt() });
    assert.equal(world.code, 130, mode);
    assert.deepEqual(world.written, [], mode);
    assert.deepEqual(world.errors, [], mode);
  }
});

test('an interrupt while reading ends with 130 and no complaint about the reading', async () => {
  for (const mode of ['--once', '-b', '--instant -F openmetrics']) {
    const world = await run(mode, [OK, OK], { onRead: (each) => each.interrupt() });
    assert.equal(world.code, 130, mode);
    assert.deepEqual([...world.errors, ...world.written], [], mode);
  }
});

test('when nobody reads any more the end is silent', async () => {
  const world = await run('-b -F json', Array(10).fill(OK), { closesAfter: 2 });
  assert.equal(world.code, 0);
  assert.equal(world.written.length, 2);
  assert.deepEqual(world.errors, []);
});

test('a stream of CSV has its titles once, an older file has them already', async () => {
  const first = await run('-b -n 2 -F csv --fields slot', [OK, OK, OK]);
  assert.deepEqual(
    first.written.map((text) => text.startsWith('slot')),
    [true, false],
  );
  const later = await run('-b -n 1 -F csv --fields slot -o x.csv', [OK, OK], { continues: true });
  assert.match(later.written[0] ?? '', /^1\r\n/);
  assert.deepEqual(later.opened, ['+x.csv']);
});

test('tables in a stream are a blank line apart', async () => {
  const { written } = await run('-b -n 2', [OK, OK, OK]);
  assert.deepEqual(
    written.map((text) => text.startsWith('\n')),
    [false, true],
  );
});

test('a table is as wide as the terminal, a file as wide as needed', async () => {
  const widest = async (line: string, columns: number | null) => {
    const { written } = await run(line, [OK, OK], { columns });
    return Math.max(
      ...written
        .join('')
        .split('\n')
        .map((each) => each.length),
    );
  };
  assert.equal(await widest('--once', 60), 60);
  assert.equal(await widest('--once -w 50', 60), 50);
  assert.ok((await widest('--once', null)) > 60);
  assert.ok((await widest('--once -o file', 60)) > 60);
});

test('a view that the server has not is a line on standard error', async () => {
  const world = await run('--once --view workers -F tsv', [
    { answer: 'emperor-later' },
    { answer: 'emperor-later' },
  ]);
  assert.equal(world.code, 0);
  assert.deepEqual(world.errors, ['No workers in the stats of "x:1": its view is vassals']);
});

test('names mean what they mean in the document that came', async () => {
  const emperor: Step = { answer: 'emperor-later' };
  const good = await run('--instant --fields name --filter name~two -F tsv --no-headers', [emperor]);
  assert.deepEqual(good.written, ['two.ini\n']);
  const bad = await run('--instant --fields slot', [emperor]);
  assert.equal(bad.code, 2);
  assert.match(bad.errors.join(), /^View vassals has no field "slot"/);
  const filtered = await run('--instant --filter rps>3', [emperor]);
  assert.equal(filtered.code, 2);
  assert.match(filtered.errors.join(), /^Option --filter: Unknown field "rps"/);
});

test('a bug is not hidden behind an exit code', async () => {
  const { io } = worldOf([OK]);
  const broken = { ...io, openOutput: () => Promise.reject(new TypeError('a bug')) };
  await assert.rejects(runSnapshot(await parseSnapshot('x:1 --instant'), broken), TypeError);
});
