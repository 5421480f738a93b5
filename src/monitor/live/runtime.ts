import type { MonitorOptions } from '../cli/options.js';
import type { Frame } from '../dashboard/drawing/frame.js';
import type { Effect } from '../dashboard/model/effect.js';
import { initialEffects } from '../dashboard/model/initial-model.js';
import type { Message } from '../dashboard/model/message.js';
import type { Model } from '../dashboard/model/model.js';
import type { Settings } from '../dashboard/model/settings.js';
import { withNotice } from '../dashboard/steps/notices.js';
import { update } from '../dashboard/update/update.js';
import { view } from '../dashboard/view/view.js';
import { withHostFacts } from '../host/host-facts.js';
import { isLocalAddress } from '../sources/local-address.js';
import { openSource } from '../sources/open-source.js';
import type { Source } from '../sources/source.js';
import { clipboardRoute } from '../terminal/clipboard.js';
import { openTerminal, type Terminal } from '../terminal/terminal.js';

export { findAddress } from './find-address.js';

import { cleanText } from '../text/clean.js';
import { Actor } from './actor.js';
import { ConfigSaver } from './config-saver.js';
import { configured, modelFor, type ReplayInput, withNotes } from './first-model.js';
import { hitAt } from './hit-test.js';
import { limitHeap } from './limit-heap.js';
import { type LiveHost, ownProcess } from './live-host.js';
import { type LiveRecorder, recorderFor } from './live-recorder.js';
import { OneAtATime } from './one-at-a-time.js';
import { readProcessFor } from './read-process.js';
import { readQueuesFor } from './read-queues.js';
import { ReadScheduler } from './read-scheduler.js';
import { RecordingSaver } from './recording-saver.js';
import { StackReader } from './stack-reader.js';
import { TICK_MS, Ticker } from './ticker.js';
import { loadTmuxBuffer } from './tmux-buffer.js';

/*
 * The dashboard's loop: messages come in, `update` answers with the next model and with effects, `view` draws it.
 * This file owns the model and the newest frame; `ReadScheduler` owns reads and timers, `terminal/` the screen.
 */

type ProcessQuestion = Extract<Effect, { readonly kind: 'read-process' }>;

/** A recording that plays fast is seen to move. */
const PLAYED_TICK_MS = 250;

/** Resolves with the exit code when the user leaves. The terminal is as it was before. `note` stands there first. */
export async function runDashboard(
  options: MonitorOptions,
  host: LiveHost = ownProcess(),
  note = '',
  { replay = null, version = '' }: LiveExtras = {},
): Promise<number> {
  limitHeap();
  const sources = replay === null ? [await openedSource(options)] : [];
  const settings = options.config.text === null ? {} : await configured(options.config);
  return new Promise((resolve) =>
    new Dashboard(options, host, settings, { sources, replay, version }, resolve).start(note),
  );
}

/** A recording has the queues of the kernel with each sample. */
async function openedSource({ address, limits, record }: MonitorOptions): Promise<Source> {
  const opened = await openSource(address, limits);
  return isLocalAddress(address) ? withHostFacts(opened, { queues: record !== null }) : opened;
}

interface LiveExtras {
  readonly replay?: ReplayInput | null;
  /** Of this program, for recordings. */
  readonly version?: string;
}

/** Servers to be read, or what was read of one. */
interface Input {
  readonly sources: readonly Source[];
  readonly replay: ReplayInput | null;
  readonly version: string;
}

class Dashboard {
  readonly #host: LiveHost;
  readonly #finished: (exitCode: number) => void;
  readonly #terminal: Terminal;
  readonly #reads: ReadScheduler;
  /** These three by target. */
  readonly #queues: readonly OneAtATime<number>[];
  readonly #actors: readonly Actor[];
  readonly #processes: readonly OneAtATime<ProcessQuestion>[];
  readonly #stacks: StackReader;
  readonly #tmux: OneAtATime<readonly string[]>;
  readonly #saver: ConfigSaver;
  readonly #recordings: RecordingSaver;
  readonly #recorder: LiveRecorder | null;
  #ticker: Ticker | null = null;
  #model: Model;
  #frame: Frame;
  #frameWanted = false;
  #closed = false;

