import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cleanText, toAscii } from '../../../src/monitor/text/clean.js';
import { displayWidth } from '../../../src/monitor/text/width.js';

const cases: readonly [what: string, text: string, clean: string][] = [
  ['plain ASCII stays', 'GET /cart?a=1&b={red-fg}', 'GET /cart?a=1&b={red-fg}'],
  ['nothing stays nothing', '', ''],
  ['an escape sequence shows as text', '\x1b[31mred\x1b[0m', '·[31mred·[0m'],
  ['a title attack shows as text', '\x1b]0;owned\x07', '·]0;owned·'],
  ['tab, newline, return and NUL are dots', 'a\tb\nc\rd\0e', 'a·b·c·d·e'],
  ['DEL is a dot', 'a\x7fb', 'a·b'],
  ['C1 controls are dots', '\x9b31m\x9d0;x\x9c\x85', '·31m·0;x··'],
  ['bidi controls show', '/a\u202egpj.exe\u202c\u2066x\u2069\u200f', '/a·gpj.exe··x··'],
  ['zero-width characters show', '/adm\u200bin\ufeff\u2060', '/adm·in··'],
  ['a soft hyphen shows', 'a\u00adb', 'a·b'],
  ['tags show', 'a\u{e0041}\u{e0042}', 'a··'],
  ['line and paragraph separators show', 'a\u2028b\u2029c', 'a·b·c'],
  ['interlinear annotations show', 'a\ufff9b\ufffa\ufffb', 'a·b··'],
  ['fillers that look like blanks show', 'a\u3164b\uffa0c\u2800d\u115f', 'a·b·c·d·'],
  [
    'joiners and variation selectors go',
    '\u2764\ufe0f\u{1f469}\u200d\u{1f4bb}\u{e0100}',
    '\u2764\u{1f469}\u{1f4bb}',
  ],
  ['lone surrogates are replaced', 'a\ud800b\udc00c', 'a\ufffdb\ufffdc'],
  ['a pair stays', '\u{1f600}', '\u{1f600}'],
  ['swapped surrogates are two broken ones', '\udc00\ud800', '\ufffd\ufffd'],
  ['noncharacters and unassigned are replaced', '\uffff\u{1ffff}\u0378', '\ufffd\ufffd\ufffd'],
  ['every blank is a space', 'a\u00a0b\u3000c\u2003d', 'a b c d'],
  ['umlauts and wide characters stay', 'Größe 価格', 'Größe 価格'],
  ['split letters are put together', 'u\u0308ber \u1112\u1161\u11ab', 'über 한'],
  ['vowels without a consonant are dots', 'a\u1161\u11ab', 'a··'],
  ['a mark at the start gets something to stand on', '\u0301a', '·\u0301a'],
  ['a pile of marks is three marks', `x${'\u0335'.repeat(40)}`, `x${'\u0335'.repeat(3)}`],
  ['characters of disputed width are dots', '\u2630\u4dc0', '··'],
];

for (const [what, text, clean] of cases) {
  test(`cleaning: ${what}`, () => {
    assert.equal(cleanText(text), clean);
    assert.equal(cleanText(clean), clean, 'cleaning twice changes nothing');
  });
}

test('cleaning looks at no more than the limit and cuts no character in half', () => {
  assert.equal(cleanText('a'.repeat(20), 8), 'aaaaaaaa');
  assert.equal(cleanText(`${'a'.repeat(7)}\u{1f600}b`, 8), 'aaaaaaa');
  assert.equal(cleanText('\x1b'.repeat(1_000_000)).length, 4096);
});

test('a hundred thousand hostile characters cost next to nothing', () => {
  const hostile = '\u202e\x1b[31m\u{e0041}'.repeat(15_000);
  const started = process.cpuUsage();
  for (let round = 0; round < 100; round += 1) cleanText(hostile, 256);
  const spent = process.cpuUsage(started);
  assert.ok(spent.user + spent.system < 1_000_000, `${spent.user + spent.system} us for 100 rounds`);
});

test('ASCII for terminals without Unicode has stand-ins, no marks, and question marks for the rest', () => {
  assert.equal(toAscii('plain'), 'plain');
  assert.equal(toAscii('Größe 価格 \u{1f600}'), 'Gr??e ?? ?');
  assert.equal(toAscii('q\u0308\u0323!'), 'q!');
  assert.equal(toAscii('4×2 · ΔREQ ≈ 3… – “a”'), '4x2 . dREQ ~ 3~ - "a"');
});

test('whatever comes in, nothing that comes out can control, hide, reorder or break', () => {
  const random = seededRandom(7);
  for (let round = 0; round < 5000; round += 1) {
    const clean = cleanText(randomText(random));
    assert.doesNotMatch(clean, /[\p{Cc}\p{Cf}\p{Cs}\p{Cn}\p{Zl}\p{Zp}]/u);
    assert.equal(cleanText(clean), clean);
    assert.match(toAscii(clean), /^[\x20-\x7e]*$/);
    assert.ok(displayWidth(clean) <= 2 * clean.length);
  }
});

function randomText(random: () => number): string {
  const units = Array.from({ length: Math.floor(random() * 40) }, () => randomUnit(random));
  return String.fromCharCode(...units);
}

/** Mostly from the corners where trouble lives. */
function randomUnit(random: () => number): number {
  const ranges = [
    [0, 0x20],
    [0x20, 0x7e],
    [0x7f, 0xa0],
    [0x300, 0x36f],
    [0x1100, 0x11ff],
    [0x2000, 0x206f],
    [0xd800, 0xdfff],
    [0xfe00, 0xffff],
    [0, 0xffff],
  ] as const;
  const range = ranges[Math.floor(random() * ranges.length)] ?? [0, 0x20];
  return range[0] + Math.floor(random() * (range[1] - range[0] + 1));
}

function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
