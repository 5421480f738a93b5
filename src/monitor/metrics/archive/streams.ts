/** Streams of a sample: one for each kind of record. */
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
