import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, type TestContext, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { runSnapshot } from '../../../src/monitor/batch/run-snapshot.js';
import type { SnapshotIo } from '../../../src/monitor/batch/snapshot-io.js';
import { parseCommandLine } from '../../../src/monitor/cli/parse-command-line.js';
import { initialEffects, initialModel } from '../../../src/monitor/dashboard/model/initial-model.js';
import type { Message } from '../../../src/monitor/dashboard/model/message.js';
import type { Model } from '../../../src/monitor/dashboard/model/model.js';
import { update } from '../../../src/monitor/dashboard/update/update.js';
import { view } from '../../../src/monitor/dashboard/view/view.js';
import { ReadScheduler } from '../../../src/monitor/live/read-scheduler.js';
import { openSource } from '../../../src/monitor/sources/open-source.js';
import { DEFAULT_SOURCE_LIMITS } from '../../../src/monitor/sources/source.js';
import { parseAddress } from '../../../src/protocol/address.js';
import { fixturePath, readFixture } from '../../fixtures.js';
import { textOf } from '../dashboard/view/check-frame.js';
import { temporaryFolder } from '../sources/open-for-test.js';

/* Saved and piped input in every mode: a snapshot, repeated ones and the live view, from a file and from a pipe. */

interface Outcome {
  readonly samples: number;
  readonly failures: readonly string[];
  /** The exit code; null in the live view. */
  readonly exitCode: number | null;
  /** Everything that was written, or the last screen. */
  readonly text: string;
}

type Mode = 'once' | 'batch' | 'live';
type Way = 'file' | 'pipe';

/** The samples in it, and the words for its failures. */
interface Expected {
  readonly samples: number;
  readonly failures?: readonly RegExp[];
}

const good = readFixture('corpus/plain-4x2-busy.json');
const minified = readFixture('corpus/minified-2x2-busy.json');
const series = readFixture('corpus/series-plain-4x2.ndjson').subarray(0, 20_000);
const text = good.toString('utf8');
const utf16le = Buffer.concat([
  Buffer.from([0xff, 0xfe]),
  Buffer.from(text.replaceAll('\n', '\r\n'), 'utf16le'),
]);
const http = Buffer.from('HTTP/1.1 200 OK\r\nDate: Tue, 01 Dec 2026 04:54:10 GMT\r\n\r\n');

