import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import {
  ANSWER_FLAGS,
  FRAME_HEAD_BYTES,
  FROM_CORE,
  NO_APPLICATION,
  REQUEST_FLAGS,
  TO_CORE,
} from '../../../src/server/messages/link-frames.js';
import { projectRoot } from '../../fixtures.js';

const python = readFileSync(join(projectRoot, 'src/server/python/tsgi_worker/link/frames.py'), 'utf8');

/** Python's names, where they are not the same words. */
const renamed: Readonly<Record<string, string>> = { file: 'SEND_FILE' };

const written: Readonly<Record<string, number>> = {
  ...TO_CORE,
  ...FROM_CORE,
  ...REQUEST_FLAGS,
  ...ANSWER_FLAGS,
  noApplication: NO_APPLICATION,
  headBytes: FRAME_HEAD_BYTES,
};

test('both sides of the link mean the same by every number', () => {
  for (const [name, value] of Object.entries(written)) {
    const theirs = renamed[name] ?? name.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
    assert.equal(valueInPython(theirs), value, theirs);
  }
});

/** Of `A = 1`, or of `A, B = 1, 2`. */
function valueInPython(name: string): number | null {
  for (const [, names = '', values = ''] of python.matchAll(/^([A-Z_, ]+) = ([0-9xA-F, ]+)$/gm)) {
    const at = names.split(', ').indexOf(name);
    if (at >= 0) return Number(values.split(', ')[at]);
  }
  return null;
}
