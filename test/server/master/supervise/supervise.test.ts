import assert from 'node:assert/strict';
import test from 'node:test';
import { supervise } from '../../../../src/server/master/supervise/supervise.js';
import {
  type Command,
  type Fact,
  initialSupervision,
  type Order,
  type Supervision,
  type SupervisionSettings,
} from '../../../../src/server/master/supervise/supervision.js';

const settings: SupervisionSettings = {
  processes: 2,
  threads: 2,
  lazyApps: false,
  needApp: false,
  reloadMercyMs: 60_000,
  workerReloadMercyMs: 30_000,
};

test('a start loads once, then forks every worker', () => {
  const server = new Server();
  server.hear({ kind: 'started' });
  assert.deepEqual(server.take('start-zygote'), [{ kind: 'start-zygote', generation: 1, fresh: false }]);
  server.hear(loaded(1));
  assert.deepEqual(slots(server.take('fork')), [1, 2]);
});

test('a worker whose cores connect before its pid is known accepts all the same', () => {
  const server = new Server();
  server.hear({ kind: 'started' });
  server.hear(loaded(1));
  server.hear({ kind: 'connected', serial: 1 });
  assert.equal(accepting(server.state), 0);
  server.hear({ kind: 'forked', serial: 1, pid: 101 });
  assert.equal(accepting(server.state), 1);
});

