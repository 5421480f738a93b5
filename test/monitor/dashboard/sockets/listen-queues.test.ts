import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Driver } from '../driver.js';

const UNIX = 'sockets-locks-caches';

function asked(driver: Driver): number {
  return driver.effects.filter((effect) => effect.kind === 'read-queues').length;
}

test('the kernel is asked where a unix socket is on this host, more often while it is looked at', () => {
  const driver = new Driver({ local: true });
  const first = Array.from({ length: 11 }, () => asked(driver.readCaptured(UNIX)));
  assert.deepEqual(first, [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]);
  driver.press('3');
  assert.deepEqual(
    Array.from({ length: 3 }, () => asked(driver.readCaptured(UNIX))),
    [1, 1, 1],
  );
});

test('nobody is asked about other hosts, TCP sockets and recordings', () => {
  assert.equal(asked(new Driver().press('3').readCaptured(UNIX)), 0);
  assert.equal(asked(new Driver({ local: true }).press('3').readCaptured('plain-4x2-busy')), 0);
  assert.equal(asked(new Driver({ local: true }).readCaptured('emperor-loyal')), 0);
});

test('an answer fills the table; a failure is told, and the question rarely asked again', () => {
  const driver = new Driver({ local: true }).readCaptured(UNIX).press('3');
  driver.send({
    kind: 'queues-read',
    target: 0,
    queues: new Map([['/srv/app/u.sock', { queue: 9, limit: 10 }]]),
  });
  const [first] = driver.model.rows;
  assert.ok(first?.kind === 'socket' && first.entry.source === 'ss' && first.entry.queue === 9);
  driver.send({ kind: 'queues-failed', target: 0, reason: 'ss(8) is not installed here' });
  assert.equal(driver.model.targets[0]?.queues.failure, 'ss(8) is not installed here');
  const again = Array.from({ length: 60 }, () => asked(driver.readCaptured(UNIX)));
  assert.equal(
    again.reduce((sum, one) => sum + one),
    1,
  );
});

test('answers for targets that are not there, or before a reading, do nothing', () => {
  const driver = new Driver();
  const { targets } = driver.model;
  for (const target of [0, 5]) driver.send({ kind: 'queues-read', target, queues: new Map() });
  driver.send({ kind: 'queues-failed', target: 5, reason: 'x' });
  assert.deepEqual(driver.model.targets, targets);
});
