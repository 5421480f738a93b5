// Reads the imports out of TypeScript sources. A regular expression is enough: the formatter writes every import the
// same way, and `import type` is the only form that leaves nothing in the built file.

import { posix } from 'node:path';

export interface Import {
  /** The importing file, from the project's root. */
  readonly from: string;
  /** The imported file, from the project's root; or the package, or the `node:` module. */
  readonly to: string;
  readonly typeOnly: boolean;
}

const statement = /^\s*(?:import|export)\s+(type\s)?(?:[^'";]*?\sfrom\s+)?'([^']+)'/gm;
const call = /\bimport\(\s*'([^']+)'\s*\)/g;

/** `files` maps paths from the project's root to their texts. */
export function readImports(files: ReadonlyMap<string, string>): readonly Import[] {
  return [...files].flatMap(([from, text]) => [
    ...[...text.matchAll(statement)].map(([, type, specifier = '']) => ({
      from,
      to: resolve(from, specifier),
      typeOnly: type !== undefined,
    })),
    ...[...text.matchAll(call)].map(([, specifier = '']) => ({
      from,
      to: resolve(from, specifier),
      typeOnly: false,
    })),
  ]);
}

export interface Export {
  readonly file: string;
  readonly name: string;
}

const declaration = /^export (?:async )?(?:abstract )?(?:function\*?|const|let|interface|type|class) (\w+)/gm;
const named = /^\s*(?:import|export)\s+(?:type\s)?\{([^}]*)\}\s+from\s+'([^']+)'/gm;

/** Exports of `from` that none of `files` imports; a file that is imported as a whole is left out. */
export function unusedExports(
  files: ReadonlyMap<string, string>,
  from: (path: string) => boolean,
): readonly Export[] {
  const used = new Set([...files].flatMap(([path, text]) => usedNames(path, text)));
  return [...files]
    .filter(([path]) => from(path) && !used.has(`${path} *`))
    .flatMap(([file, text]) => [...text.matchAll(declaration)].map(([, name = '']) => ({ file, name })))
    .filter(({ file, name }) => !used.has(`${file} ${name}`));
}

/** A file that is imported lazily counts as used whole: who takes what of it is not told from the text. */
function usedNames(path: string, text: string): readonly string[] {
  const names = [...text.matchAll(named)].flatMap(([, list = '', specifier = '']) =>
    list
      .split(',')
      .map(
        (word) =>
          word
            .trim()
            .replace(/^type\s+/, '')
            .split(/\s+as\s+/)[0] ?? '',
      )
      .map((name) => `${resolve(path, specifier)} ${name}`),
  );
  const whole = [...text.matchAll(/import\(\s*'([^']+)'\s*\)|\* as \w+ from '([^']+)'/g)];
  return [...names, ...whole.map(([, call, star]) => `${resolve(path, call ?? star ?? '')} *`)];
}

/** Every cycle once, as the list of its files; types count like all else. */
export function findCycles(imports: readonly Import[]): readonly (readonly string[])[] {
  const targets = targetsOf(imports);
  const done = new Set<string>();
  const cycles: string[][] = [];
  const visit = (file: string, path: readonly string[]): void => {
    const at = path.indexOf(file);
    if (at >= 0) cycles.push([...path.slice(at), file]);
    if (at >= 0 || done.has(file)) return;
    for (const target of targets.get(file) ?? []) visit(target, [...path, file]);
    done.add(file);
  };
  for (const file of targets.keys()) visit(file, []);
  return cycles;
}

function targetsOf(imports: readonly Import[]): ReadonlyMap<string, readonly string[]> {
  const targets = new Map<string, string[]>();
  for (const { from, to } of imports) {
    targets.set(from, [...(targets.get(from) ?? []), to]);
  }
  return targets;
}

function resolve(from: string, specifier: string): string {
  if (!specifier.startsWith('.')) return specifier;
  return posix.join(posix.dirname(from), specifier).replace(/\.js$/, '.ts');
}
