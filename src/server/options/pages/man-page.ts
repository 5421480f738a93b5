import type { Option } from '../rows/option.js';
import { OPTION_GROUPS } from '../rows/option-table.js';
import { formatMeaning } from './help-text.js';

/** `tsgi.1`, in the man macros of roff. */
export function formatManPage(version: string): string {
  const groups = OPTION_GROUPS.map(
    ({ title, options }) => `.SS ${escapeRoff(title)}\n${options.map(entry).join('')}`,
  );
  return `.TH TSGI 1 "" "tstop ${escapeRoff(version)}" "User Commands"
.SH NAME
tsgi \\- serve Python WSGI applications with the options of uWSGI
.SH SYNOPSIS
.B tsgi
[\\fIoption\\fR ...] [\\fIapp.ini\\fR] [\\fIapp.py\\fR]
.SH DESCRIPTION
Options may be shortened to any beginning that fits one of them only. Each may also stand in the section
.B uwsgi
of an ini, YAML, JSON or XML file, or in the environment as UWSGI_NAME in capitals with underscores.
.SH OPTIONS
${groups.join('')}.SH "EXIT STATUS"
0 after a stop, 1 for what cannot be used, 22 with
.B \\-\\-need\\-app
when no application loads.
.SH "SEE ALSO"
.BR tstop (1)
`;
}

function entry(option: Option): string {
  const letter = option.letter === null ? '' : `\\fB\\-${option.letter}\\fR, `;
  const value = {
    none: '',
    required: ` ${italic(option)}`,
    optional: option.placeholder === '' ? '' : `[=${italic(option)}]`,
  }[option.argument];
  const names = option.names.map((name) => `\\fB\\-\\-${escapeRoff(name)}\\fR`).join(', ');
  return `.TP\n${letter}${names}${value}\n${escapeRoff(formatMeaning(option))}\n`;
}

function italic({ placeholder }: Option): string {
  return `\\fI${escapeRoff(placeholder)}\\fR`;
}

/** Hyphens stay hyphens, and no line begins with a dot or an apostrophe, which would be a request. */
function escapeRoff(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^(?=[.'])/gm, '\\&');
}
