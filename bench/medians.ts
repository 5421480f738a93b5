/** The middle value; of an even number of values the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (index: number): number => sorted[Math.floor(index)] ?? Number.NaN;
  return (at((sorted.length - 1) / 2) + at(sorted.length / 2)) / 2;
}

/**
 * Runs the contestants in turn, `rounds` times, after one round that does not count, and gives the median of each:
 * whatever else the machine does meets them all alike.
 */
export async function medianInTurn<Name extends string>(
  rounds: number,
  contestants: Readonly<Record<Name, () => Promise<number>>>,
): Promise<Record<Name, number>> {
  const entries = Object.entries(contestants) as [Name, () => Promise<number>][];
  const measured = new Map<Name, number[]>(entries.map(([name]) => [name, []]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const [name, measure] of entries) {
      const value = await measure();
      if (round > 0) measured.get(name)?.push(value);
    }
  }
  // Every name of the contestants has its median.
  return Object.fromEntries([...measured].map(([name, values]) => [name, median(values)])) as Record<
    Name,
    number
  >;
}
