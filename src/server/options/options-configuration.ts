import { UsageError } from '../usage-error.js';
import type { Draft, OptionGroup } from './option.js';
import { option, row, switchRow } from './option-rows.js';
import { text } from './option-values.js';

export const answerOptions: OptionGroup = {
  title: 'Answers',
  options: [
    row(
      'add-header',
      text,
      'put on every answer; may be repeated',
      { placeholder: 'NAME: VALUE' },
      addHeader,
    ),
  ],
};

export const configurationOptions: OptionGroup = {
  title: 'Configuration',
  options: [
    option(
      'ini config include',
      'required',
      'FILE[:SECTION]',
      'read options from an ini file, here and now',
      null,
      {
        kind: 'directive',
        directive: 'load',
      },
    ),
    option('inherit', 'required', 'FILE[:SECTION]', 'the same, after everything else', null, {
      kind: 'directive',
      directive: 'inherit',
    }),
    option(
      'set-ph set-placeholder set S',
      'required',
      'NAME=VALUE',
      'a value for %(NAME) in what follows',
      null,
      {
        kind: 'directive',
        directive: 'placeholder',
      },
    ),
    switchRow('strict', 'unknown options, and those without effect, are errors', (draft, on) => {
      draft.strict = on;
    }),
    switchRow('show-config', 'print every option as it was read, then go on', (draft, on) => {
      draft.showConfig = on;
    }),
  ],
};

export const commandOptions: OptionGroup = {
  title: 'Commands',
  options: [
    option('help usage h', 'none', '', 'print this', null, { kind: 'command', command: 'help' }),
    option('version', 'none', '', 'print the version', null, { kind: 'command', command: 'version' }),
    option('stop', 'required', 'PIDFILE', 'stop the server of this pid file', null, {
      kind: 'command',
      command: 'stop',
    }),
    option('reload', 'required', 'PIDFILE', 'reload it gracefully', null, {
      kind: 'command',
      command: 'reload',
    }),
  ],
};

function addHeader(draft: Draft, given: string): void {
  const parts = /^([!#$%&'*+.^_`|~\w-]+):[ \t]*(.*)$/s.exec(given);
  if (parts === null) throw new UsageError('"Name: value" is wanted');
  const [, name = '', value = ''] = parts;
  if (/[\0\r\n]/.test(value)) throw new UsageError('a header is one line');
  draft.config.addHeaders.push({ name, value: value.trimEnd() });
}
