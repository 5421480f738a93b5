import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clipboardRoute, clipboardSequence } from '../../../src/monitor/terminal/clipboard.js';

const PLAIN = '\x1b]52;c;L2E=\x07';

const cases: readonly (readonly [env: Parameters<typeof clipboardRoute>[0], bytes: string])[] = [
  [{ TERM: 'xterm-256color' }, PLAIN],
  [{}, PLAIN],
  [{ TERM: 'tmux-256color', TMUX: '/tmp/tmux-0/default,1,0' }, '\x1bPtmux;\x1b\x1b]52;c;L2E=\x07\x1b\\'],
  [
    { TERM: 'screen-256color', TMUX: '/tmp/tmux-0/default,1,0', STY: '' },
    '\x1bPtmux;\x1b\x1b]52;c;L2E=\x07\x1b\\',
  ],
  [{ TERM: 'screen', STY: '4711.pts-0.host' }, `\x1bP${PLAIN}\x1b\\`],
  [{ TERM: 'xterm', STY: '4711.pts-0.host' }, `\x1bP${PLAIN}\x1b\\`],
  [{ TERM: 'tmux-256color' }, `${PLAIN}\x1bPtmux;\x1b\x1b]52;c;L2E=\x07\x1b\\`],
  [{ TERM: 'screen.xterm-256color', TMUX: '', STY: '' }, `${PLAIN}\x1bP${PLAIN}\x1b\\`],
];

for (const [env, bytes] of cases) {
  test(`with ${JSON.stringify(env)} a text goes to the clipboard as ${JSON.stringify(bytes)}`, () =>
    assert.equal(clipboardSequence(['/a'], clipboardRoute(env)), bytes));
}

test('for screen a long text is cut into strings that every version takes, and is whole behind it', () => {
  const text = 'x'.repeat(5000);
  const sequence = clipboardSequence([text], { plain: false, through: 'screen' });
  const strings = sequence.split('\x1b\\').slice(0, -1);
  assert.ok(strings.every((string) => string.startsWith('\x1bP') && string.length <= 250));
  const passed = strings.map((string) => string.slice(2)).join('');
  assert.equal(passed, clipboardSequence([text], { plain: true, through: null }));
});
