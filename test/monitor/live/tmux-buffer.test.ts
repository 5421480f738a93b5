import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { loadTmuxBuffer } from '../../../src/monitor/live/tmux-buffer.js';

/** Outcome with a `tmux` that runs this script; it keeps what it was given in $0.kept. */
async function loaded(t: TestContext, script: string | null): Promise<{ text: string; kept: string | null }> {
  const folder = mkdtempSync(join(tmpdir(), 'tstop-tmux-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'tmux');
  if (script !== null) {
    writeFileSync(path, `#!/bin/sh\n${script}\n`);
    chmodSync(path, 0o755);
  }
  const message = await loadTmuxBuffer(['/a\x1b[2J', 'b'], () => 0, new AbortController().signal, path);
  assert.ok(message.kind === 'copied');
  try {
    return { text: message.text, kept: readFileSync(`${path}.kept`, 'utf8') };
  } catch {
    return { text: message.text, kept: null };
  }
}

test('tmux takes the text and hands it on', async (t) => {
  const { text, kept } = await loaded(t, '[ "$*" = "load-buffer -w -" ] && cat > "$0.kept"');
  assert.equal(kept, '/a·[2J\nb');
  assert.match(text, /^In tmux's buffer .*handed on to the terminal's clipboard$/);
});

test('a tmux that cannot hand it on keeps it', async (t) => {
  const old = '[ "$2" = -w ] && { echo "usage: load-buffer" >&2; exit 1; }; cat > "$0.kept"';
  const { text, kept } = await loaded(t, old);
  assert.equal(kept, '/a·[2J\nb');
  assert.match(text, /^In tmux's buffer: prefix \] pastes it; .*allow-passthrough/);
});

test('a tmux that is gone, or refuses, is told with its reason', async (t) => {
  assert.match(
    (await loaded(t, 'echo "no server running" >&2; exit 1')).text,
    /^tmux did not take it: no server running; /,
  );
  assert.match((await loaded(t, null)).text, /^tmux did not take it: there is no tmux command here; /);
});
