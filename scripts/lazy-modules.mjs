// Modules that a start does not need, loaded when something of theirs is first used: a plain import of them stays plain in the
// sources. What stands for each is an object with a getter for every name that the module exports.

import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** Of Node: those that load others in turn. */
const OF_NODE = ['child_process', 'crypto', 'fs/promises', 'os', 'timers/promises', 'v8', 'zlib'];

/** `packages` are part of the bundle, or stay outside of it: only when they are evaluated changes. */
export function lazyModules(packages) {
  const names = new Set([...OF_NODE.flatMap((name) => [name, `node:${name}`]), ...packages]);
  return {
    name: 'modules that are loaded at first use',
    setup({ onLoad, onResolve, initialOptions }) {
      onResolve({ filter: /^[\w-]+(:[\w-]+)?(\/promises)?$/ }, ({ path, namespace }) =>
        namespace !== 'lazy' && names.has(path) ? { path, namespace: 'lazy' } : null,
      );
      onLoad({ filter: /.*/, namespace: 'lazy' }, ({ path }) => ({
        contents: lazily(path),
        resolveDir: initialOptions.absWorkingDir,
      }));
    },
  };
}

function lazily(path) {
  const id = JSON.stringify(path);
  const module = require(path);
  const itself = typeof module === 'function' ? `(...given) => require(${id})(...given)` : '{}';
  return `module.exports = ${itself};
    for (const name of ${JSON.stringify(Object.keys(module))})
      Object.defineProperty(module.exports, name, { enumerable: true, get: () => require(${id})[name] });`;
}
