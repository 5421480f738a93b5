/** The command line of tsgi as shells complete it, from the table that it is read with. */
import type {
  CompletedOption,
  CompletedProgram,
  CompletedValue,
} from '../../../completions/completed-program.js';
import { SHELLS } from '../../../completions/completion-script.js';
import type { Option } from '../rows/option.js';
import { allOptions } from '../rows/option-table.js';

export function completedProgram(): CompletedProgram {
  return { name: 'tsgi', options: allOptions().map(completedOption) };
}

/** uWSGI's other names are understood and left out, as in the help. */
function completedOption(option: Option): CompletedOption {
  const letter = option.letter === null ? [] : [`-${option.letter}`];
  return { names: [...letter, `--${option.names[0]}`], about: option.help, value: completedValue(option) };
}

/** An optional value does not stand in a word of its own. */
function completedValue({ argument, placeholder }: Option): CompletedValue {
  if (argument !== 'required') return { kind: 'none' };
  if (placeholder === 'SHELL') return { kind: 'words', words: SHELLS };
  return { kind: FILES.test(placeholder) ? 'file' : 'text' };
}

/** A socket may be a path, too. */
const FILES = /^(?:FILE|DIR|PIDFILE|ADDR|SOCKET|PREFIX)/;
