import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type InputToken, PASTE_LIMIT } from '../../../../src/monitor/terminal/input/steps.js';
import { flush, INITIAL_INPUT, idleLimit, tokenize } from '../../../../src/monitor/terminal/input/tokens.js';
import { pick, randomFrom } from '../random.js';

/** Keys by name, everything else as it is. */
type Expected = string | InputToken;

const press = (x: number, y: number): InputToken => ({ kind: 'press', x, y });
const wheel = (steps: number, x: number, y: number): InputToken => ({ kind: 'wheel', steps, x, y });
const paste = (text: string): InputToken => ({ kind: 'paste', text });

const CASES: readonly (readonly [what: string, sent: string, expected: readonly Expected[]])[] = [
  ['letters', 'qQ', ['q', 'Q']],
  ['a space', ' ', ['space']],
  ['letters beyond ASCII', 'éß世', ['é', 'ß', '世']],
  ['an emoji is one key', '🙂x', ['🙂', 'x']],
  ['a no-break space, typed by accident on French keyboards', '\u00a0', ['space']],
  ['enter as CR, once', '\r', ['enter']],
  ['enter as LF', '\n', ['enter']],
  ['tab and shift-tab', '\t\x1b[Z', ['tab', 'S-tab']],
  ['both characters that terminals send for backspace', '\x7f\x08', ['backspace', 'backspace']],
  ['control and letter', '\x01\x03\x0b\x1a', ['C-a', 'C-c', 'C-k', 'C-z']],
  ['control and what is no letter', '\x00\x1c\x1d\x1e\x1f', ['C-space', 'C-\\', 'C-]', 'C-^', 'C-_']],
  ['arrows', '\x1b[A\x1b[B\x1b[C\x1b[D', ['up', 'down', 'right', 'left']],
  ['arrows in application mode', '\x1bOA\x1bOB\x1bOC\x1bOD', ['up', 'down', 'right', 'left']],
  ['home and end, xterm', '\x1b[H\x1b[F\x1bOH\x1bOF', ['home', 'end', 'home', 'end']],
  ['home and end, Linux console and vt220', '\x1b[1~\x1b[4~', ['home', 'end']],
  ['home and end, rxvt', '\x1b[7~\x1b[8~', ['home', 'end']],
  ['the block above the arrows', '\x1b[2~\x1b[3~\x1b[5~\x1b[6~', ['insert', 'delete', 'pageup', 'pagedown']],
  ['f1 to f4, xterm', '\x1bOP\x1bOQ\x1bOR\x1bOS', ['f1', 'f2', 'f3', 'f4']],
  ['f1 to f5, Linux console', '\x1b[[A\x1b[[B\x1b[[C\x1b[[D\x1b[[E', ['f1', 'f2', 'f3', 'f4', 'f5']],
  ['f1 to f4, vt220', '\x1b[11~\x1b[12~\x1b[13~\x1b[14~', ['f1', 'f2', 'f3', 'f4']],
  ['f5 to f8', '\x1b[15~\x1b[17~\x1b[18~\x1b[19~', ['f5', 'f6', 'f7', 'f8']],
  ['f9 to f12', '\x1b[20~\x1b[21~\x1b[23~\x1b[24~', ['f9', 'f10', 'f11', 'f12']],
  [
    'arrows with modifiers',
    '\x1b[1;2D\x1b[1;3D\x1b[1;5D\x1b[1;6D',
    ['S-left', 'M-left', 'C-left', 'C-S-left'],
  ],
  ['f3 with shift', '\x1b[1;2R', ['S-f3']],
  ['delete with control', '\x1b[3;5~', ['C-delete']],
  ['Num Lock is no modifier', '\x1b[1;129A', ['up']],
  ['rxvt’s modifiers', '\x1b[a\x1bOc\x1b[5^\x1b[6$', ['S-up', 'C-right', 'C-pageup', 'S-pagedown']],
  ['the number pad', '\x1bOM\x1bOj\x1bOp\x1bOy', ['enter', '*', '0', '9']],
  ['alt and letter', '\x1bx\x1bX', ['M-x', 'M-X']],
  ['alt with control', '\x1b\x01', ['C-M-a']],
  ['alt and backspace', '\x1b\x7f', ['M-backspace']],
  ['characters by number (xterm, kitty)', '\x1b[27;5;46~\x1b[97;3u\x1b[97u', ['C-.', 'M-a', 'a']],
  ['escape, then an arrow', '\x1b\x1b[A', ['escape', 'up']],
  ['control-C in the middle of a sequence', '\x1b[12\x03', ['C-c']],
  ['a letter that is no end of a sequence', '\x1b[é', ['é']],

  ['a press and its release', '\x1b[<0;5;3M\x1b[<0;5;3m', [press(4, 2)]],
  ['a press beyond column 223', '\x1b[<0;300;90M', [press(299, 89)]],
  ['a press with control held', '\x1b[<16;1;1M', [press(0, 0)]],
  ['other buttons and motion', '\x1b[<1;5;3M\x1b[<2;5;3M\x1b[<32;5;3M\x1b[<35;5;3M', []],
  ['the wheel, several times in one go', '\x1b[<64;2;3M\x1b[<65;2;3M', [wheel(-1, 1, 2), wheel(1, 1, 2)]],
  ['the horizontal wheel', '\x1b[<66;2;3M\x1b[<67;2;3M', []],
  ['a press at no place', '\x1b[<0;0;0M\x1b[<0M\x1b[<M', []],
  ['a press in the old encoding', '\x1b[M %#', [press(4, 2)]],
  ['a release and the wheel in the old encoding', '\x1b[M#%#\x1b[Ma%#', [wheel(1, 4, 2)]],
  ['keys around a mouse event', 'a\x1b[<0;5;3Mb', ['a', press(4, 2), 'b']],

  ['a paste', '\x1b[200~status=busy\x1b[201~', [paste('status=busy')]],
  ['a paste is no keys', '\x1b[200~qq\x03\x1b[A\x1b[201~q', [paste('qq[A'), 'q']],
  ['a paste of lines', '\x1b[200~a\r\nb\rc\x1b[201~', [paste('a\nb\nc')]],
  ['an empty paste', '\x1b[200~\x1b[201~', [paste('')]],

  ['device attributes', '\x1b[?62;4c\x1b[>41;354;0cq', ['q']],
  ['a cursor position', '\x1b[24;80Rq', ['q']],
  ['a mode report', '\x1b[?2026;2$yq', ['q']],
  ['focus reports', '\x1b[I\x1b[Oq', ['q']],
  [
    'a report of another colour, ended either way',
    '\x1b]10;rgb:00/00/00\x07\x1b]4;1;rgb:00/00/00\x1b\\q',
    ['q'],
  ],
  ['a device control string', '\x1bP>|XTerm(390)\x1b\\q', ['q']],
  ['a control string that is interrupted', '\x1b]0;abc\x03q', ['C-c', 'q']],
  ['control characters beyond ASCII', '\u0085\u009bq', ['q']],
  ['characters that show nothing', '\u200b\u202e\ufeff\ufffdq', ['q']],
  ['a sequence that is no key', '\x1b[99~\x1b[5iq', ['q']],
];

