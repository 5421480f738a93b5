'use strict';
// Loads a program as it was built. A checkout in which nothing was built, one without its packages, or a Node that is too old
// for it, is told in words; this file is written for any Node.
const { existsSync } = require('node:fs');
const { createRequire } = require('node:module');
const { dirname, join } = require('node:path');

const OLDEST_NODE = 20;
const root = dirname(__dirname);
const dist = join(root, 'dist');

/** `bundles()` is a `require()` for what was built. */
exports.start = (name, run, bundles = () => createRequire(join(dist, name))) => {
  const problem = problemOf(name);
  if (problem !== null) return tell(name, problem);
  const missing = (error) => {
    if (error.code !== 'MODULE_NOT_FOUND') throw error;
    const [words] = error.message.split('\n');
    tell(name, `${words}: run "npm ci" in "${root}"`);
  };
  return Promise.resolve(run(bundles(dist)(`./${name}.cjs`))).catch(missing);
};

function problemOf(name) {
  if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE)
    return `Node ${OLDEST_NODE} or later is needed, and this is ${process.version}`;
  if (existsSync(join(dist, `${name}.cjs`))) return null;
  return `nothing is built in "${root}" yet: run "npm start" there, or "npm install --global ." to have it as a command`;
}

function tell(name, problem) {
  process.stderr.write(`${name}: ${problem}\n`);
  process.exitCode = 2;
}
