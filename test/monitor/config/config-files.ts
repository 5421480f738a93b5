/** Configuration files in folders of their own, and what tstop says to them. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

/** A folder that goes when the test ends. */
export function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'tstop-config-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function writtenConfig(t: TestContext, text: string | Uint8Array): string {
  const path = join(temporaryFolder(t), 'config.json');
  writeFileSync(path, text);
  return path;
}
