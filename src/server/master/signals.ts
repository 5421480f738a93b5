import type { Command } from './supervise/supervision.js';

/** Signals of the master, and what they ask for. `report` prints what the server is doing. */
export const SIGNAL_TABLE: readonly (readonly [NodeJS.Signals, Command | 'report' | 'nothing'])[] = [
  ['SIGTERM', 'stop'],
  ['SIGINT', 'stop'],
  ['SIGQUIT', 'stop-brutally'],
  ['SIGHUP', 'reload'],
  ['SIGTTIN', 'more-workers'],
  ['SIGTTOU', 'fewer-workers'],
  ['SIGTSTP', 'pause'],
  ['SIGUSR1', 'report'],
  // uWSGI dies of this one.
  ['SIGUSR2', 'report'],
  ['SIGPIPE', 'nothing'],
  ['SIGWINCH', 'nothing'],
];

export type FifoAction = Command | 'report' | 'reopen-log' | 'rotate-log' | 'write-pidfiles';

/** The letters of `--master-fifo`; others are ignored, as uWSGI does. */
export const FIFO_TABLE: ReadonlyMap<string, FifoAction> = new Map([
  ['q', 'stop'],
  ['Q', 'stop-brutally'],
  ['r', 'reload'],
  ['R', 'reload-brutally'],
  ['w', 'reload-workers'],
  ['W', 'reload-workers-brutally'],
  ['c', 'chain-reload'],
  ['p', 'pause'],
  ['s', 'report'],
  ['+', 'more-workers'],
  ['-', 'fewer-workers'],
  ['l', 'reopen-log'],
  ['L', 'rotate-log'],
  ['P', 'write-pidfiles'],
]);
