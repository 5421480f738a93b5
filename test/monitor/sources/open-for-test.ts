import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { SourceError, type SourceErrorKind } from '../../../src/monitor/metrics/sample/reading.js';
import { type OpenOptions, openSource } from '../../../src/monitor/sources/open-source.js';
import type { Source } from '../../../src/monitor/sources/source.js';
import { type Address, parseAddress } from '../../../src/protocol/address.js';

const LIMITS = { timeoutMs: 3000, maxBytes: 1024 * 1024 };

export interface SourceSetUp extends OpenOptions {
  readonly timeoutMs?: number;
  readonly maxBytes?: number;
}

/** A source that is closed with the test. */
export async function openForTest(
  context: TestContext,
  address: Address | string,
  setUp: SourceSetUp = {},
): Promise<Source> {
  const limits = {
    timeoutMs: setUp.timeoutMs ?? LIMITS.timeoutMs,
    maxBytes: setUp.maxBytes ?? LIMITS.maxBytes,
  };
  const source = await openSource(
    typeof address === 'string' ? parseAddress(address) : address,
    limits,
    setUp,
  );
  context.after(() => source.close());
  return source;
}

/** Also checks that the message is one printable line. */
export async function assertFails(
  reading: Promise<unknown>,
  kind: SourceErrorKind,
  message: RegExp,
): Promise<void> {
  await assert.rejects(reading, (error) => {
    assert.ok(error instanceof SourceError, String(error));
    assert.equal(error.kind, kind, error.message);
    assert.match(error.message, message);
    assert.match(error.message, /^Cannot read stats from "[^\p{C}]+": [^\p{C}]+$/u);
    return true;
  });
}

export function temporaryFolder(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'tstop-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
