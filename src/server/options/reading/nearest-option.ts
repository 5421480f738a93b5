import { distance } from 'fastest-levenshtein';
import { KNOWN_OPTIONS } from '../rows/known-options.js';
import { optionNames } from '../rows/option-table.js';

/** The option that was probably meant; null when none is close. Ours go before uWSGI's where both are as close. */
export function nearestOption(name: string): string | null {
  const plain = name.toLowerCase().replaceAll('_', '-');
  if (plain.length > LONGEST) return null;
  let best: string | null = null;
  let least = Math.min(3, Math.max(1, Math.floor(plain.length / 3))) + 1;
  for (const candidate of [...optionNames(), ...KNOWN_OPTIONS.keys()]) {
    if (Math.abs(candidate.length - plain.length) >= least) continue;
    const steps = distance(plain, candidate);
    if (steps >= least) continue;
    best = candidate;
    least = steps;
  }
  return best;
}

/** The longest name of an option has 39 characters. */
const LONGEST = 48;
