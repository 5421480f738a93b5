import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  canUseTerminal,
  colorDepthFor,
  isLightByVariable,
  mayBeAsked,
} from '../../../src/monitor/terminal/terminal-abilities.js';

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
    ['linux', null, 8],
    ['linux-16color', null, 8],
    ['ansi', null, 8],
    ['cons25', null, 8],
    ['screen.xterm-256color', null, 256],
    ['rxvt-16color', null, 16],
    ['vt100', null, 0],
    ['vt220', null, 0],
    ['xterm-mono', null, 0],
  ] as const) {
    assert.equal(colorDepthFor(term, colorterm), depth, `${term} ${colorterm}`);
  }
});

test('COLORFGBG tells the background by its last number', () => {
  for (const [value, isLight] of [
    ['0;15', true],
    ['0;default;15', true],
    ['0;7', true],
    ['15;0', false],
    ['15;default;0', false],
    ['7;8', false],
    ['12;6', false],
    ['15;default', null],
    ['15', null],
    ['', null],
    [';x', null],
    [null, null],
  ] as const)
    assert.equal(isLightByVariable(value), isLight, String(value));
});

test('consoles and terminals of old are not asked: they would print the question', () => {
  for (const term of ['linux', 'vt100', 'vt220', 'ansi', 'dumb', '', 'cons25', 'screen', 'cygwin'])
    assert.equal(mayBeAsked(term), false, term);
  for (const term of ['xterm', 'xterm-256color', 'tmux-256color', 'rxvt-unicode', 'alacritty', 'foot'])
    assert.equal(mayBeAsked(term), true, term);
});
