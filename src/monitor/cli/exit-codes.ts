import type { SourceErrorKind } from '../metrics/sample/reading.js';

/** Exit codes; the help lists them too. 1 is left to bugs: Node's own for what nobody has caught. */
export const EXIT = {
  done: 0,
  /** Also for an output that cannot be written. */
  usage: 2,
  cannotConnect: 3,
  notStats: 4,
  /** `tstop wait`: it did not hold in time. */
  waitedInVain: 5,
  interrupted: 130,
} as const;

/** The exit code of a program that could not read what it was asked to read. */
export function exitCodeOf(kind: SourceErrorKind): number {
  return EXIT_CODES[kind];
}

const EXIT_CODES: Readonly<Record<SourceErrorKind, number>> = {
  unreachable: EXIT.cannotConnect,
  timeout: EXIT.cannotConnect,
  closed: EXIT.cannotConnect,
  empty: EXIT.notStats,
  truncated: EXIT.notStats,
  'too-large': EXIT.notStats,
  'not-stats': EXIT.notStats,
  ended: EXIT.notStats,
};

/** Exit codes of monitoring plugins, which `tstop check` is one of. */
export const PLUGIN_EXIT = { ok: 0, warning: 1, critical: 2, unknown: 3 } as const;
