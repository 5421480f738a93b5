// The tree of folders as ARCHITECTURE.md draws it: a name ends in a slash, and what is in a folder stands further in.

const NAMES = /^( *)((?:[\w-]+\/ *)+)/;

/** Every folder of the tree, with its path, in the order of the lines. */
export function drawnFolders(document: string): readonly string[] {
  const [, tree = ''] = /^## The tree\n\n```\n([\s\S]*?\n)```/m.exec(document) ?? [];
  const parents: { readonly indent: number; readonly path: string }[] = [];
  return tree.split('\n').flatMap((line) => {
    const match = NAMES.exec(line);
    if (match === null) return [];
    const [, indent = '', names = ''] = match;
    while ((parents.at(-1)?.indent ?? -1) >= indent.length) parents.pop();
    const parent = parents.at(-1)?.path ?? '';
    const paths = names.split(/ +/).flatMap((name) => (name === '' ? [] : [`${parent}${name}`]));
    const [first] = paths;
    if (first !== undefined) parents.push({ indent: indent.length, path: first });
    return paths;
  });
}