for (const [what, sent, expected] of CASES) {
  test(`input: ${what}`, () => {
    assert.deepEqual(read([sent]), expected, 'whole');
    assert.deepEqual(read([...sent]), expected, 'one by one');
    const characters = [...sent];
    for (let cut = 1; cut < characters.length; cut++) {
      const halves = [characters.slice(0, cut).join(''), characters.slice(cut).join('')];
      assert.deepEqual(read(halves), expected, `cut at ${cut}`);
    }
  });
}

test('input: CR and LF in one go are one enter', () => {
  assert.deepEqual(read(['\r\n']), ['enter']);
});

test('input: a letter inserts itself, a named key inserts nothing', () => {
  const { tokens } = tokenize(INITIAL_INPUT, 'é \t\x1b[A\x1bx');
  const texts = tokens.map((token) => (token.kind === 'key' ? token.key.text : undefined));
  assert.deepEqual(texts, ['é', ' ', null, null, null]);
});

test('input: a lone ESC becomes a key when nothing follows in time', () => {
  const { tokens, state } = tokenize(INITIAL_INPUT, '\x1b');
  assert.deepEqual(tokens, []);
  assert.equal(idleLimit(state, 50), 50);
  assert.deepEqual(flush(state).tokens, [{ kind: 'key', key: { name: 'escape', text: null } }]);
});

test('input: alt and a character that begins a control string is a key when nothing follows in time', () => {
  for (const character of [']', 'P', '_', 'O']) {
    const { state } = tokenize(INITIAL_INPUT, `\x1b${character}`);
    assert.equal(idleLimit(state, 50), 50);
    assert.deepEqual(flush(state).tokens, [{ kind: 'key', key: { name: `M-${character}`, text: null } }]);
  }
});

test('input: half a sequence is worth a longer wait, and is dropped after it', () => {
  for (const half of ['\x1b[', '\x1b[<0;1', '\x1b[1;', '\x1b[M a', '\x1b]11;rgb', '\x1bP>|X']) {
    const { state } = tokenize(INITIAL_INPUT, half);
    assert.equal(idleLimit(state, 50), 1000);
    assert.deepEqual(flush(state), { tokens: [], state: INITIAL_INPUT });
  }
});

test('input: a paste whose end never comes is a paste after a while', () => {
  const { state } = tokenize(INITIAL_INPUT, '\x1b[200~half of it');
  assert.deepEqual(flush(state), { tokens: [paste('half of it')], state: INITIAL_INPUT });
});

test('input: a paste at the limit is whole, one past it loses its end', () => {
  for (const [length, kept] of [
    [PASTE_LIMIT, PASTE_LIMIT],
    [PASTE_LIMIT + 1, PASTE_LIMIT],
  ] as const) {
    assert.deepEqual(read([`\x1b[200~${'x'.repeat(length)}\x1b[201~q`]), [paste('x'.repeat(kept)), 'q']);
  }
});

test('input: a control string or sequence without an end does not swallow the keyboard', () => {
  assert.equal(read([`\x1b]${'x'.repeat(5000)}`, 'q']).at(-1), 'q');
  assert.equal(read([`\x1b[${'1;'.repeat(3000)}`, 'q']).at(-1), 'q');
});

test('input: random bytes neither hang nor leave anything behind that grows', () => {
  const random = randomFrom(1);
  const alphabet: [string, ...string[]] = [
    '\x1b',
    '[',
    ']',
    'O',
    'P',
    '<',
    '0',
    ';',
    'M',
    'm',
    'A',
    '~',
    '200~',
    '\x07',
    '\\',
    'é',
    '\r',
    ' ',
  ];
  let state = INITIAL_INPUT;
  for (let round = 0; round < 20_000; round++) {
    state = tokenize(state, pick(alphabet, random)).state;
    assert.ok(state.rest.length <= 4200);
    if (random(50) === 0) state = flush(state).state;
  }
});

function read(chunks: readonly string[]): Expected[] {
  let state = INITIAL_INPUT;
  const all: InputToken[] = [];
  for (const chunk of chunks) {
    const step = tokenize(state, chunk);
    all.push(...step.tokens);
    state = step.state;
  }
  return all.map((token) => (token.kind === 'key' ? token.key.name : token));
}
