import type { Option } from '../rows/option.js';
import { OPTION_GROUPS } from '../rows/option-table.js';

/** All options in groups, at most 80 columns wide. */
export function formatHelp(): string {
  const groups = OPTION_GROUPS.map(
    ({ title, options }) => `${title}:\n${options.map(formatOption).join('')}`,
  );
  return `${HEAD}\n${groups.join('\n')}\n${FOOT}`;
}

/** `-p, --processes N`; uWSGI's other names are left out. */
export function formatUsage({ names, letter, argument, placeholder }: Option): string {
  const optional = placeholder === '' ? '' : `[=${placeholder}]`;
  const value = { none: '', required: ` ${placeholder}`, optional }[argument];
  return `${letter === null ? '' : `-${letter}, `}--${names[0]}${value}`;
}

/** The help of an option with its default. */
export function formatMeaning({ help, initial }: Option): string {
  return initial === null ? help : `${help} [${initial}]`;
}

const WIDTH = 80;
const INDENT = 30;

const HEAD = `Usage: tsgi [options...] [app.ini] [app.py]

Serves a Python WSGI application. The options are uWSGI's; each can also be set
in an ini, YAML, JSON or XML file (section uwsgi), or in the environment as
UWSGI_NAME. Names can be shortened. Defaults are in brackets.
`;

const FOOT = `tsgi --http :9090 --wsgi-file app.py --processes 4 --threads 2
`;

function formatOption(option: Option): string {
  const usage = `  ${option.letter === null ? '    ' : ''}${formatUsage(option)}`;
  const lines = wrap(formatMeaning(option), WIDTH - INDENT);
  const [first = '', ...rest] = usage.length < INDENT - 1 ? lines : ['', ...lines];
  const head = `${usage.padEnd(INDENT)}${first}`.trimEnd();
  return [head, ...rest.map((line) => `${' '.repeat(INDENT)}${line}`)].map((line) => `${line}\n`).join('');
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
