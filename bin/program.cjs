'use strict';
// Loads a program as it was built. A checkout in which nothing was built, or a Node that is too old for it, is told in words;
// this file is written for any Node.
const { existsSync } = require('node:fs');
const { dirname, join } = require('node:path');

const OLDEST_NODE = 20;

exports.start = (name, run) => {
  const root = dirname(__dirname);
  const problem = problemOf(name, root);
  if (problem === null) return run(require(`../dist/${name}.cjs`));
  process.stderr.write(`${name}: ${problem}\n`);
  process.exitCode = 2;
};

function problemOf(name, root) {
  if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE)
    return `Node ${OLDEST_NODE} or later is needed, and this is ${process.version}`;
  if (existsSync(join(root, 'dist', `${name}.cjs`))) return null;
  return `nothing is built in "${root}" yet: run "npm start" there, or "npm install --global ." to have it as a command`;
}
