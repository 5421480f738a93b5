import { OPTION_GROUPS, type OptionRow } from './option-table.js';

/** The README's table of options. */
export function optionsMarkdown(): string {
  const groups = OPTION_GROUPS.map(
    ({ title, options }) => `| **${title}** | |\n${options.map(tableRow).join('')}`,
  );
  return `| option | meaning |\n|---|---|\n${groups.join('')}`;
}

function tableRow({ flags, help }: OptionRow): string {
  return `| \`${flags}\` | ${help.replaceAll('|', '\\|').replaceAll('<', '&lt;')} |\n`;
}
