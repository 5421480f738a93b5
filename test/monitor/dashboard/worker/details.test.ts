import assert from 'node:assert/strict';
import { test } from 'node:test';
import { layoutOf } from '../../../../src/monitor/dashboard/layout/layout.js';
import type { Effect } from '../../../../src/monitor/dashboard/model/effect.js';
import type { ProcessFacts } from '../../../../src/monitor/metrics/process-facts.js';
import { capturedWorkers, readingOf, withRequest } from '../../metrics/readings.js';
import { Driver, START_MS } from '../driver.js';

const FACTS: ProcessFacts = {
  pid: 0,
  timeMs: START_MS,
  startTicks: 5,
  state: 'S',
  cpuSeconds: 1,
  threads: 4,
  wchan: null,
  rssBytes: 2 ** 20,
  pssBytes: null,
  swapBytes: 0,
  openFiles: 7,
  openFilesLimit: 1024,
  harakiriSeconds: null,
};

test('Enter opens the panel, then goes inside, then opens the request; Esc goes the same way back', () => {
  const driver = open();
  assert.deepEqual(driver.model.details?.inside, false);
  assert.equal(driver.press('enter').model.details?.inside, true);
  assert.equal(driver.press('enter').model.overlay?.kind, 'request');
  assert.equal(driver.press('escape').model.overlay, null);
  assert.equal(driver.model.details?.inside, true);
  assert.equal(driver.press('escape').model.details?.inside, false);
  assert.equal(driver.press('escape').model.details, null);
});

test('the panel follows the selection, and the keys that move go through the rows until it is entered', () => {
  const driver = open();
  const first = driver.selected;
  assert.notEqual(driver.press('down').selected, first);
  assert.equal(driver.model.details?.inside, false);
  const second = driver.press('enter').selected;
  driver.press('down down down');
  assert.equal(driver.selected, second);
  assert.notEqual(driver.model.details, null);
});

test('inside, the keys go through the cores from the oldest request on, and stop at the ends', () => {
  const driver = open().press('enter');
  const cores = [0, 1, 2].map((step) => (step === 0 ? driver : driver.press('down')).model.details?.core);
  assert.deepEqual(new Set(cores.slice(0, 2)).size, 2);
  assert.equal(cores[1], cores[2]);
  assert.equal(driver.press('up up up').model.details?.core, cores[0]);
});

test('on the row of a core, Enter goes to the panel and then straight to its request', () => {
  const driver = busy().press('a enter');
  assert.equal(driver.model.details?.inside, false);
  const row = driver.model.rows.find(({ key }) => key === driver.selected);
  assert.equal(row?.kind, 'core');
  driver.press('enter');
  assert.equal(driver.model.overlay?.kind === 'request' && driver.model.overlay.request, row.core.now);
});

test('a core without a request says so, and opens nothing', () => {
  const driver = new Driver().readCaptured('plain-4x2-idle').press('enter enter enter');
  assert.equal(driver.model.overlay, null);
  assert.match(driver.model.notice?.text ?? '', /no request on this core/);
});

test('y copies the URI of the row, or of the core in the panel', () => {
  for (const driver of [busy(), open(), open().press('enter')]) {
    const [effect] = driver.press('y').effects.filter(({ kind }) => kind === 'copy');
    assert.ok(effect?.kind === 'copy' && effect.text.startsWith('/'));
  }
});

test('the panel belongs to the workers; other views keep it for later', () => {
  const driver = open();
  const { panel } = layoutOf(driver.model);
  assert.ok(panel.height > 6);
  driver.press('3');
  assert.deepEqual(driver.effects, []);
  assert.equal(driver.press('1').model.details?.inside, false);
  assert.deepEqual(layoutOf(driver.model).panel, panel);
  assert.equal(new Driver().readCaptured('emperor-later').press('enter').model.details, null);
});

test('a click on a core in the panel goes to it', () => {
  const driver = open().send({ kind: 'click', target: { kind: 'panel-core', core: 1 } });
  assert.deepEqual([driver.model.details?.inside, driver.model.details?.core], [true, 1]);
});

