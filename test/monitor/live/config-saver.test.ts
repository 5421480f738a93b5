import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { readConfigText } from '../../../src/monitor/cli/config-file.js';
import type { LoadedConfig } from '../../../src/monitor/cli/options.js';
import { settingsOf } from '../../../src/monitor/config/config-settings.js';
import { parseConfig } from '../../../src/monitor/config/parse-config.js';
import { initialModel } from '../../../src/monitor/dashboard/model/initial-model.js';
import type { Message } from '../../../src/monitor/dashboard/model/message.js';
import type { Model } from '../../../src/monitor/dashboard/model/model.js';
import { settingsFromFile } from '../../../src/monitor/dashboard/model/setting-table.js';
import { ConfigSaver } from '../../../src/monitor/live/config-saver.js';
import { writeConfigFile } from '../../../src/monitor/live/write-config-file.js';
import { DEFAULT_THRESHOLDS } from '../../../src/monitor/metrics/sample/thresholds.js';
import { asNobody } from '../../as-nobody.js';
import { temporaryFolder } from '../config/config-files.js';

type Outcome = Pick<Extract<Message, { kind: 'save-ended' }>, 'outcome' | 'text'>;

/** A dashboard's way with its configuration file, without the dashboard. */
class Saving {
  readonly path: string;
  model: Model;
  readonly #saver: ConfigSaver;
  #ended: (outcome: Outcome) => void = () => {};

  constructor(path: string) {
    this.path = path;
    const text = readConfigText(path);
    const read: Pick<LoadedConfig, 'values' | 'thresholds'> =
      text === null ? { values: {}, thresholds: DEFAULT_THRESHOLDS } : parseConfig(text);
    const config: LoadedConfig = { path, text, ...read };
    const settings = {
      ...settingsFromFile(read.values),
      ...settingsOf(read.values),
      thresholds: read.thresholds,
    };
    this.model = initialModel({ addresses: ['a'], size: { columns: 80, rows: 24 }, nowMs: 0, settings });
    this.#saver = new ConfigSaver(config, this.model, (message) => {
      if (message.kind === 'save-ended') this.#ended(message);
    });
  }

  set(settings: Partial<Model['settings']>): this {
    this.model = { ...this.model, settings: { ...this.model.settings, ...settings } };
    return this;
  }

  async save(overwrite = false): Promise<Outcome> {
    const { outcome, text } = await new Promise<Outcome>((resolve) => {
      this.#ended = resolve;
      this.#saver.save(this.model, overwrite);
    });
    return { outcome, text };
  }

  get text(): string {
    return readFileSync(this.path, 'utf8');
  }
}

function pathIn(t: TestContext, text?: string): string {
  const path = join(temporaryFolder(t), 'config.json');
  if (text !== undefined) writeFileSync(path, text);
  return path;
}

test('a first file is made with its folders, for its owner alone, and holds what was changed', async (t) => {
  const path = join(temporaryFolder(t), 'deep', 'tstop', 'config.json');
  const saving = new Saving(path).set({ theme: 'light', columns: { workers: ['slot', 'now'] } });
  assert.deepEqual(await saving.save(), { outcome: 'saved', text: path });
  assert.deepEqual(JSON.parse(saving.text), { theme: 'light', columns: { workers: ['slot', 'now'] } });
  assert.equal(statSync(path).mode & 0o777, 0o600);
  assert.equal(statSync(dirname(path)).mode & 0o777, 0o700);
  assert.deepEqual(readdirSync(dirname(path)), ['config.json'], 'nothing is left beside it');
});

test('keys that were not changed stay, where they were', async (t) => {
  const before =
    '{"$schema": "x", "redact": ["X_A"], "theme": "mono", "sort": {"requests": "uri"}, "address": ":1"}';
  const saving = new Saving(pathIn(t, before)).set({ theme: 'light' });
  await saving.save();
  assert.deepEqual(
    Object.entries(JSON.parse(saving.text)),
    Object.entries({ ...JSON.parse(before), theme: 'light' }),
  );
});

