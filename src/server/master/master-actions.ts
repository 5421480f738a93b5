import type { GatewayTally } from '../counting/ledger.js';
import type { Pidfiles } from '../files/server-files.js';
import type { LogSink } from '../log/log-sink.js';
import { reportLines } from './report-lines.js';
import { FIFO_TABLE, type FifoAction } from './signals.js';
import type { Command, Fact, SupervisionSettings } from './supervise/supervision.js';

interface ActionHands {
  readonly log: LogSink;
  readonly pidfiles: Pidfiles;
  readonly hear: (fact: Fact) => void;
  readonly isRunning: () => boolean;
  /** Reads the configuration anew, for the reload that follows. */
  readonly readConfig: () => SupervisionSettings;
  readonly tally: () => Promise<GatewayTally>;
}

const REST_MS = 250;

/** Carries out what signals, and letters in the fifo, ask of the master. */
export class MasterActions {
  readonly #hands: ActionHands;
  /** A reload has begun only just now. */
  #resting = false;
  #nextReload: Command | null = null;

  constructor(hands: ActionHands) {
    this.#hands = hands;
  }

  obeyLetter(letter: string): void {
    const action = FIFO_TABLE.get(letter);
    if (action !== undefined) this.act(action);
  }

  act(action: FifoAction | 'nothing'): void {
    const { log, pidfiles } = this.#hands;
    switch (action) {
      case 'nothing':
        return;
      case 'report':
        void this.#report();
        return;
      case 'reopen-log':
        this.attempt(() => log.reopen());
        return;
      case 'rotate-log':
        this.attempt(() => log.rotate());
        return;
      case 'write-pidfiles':
        this.attempt(() => pidfiles.write());
        return;
      default:
        this.#command(action);
        return;
    }
  }

  /** Logs a failure; the running server goes on. */
  attempt(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.#hands.log.line(error instanceof Error ? error.message : String(error));
    }
  }

  #command(command: Command): void {
    const { hear, isRunning, readConfig } = this.#hands;
    const isReload = command === 'reload' || command === 'reload-brutally' || command === 'chain-reload';
    if (!isReload) {
      hear({ kind: 'command', command });
      return;
    }
    if (this.#resting) {
      this.#nextReload = command;
      return;
    }
    if (!isRunning()) return;
    this.#rest();
    hear({ kind: 'command', command, settings: readConfig() });
  }

  /** Each reload gives up the one before: asked for too often, none would ever come through. The last one counts. */
  #rest(): void {
    this.#resting = true;
    setTimeout(() => {
      this.#resting = false;
      const next = this.#nextReload;
      this.#nextReload = null;
      if (next !== null) this.#command(next);
    }, REST_MS).unref();
  }

  async #report(): Promise<void> {
    const { log, tally } = this.#hands;
    for (const line of reportLines(await tally())) log.line(line);
  }
}
