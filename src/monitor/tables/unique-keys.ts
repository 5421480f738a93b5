/** Makes keys from names that may repeat: the second `a` becomes `a#2`, or what is free after that. */
export function uniqueKeys(names: readonly string[]): readonly string[] {
  const used = new Set<string>();
  const counts = new Map<string, number>();
  return names.map((name) => {
    let count = (counts.get(name) ?? 0) + 1;
    while (used.has(numbered(name, count))) count += 1;
    counts.set(name, count);
    used.add(numbered(name, count));
    return numbered(name, count);
  });
}

function numbered(name: string, count: number): string {
  return count === 1 ? name : `${name}#${count}`;
}
