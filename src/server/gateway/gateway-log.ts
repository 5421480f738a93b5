import { closeSync } from 'node:fs';
import { linePrefix } from '../log/line-prefix.js';
import { targetFor } from '../log/log-target.js';
import { LogWriter } from '../log/log-writer.js';
import { openLogFile } from '../log/open-log-file.js';
import type { GatewaySettings } from '../messages/gateway-messages.js';
import type { LogConfig } from '../options/config/server-config.js';

/** An ending gateway waits this long for a log that accepts nothing. */
const LAST_PATIENCE_MS = 1000;

/** A gateway writes its lines to the log itself: they are most of it. */
export class GatewayLog {
  readonly #path: string | null;
  readonly #config: LogConfig;
  readonly #writer: LogWriter;

  constructor({ log, config }: Pick<GatewaySettings, 'log' | 'config'>) {
    this.#path = log.path;
    // Where and with which date lines are written stays over reloads.
    this.#config = config.log;
    this.#writer = new LogWriter(log.target);
  }

  /** @param line characters are bytes */
  line(line: string): void {
    const { logdate } = this.#config;
    this.#writer.line(logdate === null ? line : linePrefix(this.#config, Date.now()) + line);
  }

  reopen(): void {
    if (this.#path === null) return;
    try {
      closeSync(this.#writer.redirect(targetFor(openLogFile(this.#path))));
    } catch {
      // The master got the same order and has logged the failure. The old file takes the lines.
    }
  }

  drained(): Promise<void> {
    return this.#writer.drained(LAST_PATIENCE_MS);
  }
}
