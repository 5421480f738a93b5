/**
 * Every option of tsgi once. The table feeds the command line, configuration files, the environment, help, the README's
 * section and the man page; `known-options.ts` has the names of uWSGI's other options.
 */

import { APPLICATION_OPTIONS } from './application.js';
import { ANSWER_OPTIONS, COMMAND_OPTIONS, CONFIGURATION_OPTIONS } from './configuration.js';
import { LIMIT_OPTIONS } from './limits.js';
import type { Option, OptionGroup } from './option.js';
import { PROCESS_OPTIONS } from './processes.js';
import { LOG_OPTIONS, STATS_OPTIONS } from './reporting.js';
import { SOCKET_OPTIONS } from './sockets.js';
import { WORKER_OPTIONS } from './workers.js';

/** In the order of help. */
export const OPTION_GROUPS: readonly OptionGroup[] = [
  SOCKET_OPTIONS,
  APPLICATION_OPTIONS,
  WORKER_OPTIONS,
  LIMIT_OPTIONS,
  STATS_OPTIONS,
  LOG_OPTIONS,
  PROCESS_OPTIONS,
  ANSWER_OPTIONS,
  CONFIGURATION_OPTIONS,
  COMMAND_OPTIONS,
];

const OPTIONS_BY_NAME: ReadonlyMap<string, Option> = new Map(
  allOptions().flatMap((option) => option.names.map((name) => [name, option] as const)),
);

const OPTIONS_BY_LETTER: ReadonlyMap<string, Option> = new Map(
  allOptions().flatMap((option) => (option.letter === null ? [] : [[option.letter, option] as const])),
);

export function allOptions(): readonly Option[] {
  return OPTION_GROUPS.flatMap(({ options }) => options);
}

/** By any of its long names. */
export function optionFor(name: string): Option | null {
  return OPTIONS_BY_NAME.get(name) ?? null;
}

export function optionForLetter(letter: string): Option | null {
  return OPTIONS_BY_LETTER.get(letter) ?? null;
}

export function optionNames(): readonly string[] {
  return [...OPTIONS_BY_NAME.keys()];
}
