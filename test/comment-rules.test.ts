import assert from 'node:assert/strict';
import test from 'node:test';
import { questionComments } from './comment-rules.js';

const QUESTIONS: readonly (readonly [path: string, text: string])[] = [
  ['a.ts', '/** What it holds. */'],
  ['a.ts', '  // Whether it runs.'],
  ['a.ts', '/**\n * How it stands with a target.\n */'],
  ['a.ts', '/* Who listens. */'],
  ['a.ts', 'const a = 1; // What it is'],
  ['a.ts', '/** @returns whether it ran */'],
  ['a.ts', ' * @param path what to read'],
  ['a.py', '# What it holds.'],
  ['a.py', '    """How it stands."""'],
];

for (const [path, text] of QUESTIONS) {
  test(`a comment like a question is found: ${JSON.stringify(text)}`, () => {
    assert.equal(questionComments(path, text).length, 1);
  });
}

const ANSWERS: readonly (readonly [path: string, text: string])[] = [
  ['a.ts', '/** The whole of it. */'],
  ['a.ts', '// The comment goes on, and tells\n// what it holds.'],
  ['a.ts', "const text = 'What is it?';"],
  ['a.py', '# The comment goes on, and tells\n# how it is.'],
];

for (const [path, text] of ANSWERS) {
  test(`a comment that says something is left alone: ${JSON.stringify(text)}`, () => {
    assert.deepEqual(questionComments(path, text), []);
  });
}
