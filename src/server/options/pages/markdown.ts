import type { Option } from '../rows/option.js';
import { OPTION_GROUPS } from '../rows/option-table.js';
import { formatMeaning, formatUsage } from './help-text.js';

/** The README's section on options: a table for each group. */
export function formatOptionsMarkdown(): string {
  return OPTION_GROUPS.map(({ title, options }) => `### ${title}\n\n${table(options)}`).join('\n');
}

function table(options: readonly Option[]): string {
  return `| option | other names | meaning |\n|---|---|---|\n${options.map(tableRow).join('')}`;
}

function tableRow(option: Option): string {
  const others = option.names.slice(1).map((name) => `\`--${name}\``);
  return `| \`${inCell(formatUsage(option))}\` | ${others.join(' ')} | ${inCell(formatMeaning(option))} |\n`;
}

function inCell(text: string): string {
  return text.replaceAll('|', '\\|');
}
