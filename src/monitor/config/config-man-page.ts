/** `tstop-config.5`, in the man macros of roff, from the same table that reads the file. */
import { KEYMAP } from '../dashboard/keys/keymap.js';
import { roff } from '../text/roff.js';
import { CONFIG_SHAPE } from './config-shape.js';
import { FIXED_KEYS_TEXT } from './key-name.js';
import type { JsonSchema } from './shape.js';

export function configManPage(version: string): string {
  return `.TH TSTOP-CONFIG 5 "" "tstop ${roff(version)}" "File Formats"
.SH NAME
tstop\\-config \\- the configuration file of tstop
.SH DESCRIPTION
One object of JSON (RFC 8259: no comments) in UTF\\-8, of at most 1 MB. Nothing has to be in it, and an empty file says
nothing. The command line goes before the environment, and that before the file.
.PP
What is in it is checked to the last key. With a mistake in it tstop ends with 2 and says the line and the reason; the
file is never written to then.
.SH KEYS
${membersOf(CONFIG_SHAPE.schema).map(entry).join('')}.SH "NAMES OF KEYS"
The character itself; up, down, left, right, pageup, pagedown, home, end, enter, tab, backspace, delete, insert, space,
f1 to f12. With Ctrl C\\-r, with Shift S\\-left. ${roff(FIXED_KEYS_TEXT)}.
.SH ACTIONS
${KEYMAP.map(({ action, keys, help }) => term(action, `${help} (usually ${keys.join(' ') || 'no key'})`)).join('')}.SH SAVING
In the live view S writes what was changed there into the file and leaves the rest as it is. It asks when somebody else
has changed the file since it was read, follows a symbolic link, keeps the mode, and replaces the file as a whole or not
at all.
.SH FILES
.TP
$XDG_CONFIG_HOME/tstop/config.json, ~/.config/tstop/config.json
Read unless
.B \\-\\-config
names another file or
.B \\-\\-no\\-config
none.
.TP
tstop\\-config.schema.json
JSON Schema of the file, for editors; "$schema" in the file names it.
.SH EXAMPLE
.nf
tstop \\-\\-print\\-config
.fi
prints all that is in force, ready to be saved.
.SH "SEE ALSO"
.BR tsgi (1)
`;
}

interface Member {
  readonly name: string;
  readonly schema: JsonSchema;
}

function membersOf(schema: JsonSchema): readonly Member[] {
  const properties = isSchema(schema['properties']) ? schema['properties'] : {};
  return Object.entries(properties).flatMap(([name, inner]) =>
    isSchema(inner) ? [{ name, schema: inner }] : [],
  );
}

/** Thresholds and what is said of a server each have a line; columns, sorting and actions are told elsewhere. */
function entry({ name, schema }: Member): string {
  const inside = name === 'thresholds' ? membersOf(schema) : name === 'servers' ? ofServers(schema) : [];
  const lines = inside.map((member) => term(member.name, textOf(member.schema))).join('');
  return term(name, textOf(schema)) + (lines === '' ? '' : `.RS\n${lines}.RE\n`);
}

function ofServers(schema: JsonSchema): readonly Member[] {
  const inner = schema['additionalProperties'];
  return isSchema(inner) ? membersOf(inner) : [];
}

function textOf(schema: JsonSchema): string {
  const { description = '', enum: words } = schema;
  return `${String(description)}${Array.isArray(words) ? `: ${words.join(', ')}` : ''}`;
}

function term(name: string, text: string): string {
  return `.TP\n.B ${roff(name)}\n${roff(text)}\n`;
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null;
}
