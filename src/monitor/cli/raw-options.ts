import type { COMMANDS } from './command-table.js';
import type { OPTION_GROUPS, OptionRow } from './option-table.js';

type Row = (typeof OPTION_GROUPS)[number]['options'][number] | (typeof COMMANDS)[number]['options'][number];
type Named<Takes extends OptionRow['takes']> = Extract<Row, { readonly takes: Takes }>['name'];

/** Options that have only an opposite are there unless it is given. */
type OnlyOff = Exclude<Named<'off'>, Named<'flag'> | Named<'text'>>;

/** Commander's result: every value is still text; false where the opposite was given. */
export type RawOptions = {
  readonly [N in Named<'text'>]?: N extends Named<'off'> ? string | false : string;
} & {
  readonly [N in Named<'flag'>]?: N extends Named<'off'> ? boolean : true;
} & { readonly [N in OnlyOff]: boolean };
