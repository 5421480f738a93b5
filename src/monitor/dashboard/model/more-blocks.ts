/** The tables under More that a document has. */
import type { Observed } from '../../metrics/observation.js';
import type { SampleBody } from '../../metrics/sample/sample.js';
import { blockNamed, blocksOf, type MoreSection } from '../../tables/tables.js';

export function sectionsOf(observation: Observed | null): readonly MoreSection[] {
  if (observation === null) return [];
  const { body } = observation.sample;
  return possibleSections(body).filter((section) => {
    const { rows, isOffered } = blockNamed(section);
    return isOffered === undefined ? rows(observation, NONE) !== null : isOffered(body);
  });
}

/** The sections that a document of this kind may have. */
export function possibleSections({ kind }: SampleBody): readonly MoreSection[] {
  return kind === 'workers' || kind === 'router' ? blocksOf(kind) : [];
}

/** null: the document has no such section. */
export function sectionCount(observation: Observed | null, section: MoreSection): number | null {
  if (observation === null || !sectionsOf(observation).includes(section)) return null;
  return blockNamed(section).rows(observation)?.length ?? null;
}

const NONE = { from: 0, to: 0 };
