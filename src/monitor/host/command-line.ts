import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The words that a process was started with; empty when they cannot be read. `root` is `/proc`. */
export async function commandLineOf(pid: number, root: string): Promise<readonly string[]> {
  const text = await readFile(join(root, String(pid), 'cmdline'), 'utf8').catch(() => '');
  return text.split('\0');
}

/** `--name value` or `--name=value`, the last one of them; null without. */
export function optionValue(words: readonly string[], names: readonly string[]): string | null {
  const index = words.findLastIndex((word) =>
    names.some((name) => word === name || word.startsWith(`${name}=`)),
  );
  const word = words[index];
  if (word === undefined) return null;
  return names.includes(word) ? (words[index + 1] ?? null) : word.slice(word.indexOf('=') + 1);
}
