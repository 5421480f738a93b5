// Share of the incidents that are told rightly over many seeds: `INCIDENT_SEEDS=8` takes minutes and prints those that are not.

import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { BEGIN, END, HEALTHY, INCIDENTS, type Incident, SECONDS } from './incidents.js';
import { type Said, saidOf } from './readings-of.js';

const SEEDS = Array.from({ length: Number(process.env['INCIDENT_SEEDS'] ?? 0) }, (_, index) => index + 2);
/** Of the readings of an incident that must name it, and of the incidents. */
const MOST = 0.85;
const RIGHT = 0.95;
/** Of the servers that are well, those without a single alarm: no fewer than there are now. */
const CALM = 0.9;

test('a server that is well is calm, whatever the seed', (t) => {
  const [[name, make] = ['', null]] = Object.entries(HEALTHY);
  assert.ok(make !== null && isCalm(t, name, saidOf({ ...make(), seed: 2 }, SECONDS)));
});

if (SEEDS.length > 0) test('verdict and cause over many seeds', sweep);

function sweep(t: TestContext): void {
  const judged = Object.entries(INCIDENTS).flatMap(([name, make]) =>
    SEEDS.map((seed) => judge(t, `${name}, seed ${seed}`, make(), seed)),
  );
  const calm = Object.entries(HEALTHY).flatMap(([name, make]) =>
    SEEDS.map((seed) => isCalm(t, `${name}, seed ${seed}`, saidOf({ ...make(), seed }, SECONDS))),
  );
  const count = (right: readonly boolean[]) => right.filter(Boolean).length;
  const verdicts = count(judged.map(({ state }) => state));
  const causes = count(judged.map(({ cause }) => cause));
  t.diagnostic(
    `verdict ${verdicts} and cause ${causes} of ${judged.length}; calm ${count(calm)} of ${calm.length}`,
  );
  assert.ok(verdicts >= RIGHT * judged.length && causes >= RIGHT * judged.length);
  assert.ok(count(calm) >= CALM * calm.length);
}

function judge(t: TestContext, name: string, { scenario, state, cause, within = 5 }: Incident, seed: number) {
  const said = saidOf({ ...scenario, seed }, END).filter(({ time }) => time >= BEGIN + within);
  const share = (is: (one: Said) => boolean) => said.filter(is).length / said.length;
  const states = share((one) => state.test(one.state));
  const causes = share(({ sentence }) => cause.test(sentence));
  if (states < MOST || causes < MOST)
    t.diagnostic(`${name}: state ${states.toFixed(2)}, cause ${causes.toFixed(2)}`);
  return { state: states >= MOST, cause: causes >= MOST };
}

function isCalm(t: TestContext, name: string, said: readonly Said[]): boolean {
  const loud = said.filter(({ level }) => level !== 'ok');
  const [first] = loud;
  if (first !== undefined) t.diagnostic(`${name}: ${loud.length} loud, at ${first.time} ${first.sentence}`);
  return first === undefined;
}
