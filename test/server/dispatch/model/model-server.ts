import assert from 'node:assert/strict';
import { ControlLink } from '../../../../src/server/dispatch/control-link.js';
import { CoreLink } from '../../../../src/server/dispatch/core-link.js';
import { Counters } from '../../../../src/server/dispatch/counters.js';
import { Dispatcher } from '../../../../src/server/dispatch/dispatcher.js';
import { greetCore } from '../../../../src/server/dispatch/greet-core.js';
import { RequestPace } from '../../../../src/server/dispatch/request-pace.js';
import type { Outcome } from '../../../../src/server/exchange/exchange.js';
import { type Counted, checkCounters } from './check-counters.js';
import { CheckedExchange, type Client } from './checked-exchange.js';
import { forgetLetters } from './letters.js';
import { ModelControl } from './model-control.js';
import { type CoreWorld, ModelCore, microsOf } from './model-core.js';
import type { Run } from './model-frames.js';
import { modelSettings, slots, threads } from './model-settings.js';
import { ModelTimers } from './model-timers.js';
import type { Wire } from './wire.js';

/** The dispatcher with everything around it: clients, cores, the master, the clock. Each step does one thing. */
export class ModelServer implements CoreWorld, Client {
  readonly random: (limit: number) => number;
  readonly fileDescriptor: number;
  readonly #counters = new Counters(2);
  readonly #dispatcher: Dispatcher;
  readonly #timers = new ModelTimers();
  readonly #pace = quickPace();
  #controls: ModelControl[] = [];
  /** Workers of which the gateway can tell what they have begun. */
  readonly #told = new Set<number>();
  /** Links of them that were there then, or have come since. */
  readonly #toldLinks = new WeakSet<object>();
  /** By worker and core. */
  readonly #newest = new Map<string, CoreLink>();
  /** Requests that came back from a core that was at work on another one. */
  #givenBack = 0;
  #cores: ModelCore[] = [];
  readonly #stalledUntil = new Map<ModelCore, number>();
  /** Processes that have ended while the gateway has not been told. */
  readonly #unburied: number[] = [];
  /** Links that their cores have let go of: what was sent before is still in them. */
  #left: Wire[] = [];
  readonly #live = new Map<number, CheckedExchange>();
  /** Requests that have begun, where and how. */
  readonly #begun = new Map<number, { readonly core: ModelCore; readonly run: Run }>();
  /** Requests of cores that gave up their link: there may be no answer. */
  readonly #mayFail = new Set<number>();
  readonly #finished = new Set<number>();
  readonly #faulty = new Set<Wire>();
  readonly #wires = new WeakMap<CoreLink, Wire>();
  readonly #toKill = new Set<number>();
  #serial = 0;
  #nextId: number;
  #calm = false;
  /** No core does anything. */
  #stalled = false;
  readonly #counted: Counted = { refused: 0, answers: 0, exceptions: 0 };
  #failure: unknown = null;
  clock: number;

  constructor(random: (limit: number) => number, fileDescriptor: number, firstId: number, clock: number) {
    this.random = random;
    this.fileDescriptor = fileDescriptor;
    this.#nextId = firstId;
    this.clock = clock;
    const events = {
      accepting: () => {},
      spent: (serial: number) => this.#dispatcher.retire(serial),
      stuck: (serial: number) => this.#toKill.add(serial),
      log: () => {},
    };
    this.#dispatcher = new Dispatcher(modelSettings, this.#counters, events, this.#pace, this.#timers);
    for (let slot = 1; slot <= slots; slot += 1) this.#startWorker(slot);
  }

  get givenBack(): number {
    return this.#givenBack;
  }

  get nextId(): number {
    return this.#nextId;
  }

