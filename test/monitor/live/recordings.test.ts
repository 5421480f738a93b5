// Recordings of the live view: each sample while it looks on, and all that is kept when asked.

import assert from 'node:assert/strict';
import { appendFileSync, existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { Message } from '../../../src/monitor/dashboard/model/message.js';
import { LiveRecorder } from '../../../src/monitor/live/live-recorder.js';
import { RecordingSaver } from '../../../src/monitor/live/recording-saver.js';
import { keptSamples, recalled } from '../../../src/monitor/metrics/archive/sample-archive.js';
import { waitFor } from '../../wait-for.js';
import { Driver } from '../dashboard/driver.js';
import { at, capturedSeries } from '../metrics/readings.js';
import { asKept, makePath, momentsOf, readBack } from '../recordings/record-moments.js';

const READINGS = capturedSeries('plain-4x2');
const SECRETS = { reveal: true, alsoSecret: [] };

/** The live view after all readings; `each` sees it before and after every message. */
function watched(each: (before: Driver['model'], after: Driver['model']) => void = () => {}): Driver {
  const driver = new Driver();
  for (const reading of READINGS) {
    const before = driver.model;
    driver.read(reading);
    each(before, driver.model);
  }
  return driver;
}

function recorderTo(path: string, told: Message[]): LiveRecorder {
  const options = { path, secrets: SECRETS, version: '1', maxBytes: null, rotateMs: null, keep: 0 };
  return new LiveRecorder(options, (message) => void told.push(message));
}

/** Each moment that the live view keeps, as it shows it, and the newest. */
function keptIn({ target }: Driver) {
  const { archive, observation } = target;
  assert.ok(observation !== null);
  const { history } = observation;
  const kept = keptSamples(archive).map(
    ({ sequence }) => recalled(archive, sequence, history) ?? assert.fail(),
  );
  const [newest] = asKept([observation]);
  return [...kept, { ...newest, history }];
}

test('the live view records each sample as it keeps it, the newest at the end', (t) => {
  const path = makePath(t);
  const told: Message[] = [];
  const recorder = recorderTo(path, told);
  const driver = watched((before, after) => recorder.took(before, after));
  assert.equal(momentsOf(at(readBack(t, path), 0)).length, READINGS.length - 1);
  recorder.close(driver.model);
  assert.deepEqual(momentsOf(at(readBack(t, path), 0)), keptIn(driver));
  assert.deepEqual(told, []);
});

test('a recording that cannot go on ends, and the screen says why, once', (t) => {
  const path = makePath(t);
  const told: Message[] = [];
  const recorder = recorderTo(path, told);
  let count = 0;
  const driver = watched((before, after) => {
    count += 1;
    if (count === 4) appendFileSync(path, 'x');
    recorder.took(before, after);
  });
  recorder.close(driver.model);
  assert.equal(told.length, 1);
  const [message] = told;
  assert.ok(message?.kind === 'recorded' && message.failed);
  assert.match(message.text, /^Recording has ended\. Cannot write ".*": another program has changed it$/);
});

async function saved(
  t: TestContext,
  driver: Driver,
  folder: string,
): Promise<Extract<Message, { kind: 'recorded' }>> {
  const told: Message[] = [];
  const saver = new RecordingSaver('1', SECRETS, (message) => void told.push(message), folder);
  t.after(() => saver.close());
  saver.save(driver.model, driver.target);
  saver.save(driver.model, driver.target);
  await waitFor('the recording to be written', () => told.length > 0);
  const [message] = told;
  assert.ok(message?.kind === 'recorded' && told.length === 1, 'one at a time');
  return message;
}

test('W writes what is kept to a recording, named after server and time', async (t) => {
  const driver = watched();
  driver.press('W');
  assert.deepEqual(driver.effects, [{ kind: 'save-recording', target: 0 }]);
  const folder = dirname(makePath(t));
  const message = await saved(t, driver, folder);
  const [name = '', ...others] = readdirSync(folder);
  assert.match(name, /^tstop-127\.0\.0\.1-9191-20261122-\d{6}\.tsr$/);
  assert.deepEqual(
    [message.failed, message.text, others],
    [false, `Wrote ${READINGS.length} samples to ${folder}/${name}`, []],
  );
  assert.deepEqual(momentsOf(at(readBack(t, join(folder, name)), 0)), keptIn(driver));
  driver.send({ kind: 'recorded', text: message.text, failed: message.failed });
  assert.equal(driver.model.notice?.text, message.text);
});

test('W says it where nothing can be written', async (t) => {
  const before = new Driver().press('W');
  assert.match(before.model.notice?.text ?? '', /^Nothing to write yet/);
  const folder = join(dirname(makePath(t)), 'gone');
  const message = await saved(t, watched(), folder);
  assert.ok(message.failed && /no such file or directory$/.test(message.text));
  assert.ok(!existsSync(folder));
});
