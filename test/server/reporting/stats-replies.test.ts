import assert from 'node:assert/strict';
import test from 'node:test';
import { StatsReplies } from '../../../src/server/reporting/stats-replies.js';

test('all who ask before the making begins share one document', async () => {
  const maker = makeMaker();
  const replies = new StatsReplies(maker.make);
  const asked = Array.from({ length: 50 }, () => replies.next());
  maker.finish();
  const all = new Set(await Promise.all(asked));
  assert.equal(all.size, 1);
  assert.equal(maker.begun, 1);
});

test('who asks while one is being made gets the next one, and shares that', async () => {
  const maker = makeMaker();
  const replies = new StatsReplies(maker.make);
  const first = replies.next();
  await maker.hasBegun(1);
  const second = replies.next();
  const third = replies.next();
  maker.finish();
  await maker.hasBegun(2);
  assert.equal((await first).minified.toString(), '{"number":1}');
  maker.finish();
  assert.equal((await second).minified.toString(), '{"number":2}');
  assert.equal(await second, await third);
  assert.equal(maker.begun, 2);
});

test('a document that cannot be made fails for those who wait for it, and for no others', async () => {
  let fails = true;
  const replies = new StatsReplies(async () => {
    if (fails) throw new Error('no document');
    return { a: 1 };
  });
  const failing = replies.next();
  const after = assert.rejects(failing, /no document/).then(() => {
    fails = false;
    return replies.next();
  });
  assert.equal((await after).pretty.toString(), '{\n\t"a":1\n}');
});

test('each form is written once', async () => {
  const reply = await new StatsReplies(async () => ({ a: 1 })).next();
  assert.equal(reply.pretty, reply.pretty);
  assert.equal(reply.minified, reply.minified);
});

/** Makes numbered documents, each one when it is told to. */
function makeMaker() {
  let begun = 0;
  const waiting: (() => void)[] = [];
  const watching: { readonly count: number; readonly tell: () => void }[] = [];
  return {
    get begun() {
      return begun;
    },
    make: async () => {
      begun += 1;
      const number = begun;
      for (const { count, tell } of watching) if (count <= begun) tell();
      if (early > 0) early -= 1;
      else await new Promise<void>((resolve) => waiting.push(resolve));
      return { number };
    },
    finish: () => {
      const resolve = waiting.shift();
      if (resolve === undefined) early += 1;
      else resolve();
    },
    hasBegun: (count: number) =>
      begun >= count
        ? Promise.resolve()
        : new Promise<void>((resolve) => watching.push({ count, tell: resolve })),
  };
}

/** Told to finish before it began. */
let early = 0;
