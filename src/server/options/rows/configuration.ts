import type { ConfigFormat } from '../files/config-lines.js';
import { addHeader } from './added-header.js';
import type { Option, OptionGroup } from './option.js';
import { option, row, switchRow } from './option-rows.js';
import { text } from './option-values.js';

export const ANSWER_OPTIONS: OptionGroup = {
  title: 'Answers',
  options: [
    row(
      'add-header',
      text,
      'add this header to every answer; may be repeated',
      { placeholder: 'NAME: VALUE' },
      addHeader,
    ),
  ],
};

export const CONFIGURATION_OPTIONS: OptionGroup = {
  title: 'Configuration',
  options: [
    load('ini', 'ini', 'read options from an ini file at this point'),
    load('yaml yml y', 'yaml', 'read options from the map uwsgi (or SECTION) of a YAML file'),
    load('json js j', 'json', 'read options from the object uwsgi (or SECTION) of a JSON file'),
    load(
      'xml xmlconfig x',
      'xml',
      'read options from the element uwsgi (with the id SECTION) of an XML file',
    ),
    load('include config', null, 'read options from a file, in the format of its suffix'),
    option('inherit', 'required', 'FILE[:SECTION]', 'read options from a file after all others', null, {
      kind: 'directive',
      directive: 'inherit',
    }),
    option(
      'set-ph set-placeholder set S',
      'required',
      'NAME=VALUE',
      'set the value of %(NAME) for the options that follow',
      null,
      {
        kind: 'directive',
        directive: 'placeholder',
      },
    ),
    switchRow('strict', 'refuse options that neither tsgi nor uWSGI knows', (draft, on) => {
      draft.strict = on;
    }),
    switchRow('show-config', 'print every option as read, then start', (draft, on) => {
      draft.showConfig = on;
    }),
  ],
};

export const COMMAND_OPTIONS: OptionGroup = {
  title: 'Commands',
  options: [
    option('help usage h', 'none', '', 'print this help', null, { kind: 'command', command: 'help' }),
    option('version', 'none', '', 'print the version', null, { kind: 'command', command: 'version' }),
    option('completions', 'required', 'SHELL', 'print a completion script for bash, zsh or fish', null, {
      kind: 'command',
      command: 'completions',
    }),
    option('stop', 'required', 'PIDFILE', 'stop the server with this pid file', null, {
      kind: 'command',
      command: 'stop',
    }),
    option('reload', 'required', 'PIDFILE', 'reload the server with this pid file gracefully', null, {
      kind: 'command',
      command: 'reload',
    }),
  ],
};

function load(names: string, format: ConfigFormat | null, help: string): Option {
  return option(names, 'required', 'FILE[:SECTION]', help, null, {
    kind: 'directive',
    directive: 'load',
    format,
  });
}
