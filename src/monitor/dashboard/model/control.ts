/** Findings about acting on a server, and the channel that an action would take. */
import type { Product, ServerAction, SignalName, TermMeaning, WorkerAction } from '../keys/server-actions.js';

/** Findings on this host when the menu opened. Problems are sentences without a full stop. */
export interface Control {
  /** null: none was named on the command line. */
  readonly fifo: FifoControl | null;
  readonly signals: SignalControl;
}

interface FifoControl {
  readonly path: string;
  readonly problem: string | null;
}

export interface SignalControl {
  /** Why nothing may be signalled; null when the process of the stats document is that server and may be. */
  readonly problem: string | null;
  readonly master: ProcessMark | null;
  readonly term: TermMeaning;
}

/** A process that no later one can be taken for: `startTicks` is field 22 of /proc/PID/stat, as it stands there. */
export interface ProcessMark {
  readonly pid: number;
  readonly startTicks: string;
}

/** Channel of a request to the server. */
export type Way =
  | { readonly kind: 'fifo'; readonly path: string; readonly letter: string }
  | { readonly kind: 'signal-master'; readonly signal: SignalName; readonly master: ProcessMark }
  | {
      readonly kind: 'signal-workers';
      readonly signal: SignalName;
      readonly master: ProcessMark;
      readonly workers: readonly WorkerProcess[];
    };

export interface WorkerProcess {
  readonly slot: number;
  readonly pid: number;
}

/** A way, or why there is none: a few words for the menu. */
export type WayFound =
  | { readonly ok: true; readonly way: Way }
  | { readonly ok: false; readonly reason: string };

/** The FIFO where it can be written to, else a signal that means the same. */
export function wayFor(action: ServerAction, control: Control, product: Product): WayFound {
  const { fifo, signals } = control;
  if (fifo !== null && fifo.problem === null)
    return { ok: true, way: { kind: 'fifo', path: fifo.path, letter: action.letter } };
  const signal = signalFor(action, signals.term, product);
  if (signal !== null && signals.problem === null && signals.master !== null)
    return { ok: true, way: { kind: 'signal-master', signal, master: signals.master } };
  if (fifo !== null) return refused(`${fifo.path}: ${fifo.problem}`);
  if (signals.problem !== null) return refused('needs --fifo');
  const isTerm = action.signal[product] === 'as-term';
  return refused(
    isTerm ? 'needs --fifo: SIGTERM might stop it (die-on-term)' : 'needs --fifo: no signal does it',
  );
}

export function wayForWorkers(
  action: WorkerAction,
  control: Control,
  product: Product,
  workers: readonly WorkerProcess[],
): WayFound {
  const { problem, master } = control.signals;
  const signal = action.signal[product];
  if (problem !== null || master === null) return refused('no signal can be sent from here');
  if (workers.length === 0) return refused('it has no process');
  return { ok: true, way: { kind: 'signal-workers', signal, master, workers } };
}

/** As one would do it in a shell: `echo r > /run/shop.fifo`, `SIGHUP to master 22190`. */
export function wayText(way: Way): string {
  switch (way.kind) {
    case 'fifo':
      return `echo ${way.letter} > ${way.path}`;
    case 'signal-master':
      return `${way.signal} to master ${way.master.pid}`;
    case 'signal-workers':
      return `${way.signal} to ${way.workers.map(({ slot, pid }) => `W${slot} (${pid})`).join(', ')}`;
  }
}

/** For events: `through /run/shop.fifo`, `by SIGHUP to master 22190`. */
export function wayPhrase(way: Way): string {
  return way.kind === 'fifo' ? `through ${way.path}` : `by ${wayText(way)}`;
}

/** Without any way to act at all there is nothing to choose from. */
export function isHelpless({ fifo, signals }: Control): boolean {
  return (fifo === null || fifo.problem !== null) && signals.problem !== null;
}

/** SIGTERM and SIGQUIT change places under uWSGI's die-on-term. */
function signalFor(action: ServerAction, term: TermMeaning, product: Product): SignalName | null {
  const signal = action.signal[product];
  if (signal !== 'as-term') return signal;
  if (term === 'unknown') return null;
  return term === 'reloads' ? 'SIGTERM' : 'SIGQUIT';
}

function refused(reason: string): WayFound {
  return { ok: false, reason };
}
