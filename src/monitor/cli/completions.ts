/** The command line of tstop as shells complete it, from the table that it is read with. */
import type {
  CompletedOption,
  CompletedProgram,
  CompletedValue,
} from '../../completions/completed-program.js';
import { fieldHeadsOf } from '../snapshot/dictionary.js';
import { TABLE_VIEWS } from '../snapshot/views.js';
import { COMMAND_ROWS, optionGroupsOf } from './command-table.js';
import { OPTION_ROWS, type OptionRow } from './option-table.js';

export function completedProgram(): CompletedProgram {
  const commands = COMMAND_ROWS.map(({ name, about }) => {
    const options = optionGroupsOf(name).flatMap((group) => group.options);
    return { name, about, options: options.map(completedOption) };
  });
  return { name: 'tstop', options: OPTION_ROWS.map(completedOption), commands };
}

function completedOption(row: OptionRow): CompletedOption {
  const names = row.flags.split(/,? /).filter((word) => word.startsWith('-'));
  return { names, about: row.help, value: completedValue(row) };
}

function completedValue({ takes, values }: OptionRow): CompletedValue {
  if (takes !== 'text') return { kind: 'none' };
  switch (values) {
    case undefined:
      return { kind: 'text' };
    case 'file':
      return { kind: 'file' };
    case 'fields':
      return { kind: 'names', choice: { by: '--view', otherwise: 'workers', names: fieldsByView() } };
    default:
      return { kind: 'words', words: values };
  }
}

function fieldsByView(): Readonly<Record<string, readonly string[]>> {
  const names = TABLE_VIEWS.map((view) => [view, fieldHeadsOf(view).map(({ name }) => name)] as const);
  return Object.fromEntries(names);
}
