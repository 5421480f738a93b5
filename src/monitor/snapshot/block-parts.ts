/* The tables of what a document holds beside its main one, as parts of a snapshot. */
import type { BlockSamples } from '../metrics/sample/block-samples.js';
import type { KeySample, SampleBody } from '../metrics/sample/sample.js';

export type BlockView = keyof BlockSamples | 'keys';

export const BLOCK_VIEWS = [
  'caches',
  'spoolers',
  'crons',
  'daemons',
  'metrics',
  'legions',
  'locks',
] as const satisfies readonly BlockView[];

/** null: the document has no such block. */
export function blockOf<V extends keyof BlockSamples>(body: SampleBody, view: V): BlockSamples[V] | null {
  return body.kind === 'workers' ? body.workers.blocks[view] : null;
}

export function keysOf(body: SampleBody): readonly KeySample[] | null {
  return body.kind === 'router' ? body.router.keys : null;
}
