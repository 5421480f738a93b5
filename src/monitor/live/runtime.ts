import type { LoadedConfig, MonitorOptions } from '../cli/options.js';
import type { Frame } from '../dashboard/drawing/frame.js';
import type { Effect } from '../dashboard/model/effect.js';
import { initialEffects, initialModel } from '../dashboard/model/initial-model.js';
import type { Message } from '../dashboard/model/message.js';
import type { Model } from '../dashboard/model/model.js';
import { DEFAULT_SERVER_SETTINGS } from '../dashboard/model/server-settings.js';
import { SETTINGS } from '../dashboard/model/setting-table.js';
import type { Settings } from '../dashboard/model/settings.js';
import { update } from '../dashboard/update/update.js';
import { view } from '../dashboard/view/view.js';
import { withHostFacts } from '../host/host-facts.js';
import { isLocalAddress } from '../sources/local-address.js';
import { openSource } from '../sources/open-source.js';
import type { Source } from '../sources/source.js';
import { openTerminal, type Terminal } from '../terminal/terminal.js';
import { Actor } from './actor.js';
import { ConfigSaver } from './config-saver.js';
import { hitAt } from './hit-test.js';
import { limitHeap } from './limit-heap.js';
import { ProcessReader } from './process-reader.js';
import { QueueReader } from './queue-reader.js';
import { ReadScheduler } from './read-scheduler.js';
import { StackReader } from './stack-reader.js';

/*
 * The dashboard's loop: messages come in, `update` answers with the next model and with effects, `view` draws it.
 * This file owns the model and the newest frame; `ReadScheduler` owns reads and timers, `terminal/` the screen.
 */

/** Ages, countdowns and the clock go on while the server is silent. */
const TICK_MS = 1000;

/** Resolves with the exit code when the user leaves. The terminal is as it was before. */
export async function runDashboard(options: MonitorOptions): Promise<number> {
  limitHeap();
  const opened = await openSource(options.address, options.limits);
  const source = isLocalAddress(options.address) ? withHostFacts(opened, { queues: false }) : opened;
  const settings = options.config.text === null ? {} : await configured(options.config);
  return new Promise((resolve) => new Dashboard(options, settings, source, resolve).start());
}

class Dashboard {
  readonly #finished: (exitCode: number) => void;
  readonly #terminal: Terminal;
  readonly #reads: ReadScheduler;
  readonly #queues: QueueReader;
  /** By target. */
  readonly #actors: readonly Actor[];
  readonly #processes: ProcessReader;
  readonly #stacks: StackReader;
  readonly #saver: ConfigSaver;
  readonly #ticker: NodeJS.Timeout;
  #model: Model;
  #frame: Frame;
  #frameWanted = false;
  #closed = false;

