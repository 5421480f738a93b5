import { Option, Command as Program } from 'commander';
import { OPTION_GROUPS } from './option-table.js';

/** The grammar of the command line; groups and order are those of the help. */
export function buildProgram(): Program {
  const program = new Program('tstop')
    .usage('[options] [ADDRESS]')
    .argument('[address...]')
    .helpOption(false)
    .configureHelp({ helpWidth: 80, visibleArguments: () => [] })
    .configureOutput({ writeOut: () => {}, writeErr: () => {} })
    .exitOverride();
  for (const { title, options } of OPTION_GROUPS) {
    for (const { flags, help } of options) program.addOption(new Option(flags, help).helpGroup(`${title}:`));
  }
  return program;
}