test('a crashed worker is forked again at once', () => {
  const server = running();
  server.wait(5000);
  server.hear({ kind: 'worker-exited', serial: 1, code: null, signal: 9 });
  assert.deepEqual(slots(server.take('fork')), [1]);
  assert.match(server.said(), /DAMN ! worker 1 \(pid: 101\) died, killed by signal 9 :\( trying respawn/);
});

test('a worker that crashes again and again is throttled, and only its slot', () => {
  const server = running();
  let waits = 0;
  for (let death = 0; death < 8; death += 1) {
    const worker = server.state.workers.findLast(({ slot }) => slot === 1);
    assert.ok(worker !== undefined);
    server.hear({ kind: 'worker-exited', serial: worker.serial, code: 1, signal: null });
    while (server.take('fork').length === 0) {
      server.wait(50);
      waits += 1;
    }
  }
  assert.ok(waits >= 40, `${waits} ticks of 50 ms`);
  assert.match(server.said(), /worker respawning too fast !!! i have to sleep a bit \(2 seconds\)/);
  assert.equal(server.state.slots[1]?.crashes, 0);
});

test('a reload retires each old worker only after the new one of its slot accepts', () => {
  const server = running();
  server.command('reload');
  assert.equal(server.take('start-zygote').length, 1);
  server.hear(loaded(2));
  assert.deepEqual(slots(server.take('fork')), [1, 2]);
  assert.deepEqual(server.take('retire'), []);
  server.hear({ kind: 'forked', serial: 3, pid: 103 });
  server.hear({ kind: 'connected', serial: 3 });
  assert.deepEqual(server.take('retire'), [{ kind: 'retire', serial: 1 }]);
  server.fork(4);
  assert.deepEqual(server.take('retire'), [{ kind: 'retire', serial: 2 }]);
  assert.deepEqual(server.take('end-zygote'), []);
  server.exit(1);
  server.exit(2);
  assert.deepEqual(server.take('end-zygote'), [{ kind: 'end-zygote', generation: 1 }]);
  assert.deepEqual(server.take('fork'), []);
});

test('a reload is under way until every slot has the new code, or until the code does not load', () => {
  const server = running();
  const reload = () => server.state.reload;
  assert.equal(reload(), null);
  server.command('reload');
  server.hear(loaded(2));
  server.fork(3);
  assert.equal(reload()?.generation, 2);
  server.fork(4);
  assert.equal(reload(), null);
  server.command('chain-reload');
  server.hear({ kind: 'zygote-loaded', generation: 3, loaded: 0, failed: 1 });
  assert.notEqual(reload()?.failedAt ?? null, null);
  server.command('reload');
  assert.equal(reload()?.failedAt, null);
  server.hear({ kind: 'zygote-exited', generation: 4, pid: 9, code: 1, signal: null });
  assert.notEqual(reload()?.failedAt ?? null, null, 'died while it loaded');
});

test('a worker knows which fork of its slot it is', () => {
  const server = running();
  server.command('reload');
  server.hear(loaded(2));
  server.hear({ kind: 'forked', serial: 3, pid: 103 });
  const ofSlotOne = server.state.workers.filter(({ slot }) => slot === 1);
  assert.deepEqual(
    ofSlotOne.map(({ pid, spawn, state }) => [pid, spawn, state]),
    [
      [101, 1, 'accepting'],
      [103, 2, 'starting'],
    ],
  );
});

test('new code that does not load leaves everything as it was', () => {
  const server = running();
  server.command('reload');
  server.hear({ kind: 'zygote-loaded', generation: 2, loaded: 0, failed: 1 });
  assert.deepEqual(server.take('fork'), []);
  assert.deepEqual(server.take('retire'), []);
  assert.deepEqual(server.take('end-zygote'), [{ kind: 'end-zygote', generation: 2 }]);
  server.hear({ kind: 'zygote-exited', generation: 2, pid: 9, code: 0, signal: null });
  server.wait(60_000);
  assert.deepEqual(server.take('start-zygote').length, 1, 'only the one of the reload');
});

test('a zygote that dies while it loads new code leaves the old workers too', () => {
  const server = running();
  server.command('reload');
  server.hear({ kind: 'zygote-exited', generation: 2, pid: 9, code: 1, signal: null });
  assert.deepEqual(server.take('retire'), []);
  assert.equal(accepting(server.state), 2);
});

test('a chain reload replaces one worker after the other', () => {
  const server = running();
  server.command('chain-reload');
  server.hear(loaded(2));
  assert.deepEqual(slots(server.take('fork')), [1]);
  server.fork(3);
  assert.deepEqual(server.take('retire'), [{ kind: 'retire', serial: 1 }]);
  assert.deepEqual(server.take('fork'), []);
  server.exit(1);
  assert.deepEqual(slots(server.take('fork')), [2]);
  server.fork(4);
  server.exit(2);
  assert.deepEqual(server.take('end-zygote'), [{ kind: 'end-zygote', generation: 1 }]);
  assert.equal(server.state.chain, null);
});

test('spent workers are recycled one at a time, the new one first', () => {
  const server = running();
  server.hear({ kind: 'spent', serial: 1 });
  server.hear({ kind: 'spent', serial: 2 });
  assert.deepEqual(slots(server.take('fork')), [1]);
  assert.deepEqual(server.take('retire'), []);
  server.fork(3);
  assert.deepEqual(server.take('retire'), [{ kind: 'retire', serial: 1 }]);
  assert.match(server.said(), /\.\.\.The work of process 101 is done\. Seeya!/);
  assert.deepEqual(server.take('fork'), []);
  server.exit(1);
  assert.deepEqual(slots(server.take('fork')), [2]);
});

test('a stuck worker is killed with its stacks printed first, counted, and replaced', () => {
  const server = running();
  server.hear({ kind: 'stuck', serial: 2 });
  server.hear({ kind: 'stuck', serial: 2 });
  assert.deepEqual(server.take('kill'), [{ kind: 'kill', serial: 2, pid: 102, dumpFirst: true }]);
  assert.equal(server.state.slots[1]?.harakiris, 1);
  server.hear({ kind: 'worker-exited', serial: 2, code: null, signal: 9 });
  assert.equal(server.state.slots[1]?.crashes, 0);
  assert.equal(server.state.workers.filter(({ slot }) => slot === 2).length, 1);
});

test('a retiring worker is killed when its mercy is over', () => {
  const server = running();
  server.hear({ kind: 'spent', serial: 1 });
  server.fork(3);
  server.wait(29_999);
  assert.deepEqual(server.take('kill'), []);
  server.wait(1);
  assert.deepEqual(server.take('kill'), [{ kind: 'kill', serial: 1, pid: 101, dumpFirst: false }]);
});

test('a stop drains first, then ends the workers, the zygote and itself', () => {
  const server = running();
  server.command('stop');
  assert.equal(server.take('drain').length, 1);
  assert.deepEqual(server.take('retire'), []);
  server.hear({ kind: 'drained' });
  assert.equal(server.take('retire').length, 2);
  server.exit(1);
  server.exit(2);
  assert.equal(server.take('end-zygote').length, 1);
  server.hear({ kind: 'zygote-exited', generation: 1, pid: 9, code: 0, signal: null });
  assert.deepEqual(server.take('exit'), [{ kind: 'exit', code: 0 }]);
});

test('a worker that crashes during a stop is replaced: requests still wait', () => {
  const server = running();
  server.wait(5000);
  server.command('stop');
  server.hear({ kind: 'worker-exited', serial: 1, code: 1, signal: null });
  assert.deepEqual(slots(server.take('fork')), [1]);
});

test('a second stop within a second is the same one, a later one is impatience', () => {
  const server = running();
  server.command('stop');
  server.wait(500);
  server.command('stop');
  assert.deepEqual(server.take('kill'), []);
  server.wait(600);
  server.command('stop');
  assert.equal(server.take('kill').length, 2);
});

test('a stop kills what has not ended when the mercy is over', () => {
  const server = running();
  server.command('stop');
  server.wait(60_000);
  assert.equal(server.take('kill').length, 2);
});

test('once it has ended, nothing follows from a process that ends', () => {
  const server = running();
  const [said] = [server.said(), server.take('fork'), server.take('start-zygote')];
  server.state = { ...server.state, phase: 'ended' };
  server.hear({ kind: 'worker-exited', serial: 1, code: null, signal: 9 });
  server.hear({ kind: 'zygote-exited', generation: 1, pid: 9, code: null, signal: 9 });
  server.command('reload');
  server.wait(60_000);
  assert.deepEqual([server.said(), server.take('fork'), server.take('start-zygote')], [said, [], []]);
});

test('a zygote that dies is replaced without a worker being lost', () => {
  const server = running();
  server.hear({ kind: 'zygote-exited', generation: 1, pid: 9, code: null, signal: 9 });
  assert.deepEqual(server.take('start-zygote').at(-1), {
    kind: 'start-zygote',
    generation: 2,
    fresh: false,
  });
  assert.equal(accepting(server.state), 2);
  server.hear(loaded(2));
  assert.deepEqual(slots(server.take('fork')), [1, 2]);
});

test('need-app ends the server with 22 when nothing loads, and only then', () => {
  const strict = new Server({ ...settings, needApp: true });
  strict.hear({ kind: 'started' });
  strict.hear({ kind: 'zygote-loaded', generation: 1, loaded: 0, failed: 1 });
  assert.deepEqual(strict.take('exit'), [{ kind: 'exit', code: 22 }]);
  assert.match(strict.said(), /no app loaded\. GAME OVER/);
  const lax = new Server();
  lax.hear({ kind: 'started' });
  lax.hear({ kind: 'zygote-loaded', generation: 1, loaded: 0, failed: 1 });
  assert.equal(lax.take('fork').length, 2);
  assert.match(lax.said(), /going in full dynamic mode/);
});

test('a zygote that cannot start at all ends the server with 1', () => {
  const server = new Server();
  server.hear({ kind: 'started' });
  server.hear({ kind: 'zygote-exited', generation: 1, pid: 0, code: null, signal: 9 });
  assert.deepEqual(server.take('exit'), [{ kind: 'exit', code: 1 }]);
});

test('a zygote that is killed while it loads is no code that does not load: it is tried again, more slowly each time', () => {
  const server = new Server();
  server.hear({ kind: 'started' });
  const delays: number[] = [];
  for (let generation = 1; generation <= 7; generation += 1) {
    server.take('start-zygote');
    server.hear({ kind: 'zygote-exited', generation, pid: 9, code: null, signal: 9 });
    let waited = 0;
    while (server.take('start-zygote').length === 0) {
      server.wait(500);
      waited += 500;
    }
    delays.push(waited / 1000);
  }
  assert.deepEqual(delays, [1, 2, 4, 8, 16, 30, 30]);
  assert.deepEqual(server.take('exit'), []);
  assert.match(
    server.said(),
    /the zygote \(pid: 9\) was killed by signal 9 \(out of memory\?\) while it loaded/,
  );
  server.hear(loaded(8));
  assert.deepEqual(slots(server.take('fork')), [1, 2]);
});

test('need-app ends a start whose zygote is killed, and every start ends whose zygote ends by itself', () => {
  for (const [needApp, code, signal] of [
    [true, null, 9],
    [false, 7, null],
  ] as const) {
    const server = new Server({ ...settings, needApp });
    server.hear({ kind: 'started' });
    server.hear({ kind: 'zygote-exited', generation: 1, pid: 9, code, signal });
    assert.deepEqual(server.take('exit'), [{ kind: 'exit', code: 1 }]);
  }
});

test('a reload whose zygote is killed says so, and says nothing of the code', () => {
  const server = running();
  server.command('reload');
  server.hear({ kind: 'zygote-exited', generation: 2, pid: 9, code: null, signal: 15 });
  assert.match(
    server.said(),
    /was killed by signal 15 while it loaded[\s\S]*the reload failed: the old workers stay/,
  );
  assert.doesNotMatch(server.said(), /new code could not be loaded/);
  assert.equal(accepting(server.state), 2);
});

test('a zygote that does not end when it is told to is killed', () => {
  const server = running();
  server.command('reload');
  server.hear(loaded(2));
  for (const serial of [3, 4]) server.fork(serial);
  for (const serial of [1, 2]) server.exit(serial);
  assert.deepEqual(server.take('end-zygote'), [{ kind: 'end-zygote', generation: 1 }]);
  server.wait(59_000);
  assert.deepEqual(server.take('kill-zygote'), []);
  server.wait(1000);
  assert.deepEqual(server.take('kill-zygote'), [{ kind: 'kill-zygote', generation: 1 }]);
  server.wait(100_000);
  assert.deepEqual(server.take('kill-zygote'), []);
});

test('a stop whose time is over waits for the gateways a little, and not for ever', () => {
  for (const isDrained of [true, false]) {
    const server = running();
    server.command('stop');
    server.wait(60_000);
    for (const serial of [1, 2]) server.exit(serial);
    server.hear({ kind: 'zygote-exited', generation: 1, pid: 9, code: 0, signal: null });
    assert.deepEqual(server.take('exit'), []);
    if (isDrained) server.hear({ kind: 'drained' });
    else server.wait(1000);
    assert.deepEqual(server.take('exit'), [{ kind: 'exit', code: 0 }]);
  }
});

test('a stop kills zygotes, too, when the mercy is over', () => {
  const server = running();
  server.command('stop');
  server.hear({ kind: 'drained' });
  for (const serial of [1, 2]) server.exit(serial);
  assert.deepEqual(server.take('end-zygote'), [{ kind: 'end-zygote', generation: 1 }]);
  server.wait(59_000);
  assert.deepEqual(server.take('kill-zygote'), []);
  server.wait(2000);
  assert.deepEqual(server.take('kill-zygote'), [{ kind: 'kill-zygote', generation: 1 }]);
});

test('loading that takes long is told once', () => {
  const server = new Server();
  server.hear({ kind: 'started' });
  for (let waits = 0; waits < 5; waits += 1) server.wait(59_000);
  assert.equal(server.said().match(/still loading/g)?.length, 1);
});

test('there is an end to one worker more, and it is told once', () => {
  const server = running();
  for (let more = 0; more < 1000; more += 1) server.command('more-workers');
  assert.equal(server.state.slots.length, 16);
  assert.equal(server.said().match(/there are already 16 workers, the most possible/g)?.length, 1);
  server.command('fewer-workers');
  server.command('more-workers');
  assert.equal(server.state.slots.filter(({ wanted }) => wanted).length, 16);
  const large = running({ ...settings, processes: 10 });
  for (let more = 0; more < 1000; more += 1) large.command('more-workers');
  assert.equal(large.state.slots.length, 40);
});

test('lazy-apps: a worker of broken new code goes, the old ones stay', () => {
  const server = running({ ...settings, lazyApps: true });
  server.command('reload');
  server.hear({ kind: 'zygote-loaded', generation: 2, loaded: 0, failed: 0 });
  server.hear({ kind: 'forked', serial: 3, pid: 103 });
  server.hear({ kind: 'worker-loaded', serial: 3, loaded: 0, failed: 1 });
  server.hear({ kind: 'connected', serial: 3 });
  assert.deepEqual(server.take('retire'), []);
  assert.equal(server.take('kill').length, 1);
  server.hear({ kind: 'forked', serial: 4, pid: 104 });
  server.exit(3);
  server.exit(4);
  assert.equal(accepting(server.state), 2);
  assert.deepEqual(server.take('end-zygote'), [{ kind: 'end-zygote', generation: 2 }]);
});

test('lazy-apps: connected is not enough, the application must be loaded', () => {
  const server = running({ ...settings, lazyApps: true });
  server.command('reload');
  server.hear({ kind: 'zygote-loaded', generation: 2, loaded: 0, failed: 0 });
  server.hear({ kind: 'forked', serial: 3, pid: 103 });
  server.hear({ kind: 'connected', serial: 3 });
  assert.deepEqual(server.take('retire'), []);
  server.hear({ kind: 'worker-loaded', serial: 3, loaded: 1, failed: 0 });
  assert.deepEqual(server.take('retire'), [{ kind: 'retire', serial: 1 }]);
});

test('TTIN adds a worker, TTOU takes the last one away, and one always stays', () => {
  const server = running();
  server.command('more-workers');
  assert.deepEqual(slots(server.take('fork')), [3]);
  server.fork(3);
  server.command('fewer-workers');
  assert.deepEqual(server.take('retire'), [{ kind: 'retire', serial: 3 }]);
  server.exit(3);
  server.command('fewer-workers');
  assert.deepEqual(server.take('retire'), [{ kind: 'retire', serial: 2 }]);
  server.command('fewer-workers');
  assert.deepEqual(server.take('retire'), []);
  server.command('more-workers');
  assert.deepEqual(slots(server.take('fork')), [2]);
});

test('a reload while another one loads gives the first one up', () => {
  const server = running();
  server.command('reload');
  server.command('reload');
  assert.deepEqual(server.take('kill-zygote'), [{ kind: 'kill-zygote', generation: 2 }]);
  server.hear({ kind: 'zygote-exited', generation: 2, pid: 9, code: null, signal: 9 });
  server.hear(loaded(3));
  assert.equal(server.take('fork').length, 2);
});

/** A server that listens to facts, at a time that the test moves. */
test('a reload that loads brings its settings; one that fails leaves those in force', () => {
  const server = running();
  const four = { ...settings, processes: 4, threads: 8, workerReloadMercyMs: 1000 };
  server.hear({ kind: 'command', command: 'reload', settings: four });
  assert.deepEqual(server.take('start-zygote'), [{ kind: 'start-zygote', generation: 2, fresh: true }]);
  server.hear({ kind: 'zygote-loaded', generation: 2, loaded: 0, failed: 1 });
  assert.deepEqual(server.take('adopt'), []);
  assert.equal(server.state.settings.processes, 2);
  server.hear({ kind: 'command', command: 'reload', settings: four });
  server.hear(loaded(3));
  assert.deepEqual(server.take('adopt'), [{ kind: 'adopt', generation: 3 }]);
  assert.deepEqual(slots(server.take('fork')), [1, 2, 3, 4]);
  server.hear({ kind: 'forked', serial: 3, pid: 103 });
  assert.match(server.said(), /worker 1 \(new pid: 103\)/);
  server.hear({ kind: 'forked', serial: 5, pid: 105 });
  assert.match(server.said(), /^spawned uWSGI worker 3 \(pid: 105, cores: 8\)$/m);
  server.hear({ kind: 'connected', serial: 3 });
  assert.equal(server.state.workers.find(({ serial }) => serial === 1)?.killAt, 1_000_000 + 1000);
});

test('a reload with fewer workers retires the last ones and forgets their slots', () => {
  const server = running();
  server.hear({ kind: 'command', command: 'reload', settings: { ...settings, processes: 1 } });
  server.hear(loaded(2));
  assert.deepEqual(slots(server.take('fork')), [1]);
  assert.deepEqual(server.take('retire'), [{ kind: 'retire', serial: 2 }]);
  server.exit(2);
  assert.equal(server.state.slots.length, 1);
});

test('with lazy-apps, code that does not load brings the old settings back', () => {
  const server = running({ ...settings, lazyApps: true });
  const next = { ...settings, lazyApps: true, threads: 8 };
  server.hear({ kind: 'command', command: 'reload', settings: next });
  server.hear({ kind: 'zygote-loaded', generation: 2, loaded: 0, failed: 0 });
  assert.equal(server.state.settings.threads, 8);
  server.hear({ kind: 'forked', serial: 3, pid: 103 });
  server.hear({ kind: 'worker-loaded', serial: 3, loaded: 0, failed: 1 });
  assert.deepEqual(server.take('adopt').at(-1), { kind: 'adopt', generation: 1 });
  assert.equal(server.state.settings.threads, 2);
});

test('a reload from lazy-apps to loading once waits for no word of the workers', () => {
  const server = running({ ...settings, lazyApps: true });
  server.hear({ kind: 'command', command: 'reload', settings });
  server.hear(loaded(2));
  server.hear({ kind: 'forked', serial: 3, pid: 103 });
  server.hear({ kind: 'connected', serial: 3 });
  assert.deepEqual(server.take('retire'), [{ kind: 'retire', serial: 1 }]);
});

test('a reload while the first zygote loads begins anew, and its failure still ends the server', () => {
  const server = new Server();
  server.hear({ kind: 'started' });
  server.command('reload');
  assert.deepEqual(server.take('kill-zygote'), [{ kind: 'kill-zygote', generation: 1 }]);
  server.hear({ kind: 'zygote-exited', generation: 1, pid: 11, code: null, signal: 9 });
  assert.deepEqual(server.take('exit'), []);
  server.hear({ kind: 'zygote-exited', generation: 2, pid: 12, code: 1, signal: null });
  assert.deepEqual(server.take('exit'), [{ kind: 'exit', code: 1 }]);
});

test('a worker whose zygote dies before it has named it is not waited for', () => {
  const server = running();
  server.hear({ kind: 'worker-exited', serial: 1, code: 1, signal: null });
  assert.deepEqual(slots(server.take('fork')), [1]);
  server.hear({ kind: 'zygote-exited', generation: 1, pid: 11, code: null, signal: 9 });
  server.hear(loaded(2));
  server.fork(4);
  server.fork(5);
  server.exit(2);
  server.command('stop');
  server.hear({ kind: 'drained' });
  server.exit(4);
  server.exit(5);
  server.hear({ kind: 'zygote-exited', generation: 2, pid: 12, code: 0, signal: null });
  assert.deepEqual(server.take('exit'), [{ kind: 'exit', code: 0 }]);
});

test('a worker that is asked to go is replaced, also when it was asked before it accepted', () => {
  const server = running();
  server.hear({ kind: 'asked-to-go', serial: 1 });
  assert.deepEqual(slots(server.take('fork')), [1]);
  assert.deepEqual(server.take('retire'), []);
  server.hear({ kind: 'forked', serial: 3, pid: 103 });
  server.hear({ kind: 'asked-to-go', serial: 3 });
  server.hear({ kind: 'connected', serial: 3 });
  assert.deepEqual(server.take('retire'), [{ kind: 'retire', serial: 1 }]);
  assert.match(server.said(), /Gracefully killing worker 1 \(pid: 101\)\.\.\./);
  server.exit(1);
  assert.deepEqual(slots(server.take('fork')), [1]);
  server.fork(4);
  assert.deepEqual(server.take('retire'), [{ kind: 'retire', serial: 3 }]);
});

test('a stop ends a pause, and when its time is over what still waits is sent away', () => {
  const server = running();
  server.command('pause');
  server.take('pause');
  server.command('stop');
  assert.deepEqual(server.take('pause'), [{ kind: 'pause', paused: false }]);
  assert.deepEqual(server.take('shed'), []);
  server.wait(settings.reloadMercyMs);
  assert.deepEqual(server.take('shed'), [{ kind: 'shed' }]);
});

class Server {
  state: Supervision;
  #now = 1_000_000;
  #orders: Order[] = [];
  #said: string[] = [];

  constructor(from: SupervisionSettings = settings) {
    this.state = initialSupervision(from);
  }

  hear(fact: Fact): void {
    const [state, orders] = supervise(this.state, fact, this.#now);
    this.state = state;
    this.#orders.push(...orders);
    for (const order of orders) if (order.kind === 'log') this.#said.push(order.line);
  }

  command(command: Command): void {
    this.hear({ kind: 'command', command });
  }

  wait(ms: number): void {
    this.#now += ms;
    this.hear({ kind: 'tick' });
  }

  /** Forked, loaded and connected. */
  fork(serial: number): void {
    this.hear({ kind: 'forked', serial, pid: 100 + serial });
    if (this.state.settings.lazyApps) this.hear({ kind: 'worker-loaded', serial, loaded: 1, failed: 0 });
    this.hear({ kind: 'connected', serial });
  }

  exit(serial: number): void {
    this.hear({ kind: 'worker-exited', serial, code: 0, signal: null });
  }

  /** The orders of one kind since the last time. */
  take(kind: Order['kind']): Order[] {
    const taken = this.#orders.filter((order) => order.kind === kind);
    this.#orders = this.#orders.filter((order) => order.kind !== kind);
    return taken;
  }

  said(): string {
    return this.#said.join('\n');
  }
}

function running(from: SupervisionSettings = settings): Server {
  const server = new Server(from);
  server.hear({ kind: 'started' });
  server.hear(from.lazyApps ? { kind: 'zygote-loaded', generation: 1, loaded: 0, failed: 0 } : loaded(1));
  server.fork(1);
  server.fork(2);
  for (const kind of ['fork', 'start-zygote', 'retire'] as const) server.take(kind);
  assert.equal(accepting(server.state), 2);
  return server;
}

function loaded(generation: number): Fact {
  return { kind: 'zygote-loaded', generation, loaded: 1, failed: 0 };
}

function accepting(state: Supervision): number {
  return state.workers.filter((worker) => worker.state === 'accepting').length;
}

function slots(orders: readonly Order[]): number[] {
  return orders.flatMap((order) => (order.kind === 'fork' ? [order.slot] : []));
}
