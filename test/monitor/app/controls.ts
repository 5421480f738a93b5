// What the rim finds out about acting on a server, as tests of `update` need it.
import type { Control } from '../../../src/monitor/app/control.js';
import type { TermMeaning } from '../../../src/monitor/app/server-actions.js';

interface ControlParts {
  readonly fifo?: string;
  readonly fifoProblem?: string;
  readonly pid?: number;
  /** Why no signal can be sent. */
  readonly problem?: string;
  readonly term?: TermMeaning;
}

export function control(parts: ControlParts): Control {
  const { fifo, fifoProblem, pid = 4711, problem, term = 'reloads' } = parts;
  return {
    fifo: fifo === undefined ? null : { path: fifo, problem: fifoProblem ?? null },
    signals: {
      problem: problem ?? null,
      master: problem === undefined ? { pid, startTicks: '123456' } : null,
      term,
    },
  };
}
