import type { TermMeaning } from '../dashboard/keys/server-actions.js';

/**
 * Effect of SIGTERM on a uWSGI master: it reloads, but stops with `die-on-term`, which may be set in configuration
 * files, in the environment and, one day, in the program itself. What is not certain is unknown.
 * `environment`: null when it may not be read.
 */
export function termMeaning(
  version: string | null,
  command: readonly string[],
  environment: readonly string[] | null,
): TermMeaning {
  if (version === null || !/^(?:1\.9|2\.0)\b/.test(version)) return 'unknown';
  const [program = '', ...words] = command;
  // Its name for ps was changed: the words are gone.
  if (!/(?:^|\/)(?:py)?uwsgi[-\w.]*$/.test(program)) return 'unknown';
  // getopt takes any beginning that nothing else begins with.
  if (words.some((word) => DIE_ON_TERM.test(word))) return 'stops';
  if (environment === null || environment.some((line) => line.startsWith('UWSGI_'))) return 'unknown';
  return words.some(isConfiguration) ? 'unknown' : 'reloads';
}

const DIE_ON_TERM = /^--die(?:-|$)/;

function isConfiguration(word: string): boolean {
  return CONFIGURATION_OPTION.test(word) || CONFIGURATION_FILE.test(word);
}

/** Options that read more options from elsewhere. */
const CONFIGURATION_OPTION =
  /^(?:-[xyjc]|--(?:ini|xml|ya?ml|json|js|config|cfg|include|inherit|sqlite3?|ldap|zeus|emperor|vassal|vars-from|plugin-config))/;
const CONFIGURATION_FILE = /\.(?:ini|xml|ya?ml|json|js|conf|cfg|db|sqlite3?)(?::.*)?$/i;