  constructor(
    options: MonitorOptions,
    host: LiveHost,
    settings: Partial<Settings>,
    { sources, replay, version }: Input,
    finished: (exitCode: number) => void,
  ) {
    const dispatch = (message: Message) => this.#dispatch(message);
    const wallMs = () => host.clock.wallMs();
    this.#host = host;
    this.#finished = finished;
    const secrets = { reveal: options.reveal, alsoSecret: options.alsoSecret };
    this.#recorder = recorderFor(options, { version, secrets }, dispatch);
    this.#recordings = new RecordingSaver(version, secrets, dispatch);
    this.#terminal = this.#open(options);
    this.#model = withNotes(
      modelFor(options, host, this.#terminal.size, settings, replay),
      options.config.note,
    );
    this.#frame = view(this.#model, host.utcOffsetMinutes());
    this.#reads = new ReadScheduler(sources, dispatch, host.clock);
    this.#queues = [
      new OneAtATime({
        dispatch,
        meanwhile: 'none',
        answer: (target, signal) => readQueuesFor(target, signal, wallMs),
      }),
    ];
    this.#actors = [new Actor({ ...options, target: 0 }, dispatch)];
    this.#processes = [
      new OneAtATime({
        dispatch,
        meanwhile: 'newest',
        answer: (question) => readProcessFor(question, wallMs),
      }),
    ];
    this.#stacks = new StackReader(dispatch);
    this.#tmux = new OneAtATime({
      dispatch,
      meanwhile: 'newest',
      answer: (lines, signal) => loadTmuxBuffer(lines, wallMs, signal),
    });
    this.#saver = new ConfigSaver(options.config, this.#model, dispatch);
  }

  /** The first frame is drawn before anything has answered: the user sees at once that the program is there. */
  start(note: string): void {
    if (note !== '') this.#model = withNotice(this.#model, cleanText(note), 'info');
    this.#frame = view(this.#model, this.#host.utcOffsetMinutes());
    this.#terminal.draw(this.#frame);
    const everyMs = () => (this.#model.replay === null ? TICK_MS : PLAYED_TICK_MS);
    this.#ticker = new Ticker(this.#host.clock, everyMs, () => this.#tick());
    for (const effect of initialEffects(this.#model)) this.#carryOut(effect);
  }

  #tick(): void {
    const { clock } = this.#host;
    this.#dispatch({
      kind: 'ticked',
      nowMs: clock.wallMs(),
      utcOffsetMinutes: this.#host.utcOffsetMinutes(),
    });
  }

  #dispatch(message: Message): void {
    if (this.#closed) return;
    const before = this.#model;
    const [model, effects] = update(before, message);
    this.#model = model;
    if (model.settings.theme !== before.settings.theme) this.#terminal.setTheme(model.settings.theme);
    if (model.settings.mouse !== before.settings.mouse) this.#terminal.setMouse(model.settings.mouse);
    this.#recorder?.took(before, model);
    for (const effect of effects) this.#carryOut(effect);
    const next = effects.find((effect) => effect.kind === 'schedule-read');
    if (message.kind === 'read' && next !== undefined) this.#ticker?.hasRead(next.afterMs);
    if (model !== before) this.#wantFrame();
  }

  /** However many messages one turn of the event loop brings, one frame is drawn for them. */
  #wantFrame(): void {
    if (this.#frameWanted) return;
    this.#frameWanted = true;
    setImmediate(() => {
      this.#frameWanted = false;
      if (this.#closed) return;
      this.#frame = view(this.#model, this.#host.utcOffsetMinutes());
      this.#terminal.draw(this.#frame);
    });
  }

  #carryOut(effect: Effect): void {
    switch (effect.kind) {
      case 'schedule-read':
        this.#reads.schedule(effect.target, effect.afterMs);
        break;
      case 'read-queues':
        this.#queues[effect.target]?.ask(effect.target);
        break;
      case 'find-control':
        this.#actors[effect.target]?.look(effect.subject);
        break;
      case 'act':
        this.#actors[effect.target]?.act(effect.subject, effect.way);
        break;
      case 'read-process':
        this.#processes[effect.target]?.ask(effect);
        break;
      case 'read-stack':
        this.#stacks.ask(effect);
        break;
      case 'copy':
        this.#copy([effect.text]);
        break;
      case 'copy-lines':
        this.#copy(effect.lines);
        break;
      case 'save-config':
        this.#saver.save(this.#model, effect.overwrite);
        break;
      case 'save-recording':
        this.#saveRecording(effect.target);
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

  #saveRecording(index: number): void {
    const target = this.#model.targets[index];
    if (target !== undefined) this.#recordings.save(this.#model, target);
  }

  /** tmux is told as well: it may not let sequences pass. */
  #copy(lines: readonly string[]): void {
    this.#terminal.copy(lines);
    if (this.#host.env.TMUX) this.#tmux.ask(lines);
  }

  async #close(exitCode: number): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#ticker?.close();
    this.#reads.close();
    for (const one of [...this.#queues, ...this.#actors, ...this.#processes, this.#tmux]) one.close();
    this.#stacks.close();
    this.#recordings.close();
    this.#recorder?.close(this.#model);
    await this.#terminal.close();
    this.#finished(exitCode);
  }

  #open(options: MonitorOptions): Terminal {
    const { input, output, process, env, clock } = this.#host;
    const now = () => clock.wallMs();
    return openTerminal(
      {
        input,
        output,
        process,
        term: env.TERM ?? '',
        colorterm: env.COLORTERM ?? null,
        colorfgbg: env.COLORFGBG ?? null,
        theme: options.theme,
        colors: !env.NO_COLOR,
        mouse: options.mouse,
        clipboard: clipboardRoute(env),
      },
      {
        key: (key) => this.#dispatch({ kind: 'key', key, nowMs: now() }),
        paste: (text) => this.#dispatch({ kind: 'paste', text, nowMs: now() }),
        click: ({ x, y, double }) => this.#click(x, y, double),
        wheel: ({ steps, x, y }) =>
          this.#dispatch({ kind: 'wheel', steps, target: hitAt(this.#frame, x, y), nowMs: now() }),
        resized: (size) => this.#dispatch({ kind: 'resized', size, nowMs: now() }),
        resumed: () => this.#dispatch({ kind: 'resized', size: this.#terminal.size, nowMs: now() }),
        ready: () => this.#wantFrame(),
      },
    );
  }

  #click(x: number, y: number, double: boolean): void {
    const target = hitAt(this.#frame, x, y);
    if (target !== null) this.#dispatch({ kind: 'click', target, double, nowMs: this.#host.clock.wallMs() });
  }
}
