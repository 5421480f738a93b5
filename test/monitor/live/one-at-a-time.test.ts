import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Message } from '../../../src/monitor/dashboard/model/message.js';
import { OneAtATime } from '../../../src/monitor/live/one-at-a-time.js';

/** Its questions, and the messages that came of them; `finish` ends the open one. */
function asked(meanwhile: 'newest' | 'none') {
  const questions: number[] = [];
  const answers: number[] = [];
  let finish: () => void = () => {};
  const one = new OneAtATime<number>({
    meanwhile,
    dispatch: (message) => answers.push(message.nowMs),
    answer: (question) => {
      questions.push(question);
      return new Promise<Message>((resolve) => {
        finish = () => resolve({ kind: 'ticked', nowMs: question, utcOffsetMinutes: 0 });
      });
    },
  });
  const end = async () => {
    finish();
    await new Promise(setImmediate);
  };
  return { one, questions, answers, end };
}

for (const [meanwhile, expected] of [
  ['newest', [1, 3]],
  ['none', [1]],
] as const) {
  test(`of questions that come meanwhile, ${meanwhile} is asked when the answer is there`, async () => {
    const { one, questions, answers, end } = asked(meanwhile);
    for (const question of [1, 2, 3]) one.ask(question);
    assert.deepEqual(questions, [1]);
    await end();
    await end();
    assert.deepEqual(questions, expected);
    assert.deepEqual(answers, expected);
    one.ask(4);
    assert.equal(questions.at(-1), 4, 'it goes on');
  });
}

test('nothing is said or asked after it was closed', async () => {
  const { one, questions, answers, end } = asked('newest');
  one.ask(1);
  one.ask(2);
  one.close();
  await end();
  one.ask(3);
  assert.deepEqual([questions, answers], [[1], []]);
});
