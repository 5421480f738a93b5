import type { ApplicationSource, Mount } from '../config/server-config.js';
import { UsageError } from '../errors/usage-error.js';
import { count } from './number-values.js';
import type { ApplyContext, Draft, OptionGroup } from './option.js';
import { always, field, row, switchMasterOn } from './option-rows.js';
import { directory, flag, path, readText, text } from './option-values.js';

const MOST_LOCKS = 65_536;

export const APPLICATION_OPTIONS: OptionGroup = {
  title: 'Application',
  options: [
    row('wsgi-file file', path, 'load the application from this file', {}, (draft, file) => {
      draft.entry = { kind: 'file', path: file, callable: null };
    }),
    row(
      'module wsgi w',
      text,
      'import the application from this module; NAME() is called to create it',
      { placeholder: 'PKG.MOD[:NAME]' },
      (draft, name) => {
        draft.entry = parseModule(name);
      },
    ),
    row(
      'callable',
      text,
      'name of the WSGI callable',
      { placeholder: 'NAME', initial: 'application' },
      (draft, name) => {
        draft.callable = name;
      },
    ),
    row(
      'mount',
      text,
      'load another application under this path; may be repeated',
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
      'answer paths outside every --mount with an error instead of the first application',
    ),
    field('need-app', ['application', 'needApp'], needApp(), 'exit with code 22 if no application loads'),
    field(
      'lazy-apps lazy',
      ['application', 'lazyApps'],
      flag,
      'load the application in each worker instead of once before forking',
    ),
    row('chdir', directory, 'change to this directory before loading the application', {}, (draft, given) => {
      draft.config.process.chdir = given;
    }),
    row(
      'pythonpath python-path pp',
      directory,
      'prepend a directory, or all that a pattern matches, to sys.path; may be repeated',
      {},
      addToPythonPath,
    ),
    row(
      'virtualenv venv home pyhome H',
      directory,
      'use this virtual environment: its bin/python runs the application',
      {},
      (draft, given) => {
        draft.config.application.virtualenv = withoutSlash(given);
      },
    ),
    row(
      'python',
      path,
      'run the application with this interpreter: Python 3.8 or later',
      { initial: 'python3' },
      (draft, given) => {
        draft.python = given;
      },
    ),
    row(
      'env',
      text,
      'set an environment variable for the application; may be repeated',
      { placeholder: 'NAME=VALUE' },
      (draft, given) => {
        draft.config.application.env.push(parseVariable(given));
      },
    ),
    row(
      'unenv',
      text,
      'remove an environment variable from the application; may be repeated',
      { placeholder: 'NAME' },
      (draft, name) => {
        draft.config.application.env.push({ name, value: null });
      },
    ),
    field(
      'py-tracebacker',
      ['application', 'tracebacker'],
      { ...path, placeholder: 'PREFIX' },
      "serve each worker's Python stacks on a unix socket named PREFIX and its number; tstop shows them",
      { also: switchMasterOn },
    ),
    field('locks', ['application', 'locks'], count(1, MOST_LOCKS), 'number of locks for uwsgi.lock()'),
    always('single-interpreter i', 'no effect: a worker always has one interpreter'),
    always('enable-threads T', 'no effect: threads of the application always run'),
  ],
};

/**
 * `FILE.py` and `FILE.wsgi` are files, anything else is a module: `PKG.MOD[:NAME]`. uWSGI takes everything with a colon for
 * a module; `FILE.py:NAME` can only be meant as a file, but `shop.wsgi:NAME` is the module of every Django project.
 */
function parseSource(given: string): ApplicationSource {
  const colon = given.indexOf(':', given.lastIndexOf('/') + 1);
  const name = colon < 0 ? given : given.slice(0, colon);
  const isFile = name.endsWith('.py') || (name.endsWith('.wsgi') && (colon < 0 || name.includes('/')));
  if (!isFile) return parseModule(given);
  return { kind: 'file', path: readText(name), callable: (colon < 0 ? '' : given.slice(colon + 1)) || null };
}

function parseModule(given: string): ApplicationSource {
  const colon = given.indexOf(':');
  const name = colon < 0 ? given : given.slice(0, colon);
  if (name === '') throw new UsageError('the name of a module is missing');
  return { kind: 'module', name, callable: (colon < 0 ? '' : given.slice(colon + 1)) || null };
}

function parseMount(given: string): Mount {
  const equals = given.indexOf('=');
  const source = given.slice(equals + 1).trim();
  if (equals < 0 || source === '') throw new UsageError('expected /path=file.py or /path=module:name');
  const at = withoutSlash(given.slice(0, equals).trim());
  return { mountpoint: at === '' || at.startsWith('/') ? at : `/${at}`, source: parseSource(source) };
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
  if (equals < 1) throw new UsageError('expected NAME=VALUE');
  return { name: given.slice(0, equals), value: given.slice(equals + 1) };
}
