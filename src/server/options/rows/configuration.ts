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
      'add a header to every answer; may be repeated',
      { placeholder: 'NAME: VALUE' },
      addHeader,
    ),
  ],
};

export const CONFIGURATION_OPTIONS: OptionGroup = {
  title: 'Configuration',
  options: [
    load('ini', 'ini', 'read options from an ini file, here and now'),
    load('yaml yml y', 'yaml', 'read options from the map uwsgi (or SECTION) of a YAML file'),
    load('json js j', 'json', 'read options from the object uwsgi (or SECTION) of a JSON file'),
    load('xml xmlconfig x', 'xml', 'read options from the element uwsgi (of the id SECTION) of an XML file'),
    load('include config', null, 'read options from a file whose name tells its format'),
    option('inherit', 'required', 'FILE[:SECTION]', 'read options from a file after everything else', null, {
      kind: 'directive',
      directive: 'inherit',
    }),
    option(
      'set-ph set-placeholder set S',
      'required',
      'NAME=VALUE',
      'set the value of %(NAME) for what follows',
      null,
      {
        kind: 'directive',
        directive: 'placeholder',
      },
    ),
    switchRow('strict', 'refuse to start with options that neither tsgi nor uWSGI knows', (draft, on) => {
      draft.strict = on;
    }),
    switchRow('show-config', 'print every option as it was read, then start', (draft, on) => {
      draft.showConfig = on;
    }),
  ],
};

export const COMMAND_OPTIONS: OptionGroup = {
  title: 'Commands',
  options: [
    option('help usage h', 'none', '', 'print this help', null, { kind: 'command', command: 'help' }),
    option('version', 'none', '', 'print the version', null, { kind: 'command', command: 'version' }),
    option(
      'completions',
      'required',
      'SHELL',
      'print what completes these options in bash, zsh or fish',
      null,
      {
        kind: 'command',
        command: 'completions',
      },
    ),
    option('stop', 'required', 'PIDFILE', 'stop the server of this pid file', null, {
      kind: 'command',
      command: 'stop',
    }),
    option('reload', 'required', 'PIDFILE', 'reload the server of this pid file gracefully', null, {
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