const INPUTS: readonly (readonly [what: string, bytes: Buffer, expected: Expected])[] = [
  ['a reply that was cut off', caseBytes('cut-off.json'), { samples: 0, failures: [/ends in the middle$/] }],
  [
    'the envelope of another tool',
    caseBytes('envelope.json'),
    { samples: 0, failures: [/JSON, but not uWSGI stats \(those are in its "stats"\)$/] },
  ],
  ['a NaN where a number stands', caseBytes('nan-in-number.json'), { samples: 1 }],
  ['replies appended without a line end', caseBytes('replies-appended-no-newline.txt'), { samples: 3 }],
  ['a saved reply', caseBytes('saved-reply-two-busy.json'), { samples: 1 }],
  [
    "tstop's own output",
    firstLine(caseBytes('tstop-own-snapshots.ndjson')),
    { samples: 0, failures: [/tstop's own output \(tstop\/1\)/] },
  ],
  ['a web page', caseBytes('web-page.html'), { samples: 0, failures: [/a web page, not uWSGI stats$/] }],
  ['nothing', Buffer.alloc(0), { samples: 0, failures: [/is empty/] }],
  ['blanks', Buffer.from(' \n\n'), { samples: 0, failures: [/is empty/] }],
  ['a JSON list', Buffer.from('[1,2]'), { samples: 0, failures: [/a JSON list/] }],
  [
    'OpenMetrics',
    Buffer.from('# HELP tstop_up x\n# TYPE tstop_up gauge\n'),
    { samples: 0, failures: [/OpenMetrics/] },
  ],
  ['a picture', Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1'), { samples: 0, failures: [/binary/] }],
  ['UTF-16', utf16le, { samples: 1 }],
  ['UTF-16 without a mark, big-endian', Buffer.from(text, 'utf16le').swap16(), { samples: 1 }],
  ['UTF-16, cut off', utf16le.subarray(0, 3001), { samples: 0, failures: [/ends in the middle$/] }],
  ['UTF-8 with a mark', Buffer.concat([Buffer.from('\uFEFF'), good]), { samples: 1 }],
  ['gzip', gzipSync(good), { samples: 1 }],
  [
    'gzip of a recording, appended to',
    Buffer.concat([gzipSync(minified), gzipSync(Buffer.from('\n')), gzipSync(good)]),
    { samples: 2 },
  ],
  ['gzip, cut off', gzipSync(good).subarray(0, 400), { samples: 0, failures: [/ends in the middle$/] }],
  [
    'gzip, broken',
    broken(gzipSync(good)),
    { samples: 0, failures: [/compressed with gzip, and broken$|no JSON|in the middle/] },
  ],
  ['zstd', packed('zstd', good), { samples: 1 }],
  ['xz', packed('xz', good), { samples: 1 }],
  ['HTTP heads', Buffer.concat([http, good, http, minified]), { samples: 2 }],
  [
    'an HTTP error',
    Buffer.from('HTTP/1.1 502 Bad Gateway\r\n\r\n<html></html>'),
    { samples: 0, failures: [/HTTP status 502$/] },
  ],
];

for (const way of ['file', 'pipe'] as const) {
  describe(`${way === 'file' ? 'a file' : 'a pipe'} with`, () => {
    for (const [what, bytes, { samples, failures = [] }] of INPUTS) {
      test(`${what} is told alike in a snapshot, in repeated ones and on the live screen`, async (t) => {
        const once = await outcomeOf(t, 'once', way, bytes);
        assert.equal(once.samples, Math.min(samples, 1), once.failures.join('; '));
        assert.equal(once.exitCode, samples > 0 ? 0 : 4);
        assertTold(once.failures, samples > 0 ? [] : failures);
        const batch = await outcomeOf(t, 'batch', way, bytes);
        assert.equal(batch.samples, samples, batch.failures.join('; '));
        assert.equal(batch.exitCode, samples > 0 ? 0 : 4);
        assertTold(batch.failures, failures);
        const live = await outcomeOf(t, 'live', way, bytes);
        assert.equal(live.samples, samples, live.failures.join('; '));
        assertTold(live.failures, failures);
        if (samples === 0)
          assert.match(live.text, new RegExp(`NO STATS[\\s\\S]*${failures[0]?.source.replace('$', '')}`));
        assert.doesNotMatch(live.text, /Connecting|waiting for the first/);
      });
    }
  });
}

test('ages of a saved reply count from the newest time in it, whatever the file says, and that is said', async (t) => {
  const bytes = caseBytes('saved-reply-two-busy.json');
  for (const way of ['file', 'pipe'] as const) {
    const once = await outcomeOf(t, 'once', way, bytes);
    assert.equal(JSON.parse(once.text).target.time_is_newest, true, way);
    assert.notEqual(JSON.parse(once.text).verdict.state, 'stuck');
    assert.ok(
      JSON.parse(once.text).workers.every(({ age_seconds }: { age_seconds: number }) => age_seconds < 60),
    );
    assert.match(
      (await outcomeOf(t, 'live', way, bytes)).text,
      /ages at \d\d:\d\d:\d\d, the newest time in it/,
    );
  }
  const table = await outcomeOf(t, 'once', 'file', bytes, 'table');
  assert.match(
    table.text,
    /^[A-Z ]+ · 20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ \(the newest time in it\) · 2\/2 cores/,
  );
});

test('a broken line in a recording is an event at the time of the recording', async (t) => {
  for (const mode of ['batch', 'live'] as const) {
    const { model, text: written } = await outcomeOf(
      t,
      mode,
      'file',
      caseBytes('broken-line-in-the-middle.ndjson'),
    );
    const events =
      mode === 'live'
        ? (model?.targets[0]?.observation?.events ?? []).map(({ kind, beginMs }) => ({
            kind,
            begin_at: new Date(beginMs).toISOString(),
          }))
        : JSON.parse(written.trim().split('\n').at(-1) ?? '').events;
    const [lost] = events.filter(({ kind }: { kind: string }) => kind === 'source-lost');
    assert.equal(Date.parse(lost?.begin_at), 1_796_000_003_000, `${mode}: ${JSON.stringify(events)}`);
  }
});

test('date lines and HTTP heads between replies give them their times', async (t) => {
  const dated = (seconds: number) => `${new Date(1_796_100_850_000 + seconds * 1000).toUTCString()}\n`;
  const bytes = Buffer.from(`${dated(0)}${text}${dated(5)}${text}${dated(10)}${text}`);
  const { text: written } = await outcomeOf(t, 'batch', 'file', bytes);
  const times = written
    .trim()
    .split('\n')
    .map((line) => Date.parse(JSON.parse(line).time) / 1000);
  assert.deepEqual(times, [1_796_100_850, 1_796_100_855, 1_796_100_860]);
});

test('what a pipe brings from a server that is alive is as old as now', async (t) => {
  const fresh = text.replace(/"request_start":\d+/g, `"request_start":${Math.floor(Date.now() / 1000) - 2}`);
  const once = await outcomeOf(t, 'once', 'pipe', Buffer.from(fresh));
  assert.equal(JSON.parse(once.text).target.time_is_newest, false);
  assert.ok(Math.abs(Date.parse(JSON.parse(once.text).time) - Date.now()) < 60_000);
});

test('a recording is read whole however it is packed', async (t) => {
  const plain = await outcomeOf(t, 'batch', 'file', series);
  for (const bytes of [gzipSync(series), packed('zstd', series)]) {
    const one = await outcomeOf(t, 'batch', 'file', bytes);
    assert.equal(one.samples, plain.samples);
    assert.ok(one.samples > 3);
  }
});

function assertTold(failures: readonly string[], wanted: readonly RegExp[]): void {
  assert.ok(failures.length >= wanted.length, `told: ${failures.join('; ')}`);
  if (wanted.length === 0) assert.deepEqual(failures, []);
  for (const [index, pattern] of wanted.entries()) assert.match(failures[index] ?? '', pattern);
}

async function outcomeOf(
  context: TestContext,
  mode: Mode,
  way: Way,
  bytes: Buffer,
  format = 'json',
): Promise<Outcome & { readonly model: Model | null }> {
  const path = join(temporaryFolder(context), 'saved.json');
  writeFileSync(path, bytes);
  const address = way === 'file' ? path : '-';
  const stdin = new PassThrough();
  stdin.end(bytes);
  const open: SnapshotIo['openSource'] = (to, limits) => openSource(to, limits, { stdin });
  if (mode === 'live') return live(await open(parseAddress(address), DEFAULT_SOURCE_LIMITS), address);
  const argv = mode === 'once' ? ['--once'] : ['-b', '--instant'];
  const command = await parseCommandLine([...argv, '--no-config', '-F', format, address], {}, false);
  assert.equal(command.kind, 'snapshot');
  const written: string[] = [];
  const failures: string[] = [];
  const exitCode = await runSnapshot(command.options, {
    openSource: open,
    openOutput: async () => ({
      continues: false,
      write: async (part) => void written.push(part),
      close: async () => {},
    }),
    writeError: (line) => void failures.push(line),
    nowMs: () => Date.now(),
    sleep: async () => {},
    interrupted: new AbortController().signal,
    columns: null,
  });
  return { samples: written.length, failures, exitCode, text: written.join(''), model: null };
}

/** The live view's model and scheduler, two hundred times as fast, until the source has ended. */
function live(
  source: Awaited<ReturnType<typeof openSource>>,
  address: string,
): Promise<Outcome & { readonly model: Model }> {
  return new Promise((resolve) => {
    let model = initialModel({ addresses: [address], size: { columns: 160, rows: 40 }, nowMs: Date.now() });
    let samples = 0;
    const failures: string[] = [];
    const dispatch = (message: Message): void => {
      const [next, effects] = update(model, message);
      model = next;
      if (message.kind === 'read') samples += 1;
      if (message.kind === 'read-failed' && message.errorKind !== 'ended') failures.push(message.reason);
      for (const effect of effects)
        if (effect.kind === 'schedule-read') scheduler.schedule(0, effect.afterMs);
      if (model.targets[0]?.connection.phase !== 'ended') return;
      scheduler.close();
      const screen = view(model, 0).lines.map(textOf).join('\n');
      resolve({ samples, failures, exitCode: null, text: screen, model });
    };
    const scheduler = new ReadScheduler([source], dispatch, {
      wallMs: () => Date.now(),
      steadyMs: () => performance.now(),
      after: (delayMs, run) => {
        const timer = setTimeout(run, delayMs / 200);
        return () => clearTimeout(timer);
      },
    });
    for (const effect of initialEffects(model))
      if (effect.kind === 'schedule-read') scheduler.schedule(0, effect.afterMs);
  });
}

function caseBytes(name: string): Buffer {
  return readFileSync(fixturePath(`cases/${name}`));
}

function packed(program: string, bytes: Buffer): Buffer {
  return execFileSync(program, ['-cq'], { input: bytes });
}

function broken(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  copy.fill(0xff, 300, 340);
  return copy;
}

function firstLine(bytes: Buffer): Buffer {
  return bytes.subarray(0, bytes.indexOf('\n') + 1);
}