test('the process is asked for when the panel opens and once for each reading, one question at a time', () => {
  const driver = busy(true);
  const [first] = asked(driver.press('enter').effects);
  assert.ok(first?.kind === 'read-process');
  assert.equal(first.thorough, false);
  assert.deepEqual(asked(driver.send({ kind: 'ticked' }, 1).effects), []);
  assert.deepEqual(asked(driver.readCaptured('plain-4x2-busy').effects), [], 'the first is still open');
  const [second] = asked(
    driver.send({ kind: 'process-read', target: 0, facts: { ...FACTS, pid: first.pid } }).effects,
  );
  assert.deepEqual(second, { ...first, thorough: true });
  driver.send({
    kind: 'process-read',
    target: 0,
    facts: { ...FACTS, pid: first.pid, timeMs: FACTS.timeMs + 2000, cpuSeconds: 2, pssBytes: 5 },
  });
  assert.deepEqual(asked(driver.effects), []);
  assert.equal(driver.model.details?.process?.cpuRatio, 0.5);
  assert.equal(driver.model.details?.process?.facts?.pssBytes, 5);
});

test('fast readings do not make fast questions', () => {
  const driver = busy(true).press('enter');
  const pid = driver.model.details?.process?.pid ?? 0;
  driver.send({ kind: 'process-read', target: 0, facts: { ...FACTS, pid } });
  const document = capturedWorkers('plain-4x2-saturated');
  const read = () => driver.read(readingOf(document, driver.model.nowMs + 300));
  assert.deepEqual(
    [read(), read()].map(({ effects }) => asked(effects).length),
    [0, 0],
  );
  assert.equal(asked(read().effects).length, 1);
});

test('an answer about another process than that of the panel changes nothing', () => {
  const driver = busy(true).press('enter');
  const { details } = driver.model;
  driver.send({ kind: 'process-read', target: 0, facts: { ...FACTS, pid: 1 } });
  driver.send({ kind: 'process-failed', target: 0, pid: 1, reason: 'no' });
  assert.equal(driver.model.details, details);
});

test('a failure is kept in words until the next answer', () => {
  const driver = busy(true).press('enter');
  const pid = driver.model.details?.process?.pid ?? 0;
  driver.send({ kind: 'process-failed', target: 0, pid, reason: 'hidden' });
  assert.equal(driver.model.details?.process?.failure, 'hidden');
  driver.send({ kind: 'process-read', target: 0, facts: { ...FACTS, pid } });
  assert.equal(driver.model.details?.process?.failure, null);
});

const SILENT: readonly (readonly [what: string, driver: () => Driver])[] = [
  ['of a server on another host', () => busy(false).press('enter')],
  ['while the screen shows the past', () => busy(true).press('Z enter')],
  ['with the panel closed', () => busy(true).press('enter escape').readCaptured('plain-4x2-busy')],
  ['in other views', () => busy(true).press('enter 2').readCaptured('plain-4x2-busy')],
];

for (const [what, driver] of SILENT) {
  test(`nothing is asked ${what}`, () => assert.deepEqual(asked(driver().effects), []));
}

test('b asks for the stacks of the row’s worker, r in there asks again, one question at a time', () => {
  const driver = busy(true, { tracebacker: '/run/tb' }).press('b');
  const [effect] = stacks(driver.effects);
  assert.ok(effect?.kind === 'read-stack');
  assert.deepEqual([effect.prefix, effect.trusted], ['/run/tb', true]);
  assert.equal(driver.model.overlay?.kind, 'stack');
  assert.deepEqual(stacks(driver.press('r').effects), []);
  // The stack wanted meanwhile is asked for now.
  driver.send({ kind: 'stack-failed', target: 0, slot: effect.slot, reason: 'denied' });
  assert.equal(driver.target.stack?.failure, 'denied');
  assert.equal(stacks(driver.effects).length, 1);
  driver.send({ kind: 'stack-read', target: 0, slot: effect.slot, threads: [] });
  assert.deepEqual([driver.target.stack?.failure, driver.target.stack?.threads], [null, []]);
  assert.equal(driver.press('b').model.overlay, null);
});

test('what was read stays when it cannot be read again, and goes with its process', () => {
  const driver = busy(true).press('b');
  const slot = driver.target.stack?.slot ?? 0;
  const threads = [{ name: 'x', frames: [] }];
  driver
    .send({ kind: 'stack-read', target: 0, slot, threads })
    .press('r')
    .send({ kind: 'stack-failed', target: 0, slot, reason: 'no' });
  assert.deepEqual([driver.target.stack?.threads, driver.target.stack?.failure], [threads, 'no']);
  const document = capturedWorkers('plain-4x2-busy');
  const workers = document.workers.map((worker) => ({ ...worker, pid: (worker.pid ?? 0) + 10_000 }));
  driver.read(readingOf({ ...document, workers }, driver.model.nowMs + 1000)).press('r');
  assert.equal(driver.target.stack?.threads, null);
});

