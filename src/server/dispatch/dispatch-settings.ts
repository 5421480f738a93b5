import type { StuckRequest } from '../messages/gateway-messages.js';
import type { Hello } from '../messages/link-frames.js';
import type { LimitsConfig, WorkersConfig } from '../options/config/server-config.js';

/** Events that the gateway passes on to the master. */
export interface DispatchEvents {
  /** All cores of this worker that belong to this gateway are connected. */
  accepting(worker: Hello): void;
  spent(serial: number): void;
  stuck(serial: number, requests: readonly StuckRequest[]): void;
  log(line: string): void;
}

export interface DispatchSettings {
  readonly workers: WorkersConfig;
  readonly limits: LimitsConfig;
  /** For log lines, by listener: `"127.0.0.1:3031" (fd: 3)`. */
  readonly sockets: readonly string[];
  /** Seconds until 504 for a request that waits or runs, by listener; null: never. */
  readonly answerTimeouts: readonly (number | null)[];
  /** Cores accept connections themselves; nothing is submitted here. */
  readonly direct: boolean;
  readonly gateways: number;
  readonly index: number;
}
