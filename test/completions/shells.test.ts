import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { CompletedProgram } from '../../src/completions/completed-program.js';
import { completionScript, SHELLS, type Shell } from '../../src/completions/completion-script.js';
import { completedProgram as tstop } from '../../src/monitor/cli/completions.js';
import { OPTION_ROWS } from '../../src/monitor/cli/option-table.js';
import { FORMAT_NAMES } from '../../src/monitor/snapshot/formats.js';
import { completedProgram as tsgi } from '../../src/server/options/pages/completions.js';
import { allOptions } from '../../src/server/options/rows/option-table.js';
import { PATIENCE_MS } from '../wait-for.js';

/* Real shells are asked for what they would offer, all lines in one run. */

const folder = mkdtempSync(join(tmpdir(), 'completions-'));
after(() => rmSync(folder, { recursive: true }));
writeFileSync(join(folder, 'app.stats'), '');
writeFileSync(join(folder, 'app two.ini'), '');

/** A line, its last word being completed; what must be offered, and what must not. */
const CASES: readonly (readonly [line: string, offered: readonly string[], notOffered: readonly string[]])[] =
  [
    ['tstop --th', ['--theme'], ['--tree', '--timeout']],
    ['tstop --no-', ['--no-color', '--no-config', '--no-mouse'], ['--once']],
    ['tstop --completions ', ['bash', 'fish', 'zsh'], []],
    ['tstop -F js', ['json'], ['table']],
    ['tstop --once --format ', FORMAT_NAMES, []],
    ['tstop --view req', ['requests'], ['routes']],
    ['tstop --fields rp', ['rps'], ['rss_bytes', 'requests_total']],
    ['tstop --fields id,-rs', ['id,-rss_bytes'], ['rss_bytes', 'id,-rps']],
    ['tstop --view sockets --fields que', ['queue'], ['queue_wait_seconds']],
    ['tstop --sort id,-ag', ['id,-age_seconds'], ['id,age_seconds']],
    ['tstop che', ['check'], ['--theme']],
    ['tstop check --wa', ['--warn'], ['--watch']],
    ['tstop check --', ['--crit', '--delay', '--config'], ['--once', '--for', '--theme']],
    ['tstop wait :9191 --f', ['--for', '--frequency'], ['--filter', '--format', '--fifo']],
    ['tstop :9191 --wa', [], ['--warn']],
    ['tsgi --completions z', ['zsh'], ['bash', 'fish']],
    ['tsgi --http-so', ['--http-socket'], ['--socket']],
  ];

/** A script that prints what the shell offers for each line, and a rule below. */
const ASK: Readonly<Record<Shell, (scripts: string, lines: readonly string[]) => string>> = {
  bash: (scripts, lines) => `${scripts}
compopt() { :; }
${lines
  .map(
    (
      line,
    ) => `COMP_WORDS=(${line.split(' ').map(singleQuoted).join(' ')}); COMP_CWORD=$(( \${#COMP_WORDS[@]} - 1 ))
_${line.split(' ')[0]}; printf '%s\\n' "\${COMPREPLY[@]}"; echo ---`,
  )
  .join('\n')}`,
  fish: (scripts, lines) =>
    `${scripts}\n${lines.map((line) => `complete -C ${singleQuoted(line)} | string split -f 1 \\t; echo ---`).join('\n')}`,
  // zsh completes in its line editor only: that its script is read without a complaint is as much as can be asked.
  zsh: (scripts, lines) => `compdef() { :; }\n${scripts}\n${lines.map(() => 'echo ---').join('\n')}`,
};

/** Bash is everywhere; zsh and fish are asked where they are. */
const here = SHELLS.filter(
  (shell) => shell === 'bash' || spawnSync(shell, ['-c', 'true']).error === undefined,
);

for (const shell of here) {
  test(`${shell} completes options, their words, and names behind commas`, () => {
    const scripts = [tstop(), tsgi()].map((program) => completionScript(shell, program)).join('\n');
    const lines = CASES.map(([line]) => line);
    const run = spawnSync(shell, ['-c', ASK[shell](scripts, lines)], {
      cwd: folder,
      encoding: 'utf8',
      timeout: PATIENCE_MS,
    });
    assert.equal(run.stderr, '');
    const answers = run.stdout.split('---\n').map((text) => text.split('\n').filter((word) => word !== ''));
    assert.equal(answers.length, lines.length + 1, run.stdout);
    if (shell === 'zsh') return;
    for (const [index, [line, offered, notOffered]] of CASES.entries()) {
      const answer = answers[index] ?? [];
      for (const word of offered) assert.ok(answer.includes(word), `${line}: ${word} in ${answer.join(' ')}`);
      for (const word of notOffered) assert.ok(!answer.includes(word), `${line}: no ${word}`);
    }
  });
}

test('after = bash completes what it would complete after a blank, and files where a file is meant', () => {
  const script = completionScript('bash', tstop());
  const ask = (words: string) => `COMP_WORDS=(${words}); COMP_CWORD=$(( \${#COMP_WORDS[@]} - 1 )); _tstop
echo "\${COMPREPLY[*]}"`;
  const { stdout } = spawnSync(
    'bash',
    [
      '-c',
      `compopt() { echo "compopt $*"; }
${script}
${ask('tstop --theme =')}
${ask('tstop --theme = li')}
${ask("tstop --config ''")}
${ask("tstop --delay ''")}
${ask("tstop ''")}`,
    ],
    { encoding: 'utf8' },
  );
  const [all = '', light, config, , delay, address] = stdout.split('\n');
  assert.match(all, /\bdefault\b.*\bmono\b/);
  assert.equal(light, 'light');
  assert.equal(config, 'compopt -o default');
  assert.equal(delay, '', 'nothing is known of times');
  assert.equal(address, 'compopt -o default');
});

test('every option of both programs is completed, and nothing that is none', () => {
  const names = (program: CompletedProgram) => program.options.flatMap((option) => option.names);
  const words = OPTION_ROWS.flatMap(({ flags }) =>
    flags.split(/[ ,]+/).filter((word) => word.startsWith('-')),
  );
  assert.deepEqual(names(tstop()), words);
  assert.ok(names(tstop()).every((name) => /^--?[a-zA-Z][a-z-]*$/.test(name)));
  assert.equal(tsgi().options.length, allOptions().length);
});

function singleQuoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
