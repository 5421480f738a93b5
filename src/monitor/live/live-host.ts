import { localUtcOffset } from '../../time-zone/local-zone.js';
import type { HostProcess, TerminalOptions } from '../terminal/terminal.js';
import { type Clock, SYSTEM_CLOCK } from './clock.js';

/** All that the live view has of the process that it runs in, so that tests can run it without a terminal. */
export interface LiveHost {
  readonly input: TerminalOptions['input'];
  readonly output: TerminalOptions['output'];
  readonly process: HostProcess;
  readonly env: Readonly<
    Partial<Record<'TERM' | 'COLORTERM' | 'COLORFGBG' | 'NO_COLOR' | 'TMUX' | 'STY', string>>
  >;
  readonly clock: Clock;
  /** Minutes east of UTC, now: summer time begins while tstop runs, too. */
  utcOffsetMinutes(): number;
}

export function ownProcess(): LiveHost {
  return {
    input: process.stdin,
    output: process.stdout,
    process,
    env: process.env,
    clock: SYSTEM_CLOCK,
    utcOffsetMinutes: () => localUtcOffset(Date.now()),
  };
}
