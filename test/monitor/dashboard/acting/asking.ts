// Plays a user who asks something of a server: F9, the answer of the rim, an item, the question.
import assert from 'node:assert/strict';
import { actionItems } from '../../../../src/monitor/dashboard/acting/action-menu.js';
import type { TermMeaning } from '../../../../src/monitor/dashboard/keys/server-actions.js';
import type { Control } from '../../../../src/monitor/dashboard/model/control.js';
import type { Effect } from '../../../../src/monitor/dashboard/model/effect.js';
import type { StatsDocument } from '../../../../src/stats/schema.js';
import { capturedWorkers, readingOf } from '../../metrics/readings.js';
import { Driver, START_MS } from '../driver.js';

export const FIFO = '/run/shop.fifo';
export const SERVER = capturedWorkers('plain-4x2-idle');
export const PID = SERVER.pid ?? assert.fail();

/** The menu is open, and it is known how the server can be reached. */
export function menu(found: Parameters<typeof control>[0], document: StatsDocument = SERVER): Driver {
  const driver = new Driver({ local: true }).read(readingOf(document, START_MS)).press('f9');
  return driver.send({ kind: 'control-found', target: 0, control: control({ pid: PID, ...found }) });
}

/** Goes to the item and presses Enter. */
export function choose(driver: Driver, label: string): Driver {
  const index = actionItems(driver.model).findIndex((item) => item.label === label);
  assert.notEqual(index, -1, `${label} is in the menu`);
  driver.press('home');
  for (let at = 0; at < index; at += 1) driver.press('down');
  return driver.press('enter');
}

export function acts(effects: readonly Effect[]): readonly Effect[] {
  return effects.filter(({ kind }) => kind === 'act');
}

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