test('without a path, stacks of a server elsewhere are not asked for, and the reason is told', () => {
  const driver = busy(false).press('b');
  assert.deepEqual(stacks(driver.effects), []);
  assert.match(driver.target.stack?.failure ?? '', /on another host: run tstop there/);
  assert.match(busy(true).press('Z b').model.notice?.text ?? '', /can only be read in the present/);
});

test('in the requests b is about the core of the request', () => {
  const driver = busy(true).press('2 b');
  const row = driver.model.rows.find(({ key }) => key === driver.selected);
  assert.equal(row?.kind, 'request');
  const { overlay } = driver.model;
  assert.ok(overlay?.kind === 'stack');
  assert.deepEqual([overlay.slot, overlay.core], [row.entry.slot, row.entry.core]);
});

test('while the panel shows a worker at work its stacks are read once, and again for another slow request', () => {
  const driver = busy(true).press('enter');
  const [first] = stacks(driver.effects);
  assert.ok(first !== undefined);
  driver.send({ kind: 'stack-read', target: 0, slot: first.slot, threads: [] });
  assert.equal(
    stacks(driver.send({ kind: 'ticked' }, 3_600_000).effects).length,
    0,
    'it is the same request',
  );
  const document = withRequest(capturedWorkers('plain-4x2-idle'), first.slot, 0, null, '/another');
  const workers = document.workers.map((worker) => ({ ...worker, pid: first.pid }));
  const read = () => driver.read(readingOf({ ...document, workers }, driver.model.nowMs + 1000));
  assert.equal(stacks(read().effects).length, 0, 'it has only begun');
  for (let second = 1; second < 10; second += 1) assert.equal(stacks(read().effects).length, 0, `${second}`);
  assert.equal(stacks(read().effects).length, 1);
});

test('after a failure the stacks are asked for seldom', () => {
  const driver = busy(true).press('enter');
  const slot = stacks(driver.effects)[0]?.slot ?? 0;
  driver.send({ kind: 'stack-failed', target: 0, slot, reason: 'no' });
  assert.equal(stacks(driver.send({ kind: 'ticked' }, 29_000).effects).length, 0);
  assert.equal(stacks(driver.send({ kind: 'ticked' }, 1000).effects).length, 1);
});

test('b in an open request is about its core', () => {
  const driver = busy(true).press('2 enter');
  const { overlay } = driver.model;
  assert.ok(overlay?.kind === 'request');
  const [effect] = stacks(driver.press('b').effects);
  assert.equal(effect?.slot, overlay.request.slot);
  assert.ok(driver.model.overlay?.kind === 'stack' && driver.model.overlay.core === overlay.request.core);
});

test('nobody is asked for the stacks of a worker at rest', () => {
  const driver = new Driver({ local: true }).readCaptured('plain-4x2-idle').press('enter');
  assert.deepEqual(stacks(driver.effects), []);
  assert.equal(asked(driver.effects).length, 1);
});

test('a worker that lost cores leaves the keys on one that is there', () => {
  const document = withRequest(capturedWorkers('plain-4x2-idle'), 1, 1, null);
  const driver = new Driver().read(readingOf(document, START_MS)).press('enter enter');
  assert.equal(driver.model.details?.core, 1);
  const workers = document.workers.map((worker) => ({ ...worker, cores: worker.cores?.slice(0, 1) ?? null }));
  driver.read(readingOf({ ...document, workers }, START_MS + 1000));
  assert.equal(driver.model.details?.core, 0);
});

function busy(local = true, server: { readonly tracebacker?: string } = {}): Driver {
  return new Driver({ local, server }).readCaptured('plain-4x2-busy').readCaptured('plain-4x2-saturated');
}

function open(): Driver {
  return busy().press('enter');
}

function asked(effects: readonly Effect[]): readonly Effect[] {
  return effects.filter(({ kind }) => kind === 'read-process');
}

function stacks(effects: readonly Effect[]) {
  return effects.filter((effect) => effect.kind === 'read-stack');
}
