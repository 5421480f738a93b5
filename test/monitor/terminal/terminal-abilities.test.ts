import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canUseTerminal, colorDepthFor } from '../../../src/monitor/terminal/terminal-abilities.js';

test('a dashboard needs a terminal that can move its cursor', () => {
  assert.equal(canUseTerminal({ isTTY: true, term: 'xterm-256color' }), true);
  assert.equal(canUseTerminal({ isTTY: true, term: 'linux' }), true);
  assert.equal(canUseTerminal({ isTTY: false, term: 'xterm-256color' }), false);
  assert.equal(canUseTerminal({ isTTY: true, term: 'dumb' }), false);
  assert.equal(canUseTerminal({ isTTY: true, term: '' }), false);
});

test('colours are what terminfo promises, and more where the terminal says so itself', () => {
  for (const [term, colorterm, depth] of [
    ['xterm-256color', null, 256],
    ['screen-256color', null, 256],
    ['tmux-256color', null, 256],
    ['xterm-kitty', null, 256],
    ['alacritty', null, 256],
    ['xterm-direct', null, 256],
    ['xterm', null, 16],
    ['xterm', 'truecolor', 256],
    ['screen', '24bit', 256],
    ['screen', null, 16],
    ['linux', null, 16],
    ['rxvt-16color', null, 16],
    ['vt100', null, 0],
    ['vt220', null, 0],
    ['xterm-mono', null, 0],
  ] as const) {
    assert.equal(colorDepthFor(term, colorterm), depth, `${term} ${colorterm}`);
  }
});