  constructor(
    options: MonitorOptions,
    settings: Partial<Settings>,
    source: Source,
    finished: (exitCode: number) => void,
  ) {
    this.#finished = finished;
    this.#terminal = this.#open(options);
    this.#model = modelFor(options, this.#terminal.size, settings);
    this.#frame = view(this.#model, localOffsetMinutes());
    this.#reads = new ReadScheduler([source], (message) => this.#dispatch(message));
    this.#queues = new QueueReader((message) => this.#dispatch(message));
    this.#actors = [new Actor({ ...options, target: 0 }, (message) => this.#dispatch(message))];
    this.#processes = new ProcessReader((message) => this.#dispatch(message));
    this.#stacks = new StackReader((message) => this.#dispatch(message));
    this.#saver = new ConfigSaver(options.config, this.#model, (message) => this.#dispatch(message));
    this.#ticker = setInterval(() => {
      this.#dispatch({ kind: 'ticked', nowMs: Date.now(), utcOffsetMinutes: localOffsetMinutes() });
    }, TICK_MS);
  }

  /** The first frame is drawn before anything has answered: the user sees at once that the program is there. */
  start(): void {
    this.#terminal.draw(this.#frame);
    for (const effect of initialEffects(this.#model)) this.#carryOut(effect);
  }

  #dispatch(message: Message): void {
    if (this.#closed) return;
    const before = this.#model;
    const [model, effects] = update(before, message);
    this.#model = model;
    if (model.settings.theme !== before.settings.theme) this.#terminal.setTheme(model.settings.theme);
    if (model.settings.mouse !== before.settings.mouse) this.#terminal.setMouse(model.settings.mouse);
    for (const effect of effects) this.#carryOut(effect);
    if (model !== before) this.#wantFrame();
  }

  /** However many messages one turn of the event loop brings, one frame is drawn for them. */
  #wantFrame(): void {
    if (this.#frameWanted) return;
    this.#frameWanted = true;
    setImmediate(() => {
      this.#frameWanted = false;
      if (this.#closed) return;
      this.#frame = view(this.#model, localOffsetMinutes());
      this.#terminal.draw(this.#frame);
    });
  }

  #carryOut(effect: Effect): void {
    switch (effect.kind) {
      case 'schedule-read':
        this.#reads.schedule(effect.target, effect.afterMs);
        break;
      case 'read-queues':
        this.#queues.ask(effect.target);
        break;
      case 'find-control':
        this.#actors[effect.target]?.look(effect.subject);
        break;
      case 'act':
        this.#actors[effect.target]?.act(effect.subject, effect.way);
        break;
      case 'read-process':
        this.#processes.ask(effect);
        break;
      case 'read-stack':
        this.#stacks.ask(effect);
        break;
      case 'copy':
        this.#terminal.copy([effect.text]);
        break;
      case 'copy-lines':
        this.#terminal.copy(effect.lines);
        break;
      case 'save-config':
        this.#saver.save(this.#model, effect.overwrite);
        break;
      case 'redraw':
        this.#terminal.redraw();
        break;
      case 'suspend':
        this.#terminal.suspend();
        break;
      case 'quit':
        void this.#close(effect.exitCode);
    }
  }

  async #close(exitCode: number): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    clearInterval(this.#ticker);
    this.#reads.close();
    this.#queues.close();
    for (const actor of this.#actors) actor.close();
    this.#processes.close();
    this.#stacks.close();
    await this.#terminal.close();
    this.#finished(exitCode);
  }

  #open(options: MonitorOptions): Terminal {
    const now = () => Date.now();
    return openTerminal(
      {
        input: process.stdin,
        output: process.stdout,
        process,
        term: process.env['TERM'] ?? '',
        colorterm: process.env['COLORTERM'] ?? null,
        theme: options.theme,
        colors: !process.env['NO_COLOR'],
        mouse: options.mouse,
      },
      {
        key: (key) => this.#dispatch({ kind: 'key', key, nowMs: now() }),
        paste: (text) => this.#dispatch({ kind: 'paste', text, nowMs: now() }),
        click: ({ x, y }) => this.#click(x, y),
        wheel: ({ steps }) => this.#dispatch({ kind: 'wheel', steps, nowMs: now() }),
        resized: (size) => this.#dispatch({ kind: 'resized', size, nowMs: now() }),
        resumed: () => this.#dispatch({ kind: 'resized', size: this.#terminal.size, nowMs: now() }),
        ready: () => this.#wantFrame(),
      },
    );
  }

  #click(x: number, y: number): void {
    const target = hitAt(this.#frame, x, y);
    if (target !== null) this.#dispatch({ kind: 'click', target, nowMs: Date.now() });
  }
}

async function configured({ values }: LoadedConfig): Promise<Partial<Settings>> {
  const { settingsOf } = await import('../config/config-settings.js');
  return settingsOf(values);
}

function modelFor(options: MonitorOptions, size: Model['size'], settings: Partial<Settings>): Model {
  const [sort] = options.sort;
  return initialModel({
    addresses: [options.addressText],
    local: isLocalAddress(options.address),
    size,
    nowMs: Date.now(),
    utcOffsetMinutes: localOffsetMinutes(),
    settings: {
      ...picked(options, SETTINGS),
      reveal: options.reveal,
      alsoSecret: options.alsoSecret,
      thresholds: options.config.thresholds,
      ...settings,
    },
    server: picked(options, DEFAULT_SERVER_SETTINGS),
    table: {
      mode: options.tree ? 'tree' : 'flat',
      filterText: options.filterText,
      ...(sort === undefined ? {} : { sortField: sort.field, descending: sort.descending }),
    },
  });
}

/** Options of the names that the table has. */
function picked<T extends object>(options: T, table: { readonly [N in keyof T]?: unknown }): Partial<T> {
  const entries = Object.entries(options).filter(([name]) => Object.hasOwn(table, name));
  // Every value is stored under its own name.
  return Object.fromEntries(entries) as Partial<T>;
}

/** Minutes east of UTC, now: summer time begins while tstop runs, too. */
function localOffsetMinutes(): number {
  return -new Date().getTimezoneOffset();
}