  step(): void {
    if (this.#failure !== null) throw this.#failure;
    if (this.random(3) === 0) this.#timers.run();
    const chance = this.random(1000);
    if (chance < 700) this.#work();
    else if (chance < 780) this.#submit();
    else if (chance < 840) this.#clientMoves();
    else if (chance < 900) this.#timePasses(this.random(120));
    else if (!this.#calm) this.#mischief(chance - 900);
  }

  /** No more mischief: what is under way has to come to an end, and every core has to be there for more. */
  async settle(): Promise<void> {
    this.#calm = true;
    this.#dispatcher.pause(false);
    await this.#until('every request ends', () => this.#live.size === 0 && this.#unburied.length === 0);
    await this.#until('every core is idle', () =>
      this.#cores.every((core) => core.isIdle && core.isConnected),
    );
    // One by one from now on, to each core one.
    for (let slow = 0; slow < 20; slow += 1) this.#pace.learn(100_000);
    for (const _core of this.#cores) this.#submitOne();
    this.#stalled = true;
    await this.#until('every core has a request', () => this.#cores.every((core) => core.hasMessage));
    this.#stalled = false;
    await this.#until('the last ones end', () => this.#live.size === 0 && !this.#dispatcher.busy);
    checkCounters(this.#dispatcher.tally(false), this.#counted);
    for (const core of this.#cores) core.end();
    for (const control of this.#controls) control.wire.gatewayEnd.destroy();
    for (const wire of this.#left) wire.gatewayEnd.destroy();
  }

  connect(wire: Wire): void {
    greetCore(wire.gatewayEnd, {
      core: (from, hello) => {
        const slot = this.#counters.slotFor(hello.slot);
        const link = this.#dispatcher.addCore((owner) => new CoreLink(from, hello, slot, owner), hello);
        if (link === null) return null;
        this.#wires.set(link, wire);
        this.#newest.set(`${hello.serial} ${hello.core}`, link);
        if (this.#told.has(hello.serial)) this.#toldLinks.add(link);
        return link;
      },
      control: (from, hello) => {
        const control = new ControlLink(from, hello, this.#dispatcher);
        const begun = this.#controls.find(({ serial }) => serial === hello.serial);
        if (begun === undefined) return null;
        this.#told.add(hello.serial);
        for (const link of this.#newest.values())
          if (link.hello.serial === hello.serial) this.#toldLinks.add(link);
        this.#dispatcher.addControl(control, {
          lastBegun: (core, link) => begun.lastBegun(core, link),
          hasNewer: (core, link) => begun.lastBegun(core, link) === null,
          close: () => {},
        });
        return control;
      },
      fault: (who, error) => {
        if (!this.#faulty.has(wire) || error instanceof assert.AssertionError)
          throw new Error(`${who} was cut off: ${error}`, { cause: error });
      },
    });
  }

  began(core: ModelCore, run: Run): void {
    assert.ok(!this.#begun.has(run.id), `request ${run.id} has begun twice`);
    this.#begun.set(run.id, { core, run });
    if (this.random(150) === 0) this.#stalledUntil.set(core, this.clock + this.random(40_000));
  }

  finished(_core: ModelCore, run: Run): void {
    this.#finished.add(run.id);
    if (run.cut) this.#counted.exceptions += 1;
  }

  broke(core: ModelCore, ids: readonly number[]): void {
    this.#left = [...this.#left.filter((wire) => wire.hasUp), core.wire];
    for (const id of ids) this.#mayFail.add(id);
  }

  skipped(core: ModelCore, ids: readonly number[]): void {
    for (const id of ids) {
      const exchange = this.#live.get(id);
      const link = exchange?.core ?? exchange?.readyFor;
      const isThere = link?.hello.serial === core.hello.serial && link.hello.core === core.hello.core;
      if (isThere) this.#mayFail.add(id);
    }
  }

  misbehaved(core: ModelCore): void {
    this.#faulty.add(core.wire);
  }

  takesMore(): boolean {
    return this.#calm || this.random(8) > 0;
  }

  failed(error: unknown): void {
    this.#failure ??= error;
  }

  ended(exchange: CheckedExchange): void {
    const { id, ending } = exchange;
    const run = this.#begun.get(id)?.run;
    if (ending === 'whole' || ending === 'end' || ending === 'cut') {
      assert.ok(run !== undefined, `request ${id} is answered and has not begun`);
      if (ending !== 'cut') assert.ok(!run.cut, `request ${id} is cut and seems whole`);
      assert.equal(exchange.received, run.sent, `request ${id} has all of its bytes`);
      assert.equal(exchange.files, run.files, `request ${id} has all of its files`);
    } else if (ending === 'worker-died') {
      const link = exchange.core ?? exchange.readyFor;
      const wire = link === null ? undefined : this.#wires.get(link);
      const isFaulty = wire !== undefined && this.#faulty.has(wire);
      const wasCut = isFaulty || (wire?.hasLost ?? false);
      const isTold = link !== null && this.#told.has(link.hello.serial) && this.#toldLinks.has(link);
      if (run === undefined) {
        const given = isFaulty || !isTold || exchange.attempts === 5 || this.#mayFail.has(id);
        assert.ok(given, `request ${id} failed and has not begun`);
      } else {
        const given = wasCut || !run.headSent || this.#mayFail.has(id);
        assert.ok(given, `request ${id} failed although no core had given it up`);
        assert.ok(wasCut || !run.headSent || !this.#finished.has(id), `the answer of request ${id} is lost`);
      }
    } else if (ending === 'queue-full') {
      this.#counted.refused += 1;
    }
    if (run === undefined && exchange.core === null) this.#forget(exchange);
    // A client with a keep-alive connection sends its next request while it hears of the end of this one.
    else if (!this.#calm && this.random(6) === 0) this.#submitOne();
  }

  settled(exchange: CheckedExchange, outcome: Outcome): void {
    const { id } = exchange;
    const begun = this.#begun.get(id);
    if (begun !== undefined) {
      const { slot, core } = begun.core.hello;
      assert.deepEqual([outcome.slot, outcome.core], [slot, core], `request ${id} is counted where it ran`);
    }
    if (outcome.app === 0) {
      this.#counted.answers += 1;
      assert.equal(outcome.micros, microsOf(id), `request ${id} took as long as its core says`);
    }
    if (exchange.source !== null) assert.ok(exchange.source.released, `the body of request ${id} is let go`);
    this.#forget(exchange);
    if (!this.#calm && this.random(4) === 0) this.#submitOne();
  }

  #work(): void {
    const core = this.#any(this.#cores);
    if (core === undefined) return;
    if (this.random(8) === 0) this.#workControl();
    const chance = this.random(10);
    if (chance < 3) core.wire.deliverUp(this.#pieceSize());
    else if (chance < 6) core.receive(this.#pieceSize());
    else if (!this.#stalled && (this.#stalledUntil.get(core) ?? 0) <= this.clock) core.step();
    if (this.random(3) === 0) this.#any(this.#left)?.deliverUp(this.#pieceSize());
    core.noticeEnd();
    if (core.isOver) this.#replaceWorker(core);
  }

  #workControl(): void {
    const control = this.#any(this.#controls);
    control?.wire.deliverUp(this.#pieceSize());
    control?.receive(this.#pieceSize());
    this.#givenBack += control?.step() ?? 0;
  }

  #pieceSize(): number {
    return this.random(3) === 0 ? 1 + this.random(30) : 1 + this.random(4000);
  }

  #submit(): void {
    if (!this.#calm && this.#live.size < 30) this.#submitOne();
  }

  #submitOne(): CheckedExchange {
    const id = this.#nextId;
    this.#nextId += 1;
    const follows = this.random(4) === 0;
    const bodyBytes = follows || this.random(4) === 0 ? this.random(3000) : 0;
    const exchange = new CheckedExchange({ id, bodyBytes, follows, listener: this.random(2) }, this);
    this.#live.set(id, exchange);
    this.#dispatcher.submit(exchange);
    return exchange;
  }

  #clientMoves(): void {
    const exchange = this.#any([...this.#live.values()]);
    if (exchange === undefined || exchange.gone) return;
    const chance = this.random(10);
    if (chance === 0 && !this.#calm) this.#leave(exchange);
    else if (chance < 5) exchange.source?.supply(this.random(5) === 0 ? 0 : 1500);
    else if (exchange.isHeld && exchange.ending === null) {
      exchange.isHeld = false;
      exchange.core?.resume();
    }
  }

  #leave(exchange: CheckedExchange): void {
    if (exchange.ending !== null) return;
    const isWaiting = this.#dispatcher.isWaiting(exchange);
    exchange.source?.fail();
    this.#dispatcher.withdraw(exchange);
    if (isWaiting) {
      if (exchange.source !== null) assert.ok(exchange.source.released, 'a body that nobody will read');
      this.#forget(exchange);
    }
  }

  #timePasses(ms: number): void {
    if (this.#stalled) return;
    this.clock += ms;
    this.#dispatcher.sweep();
    for (const serial of this.#toKill) this.#kill(serial);
    this.#toKill.clear();
    const serial = this.#unburied.shift();
    if (serial === undefined) return;
    this.#dispatcher.bury(serial);
    this.#told.delete(serial);
    this.#controls = this.#controls.filter((control) => control.serial !== serial);
  }

  #mischief(chance: number): void {
    const core = this.#any(this.#cores);
    if (core === undefined || core.isOver) return;
    if (chance < 3) this.#kill(core.hello.serial);
    else if (chance < 6) this.#dispatcher.retire(core.hello.serial);
    else if (chance < 14) core.replaceLink();
    else if (chance < 20) core.breakInTheMiddle();
    else if (chance < 28) core.misbehave();
    else if (chance < 32) this.#dispatcher.pause(this.random(3) === 0);
    else if (chance < 36)
      this.clock += this.random(60_000); // this process is stopped
    else if (chance < 37) this.#dispatcher.shed();
    else if (chance < 40) this.#breakControl();
  }

  #breakControl(): void {
    const control = this.#any(this.#controls);
    if (control === undefined || this.#unburied.includes(control.serial)) return;
    this.#told.delete(control.serial);
    control.connect();
  }

  #kill(serial: number): void {
    const cores = this.#cores.filter((core) => core.hello.serial === serial);
    for (const core of cores) core.end();
    this.#controls.find((control) => control.serial === serial)?.end();
    if (cores[0] !== undefined) this.#replaceWorker(cores[0]);
  }

  /** Once all cores of a process have ended. */
  #replaceWorker({ hello: { serial, slot } }: ModelCore): void {
    const cores = this.#cores.filter((core) => core.hello.serial === serial);
    if (!cores.every((core) => core.isOver)) return;
    this.#cores = this.#cores.filter((core) => core.hello.serial !== serial);
    this.#controls.find((control) => control.serial === serial)?.end();
    this.#unburied.push(serial);
    this.#startWorker(slot);
  }

  #startWorker(slot: number): void {
    this.#serial += 1;
    const serial = this.#serial;
    const { pid } = process;
    const made = Array.from(
      { length: threads },
      (_, core) => new ModelCore({ token: 't', serial, slot, core, threads, pid }, this),
    );
    this.#cores.push(...made);
    this.#controls.push(new ModelControl(serial, made, (wire) => this.connect(wire)));
    for (const core of made) core.connect();
  }

  /** Whom nobody works on and nobody waits for: they came back, and nothing more is said of them. */
  #forgetDropped(): void {
    for (const exchange of this.#live.values()) {
      const isOver = exchange.gone || exchange.ending !== null;
      const isNowhere = exchange.core === null && exchange.readyFor === null && !exchange.waits;
      if (isOver && isNowhere && !this.#begun.has(exchange.id)) this.#forget(exchange);
    }
  }

  async #until(what: string, isSo: () => boolean): Promise<void> {
    for (let left = 60_000; left > 0; left -= 1) {
      this.#forgetDropped();
      if (isSo()) return;
      this.step();
      for (const exchange of this.#live.values()) {
        if (exchange.isHeld && exchange.ending === null) {
          exchange.isHeld = false;
          exchange.core?.resume();
        }
      }
      if (left % 8 === 0) await new Promise(setImmediate);
    }
    assert.fail(`waited in vain until ${what}`);
  }

  #forget(exchange: CheckedExchange): void {
    this.#live.delete(exchange.id);
    forgetLetters(exchange.id);
  }

  #any<T>(list: readonly T[]): T | undefined {
    return list[this.random(Math.max(1, list.length))];
  }
}

/** Requests have been short for long. */
function quickPace(): RequestPace {
  const pace = new RequestPace();
  for (let count = 0; count < 3000; count += 1) pace.learn(30);
  return pace;
}
