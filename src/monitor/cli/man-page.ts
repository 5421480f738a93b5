/** `tstop.1`, in the man macros of roff, from the table that the command line is read with. */
import { roff } from '../text/roff.js';
import { COMMAND_ROWS } from './command-table.js';
import { ADDRESS_FORMS, EXAMPLES, EXIT_STATUS } from './help.js';
import { OPTION_GROUPS, type OptionRow } from './option-table.js';

export function formatManPage(version: string): string {
  const groups = OPTION_GROUPS.map(({ title, options }) => `.SS "${roff(title)}"\n${optionTexts(options)}`);
  const commands = COMMAND_ROWS.map(
    ({ name, takes, about, options }) =>
      `.SS "tstop ${roff(name)} ${roff(takes)}"\n${roff(about)}\n${optionTexts(options)}`,
  );
  return `.TH TSTOP 1 "" "tstop ${roff(version)}" "User Commands"
.SH NAME
tstop \\- live view of a uWSGI server, and snapshots of it for scripts
.SH SYNOPSIS
.B tstop
[\\fIoption\\fR ...] [\\fIADDRESS\\fR]
.SH ADDRESSES
.nf
${roff(ADDRESS_FORMS)}
.fi
.SH OPTIONS
${groups.join('')}.SH COMMANDS
A command is the first word, and goes before an address. Each has a --help of its own.
${commands.join('')}.SH EXAMPLES
.nf
${roff([EXAMPLES, ...COMMAND_ROWS.map(({ examples }) => examples)].join('\n'))}
.fi
.SH "EXIT STATUS"
${roff(EXIT_STATUS)}
.SS Commands
.nf
${roff(COMMAND_ROWS.map(({ name, exitStatus }) => `${name}: ${exitStatus}`).join('\n'))}
.fi
.SH "SEE ALSO"
.BR tstop\\-config (5),
.BR tsgi (1)
`;
}

function optionTexts(options: readonly OptionRow[]): string {
  return options.map(({ flags, help }) => `.TP\n${flagsText(flags)}\n${roff(help)}\n`).join('');
}

/** `-d, --delay <time>`: names bold, what they take in italics. */
function flagsText(flags: string): string {
  return flags
    .split(' ')
    .map((word) => {
      const bare = roff(word.replace(/[<>,]/g, ''));
      return word.startsWith('<') ? `\\fI${bare}\\fR` : `\\fB${bare}\\fR${word.endsWith(',') ? ',' : ''}`;
    })
    .join(' ');
}
