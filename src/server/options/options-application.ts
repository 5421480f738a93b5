import { UsageError } from '../usage-error.js';
import type { ApplyContext, Draft, OptionGroup } from './option.js';
import { always, field, row, switchMasterOn } from './option-rows.js';
import { count, directory, flag, path, readText, text } from './option-values.js';
import type { ApplicationSource, Mount } from './server-config.js';

const MOST_LOCKS = 1024;

export const applicationOptions: OptionGroup = {
  title: 'Application',
  options: [
    row('wsgi-file file', path, 'load the application from this file', {}, (draft, file) => {
      draft.entry = { kind: 'file', path: file, callable: null };
    }),
    row(
      'module wsgi w',
      text,
      'load the application from a module on the Python path; NAME() is called to make it',
      { placeholder: 'PKG.MOD[:NAME]' },
      (draft, name) => {
        draft.entry = parseModule(name);
      },
    ),
    row('callable', text, 'its name', { placeholder: 'NAME', initial: 'application' }, (draft, name) => {
      draft.callable = name;
    }),
    row(
      'mount',
      text,
      'another application below a path; may be repeated',
      { placeholder: '/PATH=FILE.py|PKG.MOD:NAME' },
      (draft, given) => {
        draft.config.application.mounts.push(parseMount(given));
      },
    ),
    field(
      'manage-script-name',
      ['application', 'manageScriptName'],
      flag,
      'move the path of --mount from PATH_INFO to SCRIPT_NAME',
    ),
    field(
      'no-default-app',
      ['application', 'noDefaultApp'],
      flag,
      'answer paths that no --mount has with an error instead of the first application',
    ),
    field('need-app', ['application', 'needApp'], needApp(), 'exit with 22 when no application loads'),
    field(
      'lazy-apps lazy',
      ['application', 'lazyApps'],
      flag,
      'load the application in each worker instead of once before they are forked',
    ),
    row('chdir', directory, 'go there before anything is loaded', {}, (draft, given) => {
      draft.config.process.chdir = given;
    }),
    row(
      'pythonpath python-path pp',
      directory,
      'put in front of sys.path; may be repeated, and may be a pattern',
      {},
      addToPythonPath,
    ),
    row(
      'virtualenv venv home pyhome H',
      directory,
      'the virtual environment; its bin/python runs the application',
      {},
      (draft, given) => {
        draft.config.application.virtualenv = withoutSlash(given);
      },
    ),
    row(
      'python',
      path,
      'the Python that runs the application, 3.8 or later',
      { initial: 'python3' },
      (draft, given) => {
        draft.python = given;
      },
    ),
    row(
      'env',
      text,
      'environment variable for the application; may be repeated',
      { placeholder: 'NAME=VALUE' },
      (draft, given) => {
        draft.config.application.env.push(parseVariable(given));
      },
    ),
    field(
      'py-tracebacker',
      ['application', 'tracebacker'],
      { ...path, placeholder: 'PREFIX' },
      'each worker tells the Python stacks of its threads on a unix socket, PREFIX and its number; for b in tstop',
      { also: switchMasterOn },
    ),
    field('locks', ['application', 'locks'], count(1, MOST_LOCKS), 'how many locks uwsgi.lock() has'),
    always('single-interpreter i', 'always so: a worker has one interpreter'),
    always('enable-threads T', 'always so: threads that the application starts do run'),
  ],
};

/** `FILE.py[:NAME]` for a file, anything else is a module: `PKG.MOD[:NAME]`. */
export function parseSource(given: string): ApplicationSource {
  const file = /^(.*\.(?:py|wsgi))(?::([^/]*))?$/s.exec(given);
  if (file === null) return parseModule(given);
  return { kind: 'file', path: readText(file[1] ?? ''), callable: file[2] || null };
}

function parseModule(given: string): ApplicationSource {
  const colon = given.indexOf(':');
  const name = colon < 0 ? given : given.slice(0, colon);
  if (name === '') throw new UsageError('the name of a module is missing');
  return { kind: 'module', name, callable: (colon < 0 ? '' : given.slice(colon + 1)) || null };
}

function parseMount(given: string): Mount {
  const equals = given.indexOf('=');
  if (equals < 0 || equals === given.length - 1) {
    throw new UsageError('/path=file.py or /path=module:name is wanted');
  }
  const at = withoutSlash(given.slice(0, equals));
  return {
    mountpoint: at === '' || at.startsWith('/') ? at : `/${at}`,
    source: parseSource(given.slice(equals + 1)),
  };
}

function withoutSlash(given: string): string {
  let end = given.length;
  while (end > 0 && given[end - 1] === '/') end--;
  return given.slice(0, end);
}

/** A flag that uWSGI also takes with a value on the command line. */
function needApp() {
  return { ...flag, argument: 'optional' as const };
}

function addToPythonPath(draft: Draft, given: string, _text: string, { io }: ApplyContext): void {
  const found = /[*?[]/.test(given) ? io.glob(given) : [];
  draft.config.application.pythonPath.push(...(found.length > 0 ? found : [given]));
}

function parseVariable(given: string): { name: string; value: string } {
  const equals = given.indexOf('=');
  if (equals < 1) throw new UsageError('NAME=VALUE is wanted');
  return { name: given.slice(0, equals), value: given.slice(equals + 1) };
}
