/** Paths for a shell pattern, as glob(3): `*`, `?` and `[a-z]` within one folder, a leading dot only by itself. */
import { existsSync, readdirSync } from 'node:fs';

/** Sorted; none where nothing matches. What cannot be read counts as empty. */
export function globPaths(pattern: string): readonly string[] {
  const parts = pattern.split('/');
  let paths: readonly string[] = [''];
  for (const [index, part] of parts.entries()) {
    const isLast = index === parts.length - 1;
    paths = paths.flatMap((path) => step(path, part, isLast)).slice(0, MOST_PATHS);
  }
  return paths;
}

/** Matches one name against one part of a pattern, in time proportional to name times pattern. */
export function matchesPart(name: string, part: string): boolean {
  const wanted = part.match(/\[!?\]?[^\]]*\]|./gsu) ?? [];
  if (name.startsWith('.') && wanted[0] !== '.') return false;
  const letters = [...name];
  let [at, next, star, starAt] = [0, 0, -1, 0];
  while (at < letters.length) {
    if (wanted[next] === '*') {
      star = next++;
      starAt = at;
    } else if (next < wanted.length && fits(letters[at] ?? '', wanted[next] ?? '')) {
      at++;
      next++;
    } else if (star >= 0) {
      next = star + 1;
      at = ++starAt;
    } else return false;
  }
  while (wanted[next] === '*') next++;
  return next === wanted.length;
}

const MOST_PATHS = 10_000;

function step(path: string, part: string, isLast: boolean): readonly string[] {
  const end = isLast ? '' : '/';
  if (!/[*?[]/.test(part)) {
    const next = `${path}${part}${end}`;
    return next === '' || next === '/' || existsSync(next) ? [next] : [];
  }
  const names = namesIn(path === '' ? '.' : path).filter((name) => matchesPart(name, part));
  const found = names.sort().map((name) => `${path}${name}${end}`);
  return isLast ? found : found.filter((next) => existsSync(next));
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function fits(letter: string, wanted: string): boolean {
  if (wanted === '?') return true;
  if (wanted.length < 3 || !wanted.startsWith('[')) return letter === wanted;
  const isNegated = wanted.startsWith('[!');
  return isInSet(letter, [...wanted.slice(isNegated ? 2 : 1, -1)]) !== isNegated;
}

function isInSet(letter: string, set: readonly string[]): boolean {
  for (let index = 0; index < set.length; index++) {
    const [from = '', dash, to] = set.slice(index, index + 3);
    if (dash === '-' && to !== undefined) {
      if (letter >= from && letter <= to) return true;
      index += 2;
    } else if (letter === from) return true;
  }
  return false;
}
