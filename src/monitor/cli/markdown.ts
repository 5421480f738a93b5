import { COMMAND_ROWS } from './command-table.js';
import { OPTION_GROUPS, type OptionRow } from './option-table.js';

/** The README's table of options and commands. */
export function optionsMarkdown(): string {
  const groups = OPTION_GROUPS.map(
    ({ title, options }) => `| **${title}** | |\n${options.map(tableRow).join('')}`,
  );
  const commands = COMMAND_ROWS.map(
    ({ name, takes, about, options }) =>
      `| **tstop ${name} ${takes}** | ${about} |\n${options.map(tableRow).join('')}`,
  );
  return `| option | meaning |\n|---|---|\n${[...groups, ...commands].join('')}`;
}

function tableRow({ flags, help }: OptionRow): string {
  return `| \`${flags}\` | ${help.replaceAll('|', '\\|').replaceAll('<', '&lt;')} |\n`;
}