test('sorting of the tables that were seen, thresholds and looks are saved one by one', async (t) => {
  const saving = new Saving(pathIn(t, '{"thresholds": {"stall_seconds": 5}}')).set({
    thresholds: { ...DEFAULT_THRESHOLDS, stallSeconds: 5, busyWarnRatio: 0.5 },
    metersShown: false,
    mouse: false,
    ascii: true,
    requestGroup: 'app',
    intervalMs: 2500,
  });
  saving.model = { ...saving.model, table: { ...saving.model.table, sortField: 'rps', descending: true } };
  await saving.save();
  assert.deepEqual(JSON.parse(saving.text), {
    thresholds: { stall_seconds: 5, busy_warn_ratio: 0.5 },
    interval_seconds: 2.5,
    ascii: true,
    mouse: false,
    meters: false,
    request_group: 'app',
    sort: { workers: '-rps' },
  });
});

test('where nothing was changed nothing is written', async (t) => {
  const saving = new Saving(pathIn(t));
  assert.equal((await saving.save()).outcome, 'nothing');
  assert.ok(!existsSync(saving.path));
  saving.set({ theme: 'light' });
  assert.equal((await saving.save()).outcome, 'saved');
  assert.equal((await saving.save()).outcome, 'nothing', 'not twice');
});

test('without a file to write to it says so', async () => {
  const model = initialModel({ addresses: ['a'], size: { columns: 80, rows: 24 }, nowMs: 0 });
  const config: LoadedConfig = { path: null, text: null, values: {}, thresholds: DEFAULT_THRESHOLDS };
  const outcome = await new Promise<Message>((resolve) =>
    new ConfigSaver(config, model, resolve).save(model, false),
  );
  assert.ok(outcome.kind === 'save-ended' && outcome.outcome === 'nothing');
  assert.match(outcome.text, /^Not saved: tstop was told to use no configuration file/);
});

test('a file that somebody else has changed is asked about; then both changes are in it', async (t) => {
  const saving = new Saving(pathIn(t, '{"theme": "mono"}')).set({ theme: 'light' });
  const theirs = '{"theme": "high-contrast", "mouse": false}';
  writeFileSync(saving.path, theirs);
  assert.deepEqual(await saving.save(), { outcome: 'changed-meanwhile', text: saving.path });
  assert.equal(saving.text, theirs, 'not touched before the answer');
  assert.equal((await saving.save(true)).outcome, 'saved');
  assert.deepEqual(JSON.parse(saving.text), { theme: 'light', mouse: false });
  assert.equal((await saving.set({ theme: 'mono' }).save()).outcome, 'saved', 'now it is known again');
});

test('a file that has come into being, or that has gone, was changed by somebody else, too', async (t) => {
  const saving = new Saving(pathIn(t)).set({ theme: 'light' });
  writeFileSync(saving.path, '{}');
  assert.equal((await saving.save()).outcome, 'changed-meanwhile');
});

test('a file with a mistake is never written to, whatever the user answers', async (t) => {
  for (const broken of ['{"theme": "mono",}', '{"thene": 1}', '[]']) {
    const saving = new Saving(pathIn(t, '{}')).set({ theme: 'light' });
    writeFileSync(saving.path, broken);
    for (const overwrite of [false, true]) {
      const { outcome, text } = await saving.save(overwrite);
      assert.equal(outcome, 'failed');
      assert.match(text, /^Not saved, because the file has a mistake: .*config\.json, /);
      assert.equal(saving.text, broken);
    }
  }
});

test('changes that contradict what somebody else has written are not written', async (t) => {
  const saving = new Saving(pathIn(t, '{}')).set({
    thresholds: { ...DEFAULT_THRESHOLDS, busyWarnRatio: 0.85 },
  });
  const theirs = '{"thresholds": {"busy_critical_ratio": 0.8}}';
  writeFileSync(saving.path, theirs);
  assert.equal((await saving.save(true)).outcome, 'failed');
  assert.equal(saving.text, theirs);
});

test('a symbolic link stays one, and the file behind it is written, with its mode', async (t) => {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, 'dotfiles'));
  const real = join(folder, 'dotfiles', 'tstop.json');
  writeFileSync(real, '{}');
  chmodSync(real, 0o640);
  const link = join(folder, 'config.json');
  symlinkSync(join('dotfiles', 'tstop.json'), link);
  assert.equal((await new Saving(link).set({ theme: 'light' }).save()).outcome, 'saved');
  assert.ok(lstatSync(link).isSymbolicLink());
  assert.deepEqual(JSON.parse(readFileSync(real, 'utf8')), { theme: 'light' });
  assert.equal(statSync(real).mode & 0o777, 0o640);
});

