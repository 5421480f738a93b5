// Which test files run at the same time, for run.mjs. Files of one kind keep a processor busy, the others wait for real
// servers most of the time: a processor that waits has time for the former. What a file says comes in one piece, when it
// is over.

import { run } from 'node:test';

const FILE_TIMEOUT_MS = 240_000;
/** Files that compare numbers with a clock have the machine for themselves. */
const ALONE = /load-accuracy/;
const WAITING = /(?:^|\/)(?:end-to-end|incidents|load)\//;
const MOST_WAITING = 2;
/** Beside files that wait, and when none is left. */
const MOST_BUSY = { beside: 1, left: 2 };

/** The events of all files; `pathOf` says where a file is. */
export async function* filesInTurn(names, pathOf) {
  const start = (name) => eventsOf(pathOf(name));
  for (const name of names.filter((one) => ALONE.test(one))) yield* await start(name);
  const others = names.filter((one) => !ALONE.test(one));
  yield* together(
    others.filter((one) => WAITING.test(one)),
    others.filter((one) => !WAITING.test(one)),
    start,
  );
}

async function* together(waiting, busy, start) {
  const running = { waiting: new Map(), busy: new Map() };
  const begin = (kind, names, most) => {
    while (names.length > 0 && running[kind].size < most) {
      const name = names.shift();
      running[kind].set(
        name,
        start(name).then((events) => ({ name, events })),
      );
    }
  };
  for (;;) {
    begin('waiting', waiting, MOST_WAITING);
    begin('busy', busy, running.waiting.size > 0 ? MOST_BUSY.beside : MOST_BUSY.left);
    const all = [...running.waiting.values(), ...running.busy.values()];
    if (all.length === 0) return;
    const { name, events } = await Promise.race(all);
    for (const one of Object.values(running)) one.delete(name);
    yield* events;
  }
}

async function eventsOf(path) {
  const events = [];
  for await (const event of run({ files: [path], concurrency: 1, timeout: FILE_TIMEOUT_MS }))
    events.push(event);
  return events;
}
