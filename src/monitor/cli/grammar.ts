import { Option, Command as Program } from 'commander';
import { COMMANDS, type CommandName, optionGroupsOf } from './command-table.js';

/** The grammar of the command line behind a command, or without one; groups and order are those of the help. */
export function buildProgram(command: CommandName | null = null): Program {
  const row = COMMANDS.find(({ name }) => name === command);
  const program = new Program(row === undefined ? 'tstop' : `tstop ${row.name}`)
    .usage(`[options] ${row === undefined ? '[ADDRESS]' : row.takes}`)
    .argument('[address...]')
    .helpOption(false)
    .configureHelp({ helpWidth: 80, visibleArguments: () => [] })
    .configureOutput({ writeOut: () => {}, writeErr: () => {} })
    .exitOverride();
  for (const { title, options } of optionGroupsOf(command)) {
    for (const { flags, help } of options) program.addOption(new Option(flags, help).helpGroup(`${title}:`));
  }
  return program;
}
