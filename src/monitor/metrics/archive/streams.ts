import type { CellReader, CellWriter } from './cells.js';

export const STREAMS = [
  'facts',
  'workers',
  'cores',
  'apps',
  'sockets',
  'trends',
  'fleet',
  'blocks',
  'metrics',
] as const;

export type StreamName = (typeof STREAMS)[number];

/** Where records are written to. */
export interface FlatWriter extends Readonly<Record<StreamName, CellWriter>> {
  readonly vars: (readonly string[] | null)[];
}

/** Where they are read from; `vars` gives the next core's. */
export interface FlatReader extends Readonly<Record<StreamName, CellReader>> {
  readonly vars: () => readonly string[] | null;
}