test('a link to a file that is not there yet makes that file', async (t) => {
  const folder = temporaryFolder(t);
  const link = join(folder, 'config.json');
  symlinkSync('later.json', link);
  assert.equal((await new Saving(link).set({ theme: 'light' }).save()).outcome, 'saved');
  assert.ok(lstatSync(link).isSymbolicLink());
  assert.ok(existsSync(join(folder, 'later.json')));
});

test('a place that cannot be written to is told in words', async (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, 'file'), '');
  const saving = new Saving(join(folder, 'file', 'tstop', 'config.json')).set({ theme: 'light' });
  const { outcome, text } = await saving.save();
  assert.equal(outcome, 'failed');
  assert.equal(text, `Not saved: cannot write "${saving.path}": a part of the path is not a directory`);
});

test('a FIFO or device that has come there, or that a link leads to, is not replaced', async (t) => {
  const path = pathIn(t);
  const fifo = join(dirname(path), 'fifo');
  assert.equal(spawnSync('mkfifo', [fifo]).status, 0);
  symlinkSync(fifo, path);
  for (const place of [path, fifo]) {
    await assert.rejects(writeConfigFile(place, '{}'), {
      name: 'UsageError',
      message: `cannot write "${fifo}": it is not a file`,
    });
  }
  assert.ok(lstatSync(fifo).isFIFO());
  assert.deepEqual(readdirSync(dirname(path)).sort(), ['config.json', 'fifo']);
});

test('what is written is read back as what is on the screen', async (t) => {
  const saving = new Saving(pathIn(t, '{"keys": {"pause": ["p"]}}')).set({
    theme: 'blue-orange',
    columns: { tree: ['slot', 'uss_bytes', 'now'] },
    requestGroup: 'none',
  });
  await saving.save();
  const again = new Saving(saving.path);
  assert.equal(again.model.settings.theme, 'blue-orange');
  assert.deepEqual(again.model.settings.columns, { tree: ['slot', 'uss_bytes', 'now'] });
  assert.equal(again.model.settings.requestGroup, 'none');
  assert.equal((await again.save()).outcome, 'nothing');
});

test('no file is made where another user would find it in the way, and none of theirs is replaced', async (t) => {
  if (process.geteuid?.() !== 0) return t.skip('only root can give folders away');
  const folder = temporaryFolder(t);
  const theirs = join(folder, 'theirs');
  mkdirSync(theirs, { mode: 0o777 });
  chmodSync(folder, 0o755);
  chmodSync(theirs, 0o777);
  chownSync(theirs, 12_345, 12_345);
  for (const path of [join(theirs, 'config.json'), join(theirs, '.config', 'tstop', 'config.json')]) {
    const { outcome, text } = await new Saving(path).set({ theme: 'light' }).save();
    assert.equal(outcome, 'failed');
    assert.match(
      text,
      /^Not saved: ".*theirs" belongs to another user \(uid 12345, tstop runs as 0\); .* --config$/,
    );
  }
  const link = join(folder, 'link.json');
  symlinkSync(join(theirs, 'behind-a-link.json'), link);
  assert.equal((await new Saving(link).set({ theme: 'light' }).save()).outcome, 'failed');
  assert.deepEqual(readdirSync(theirs), []);

  const existing = join(theirs, 'existing.json');
  writeFileSync(existing, '{}');
  chownSync(existing, 12_345, 12_345);
  assert.equal((await new Saving(existing).set({ theme: 'light' }).save()).outcome, 'saved');
  assert.equal(statSync(existing).uid, 12_345, 'the administrator changes it, its owner stays');
  const refused = await asNobody(() => new Saving(existing).set({ theme: 'mono' }).save());
  assert.match(refused.text, /belongs to another user|permission denied/);
  assert.equal(statSync(existing).uid, 12_345);
  assert.deepEqual(readdirSync(theirs), ['existing.json']);
});
