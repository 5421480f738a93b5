/**
 * Every option of tsgi once. The table feeds the command line, configuration files, the environment, help, the README's
 * section and the man page; `known-options.ts` has the names of uWSGI's other options.
 */

import { applicationOptions } from './application.js';
import { answerOptions, commandOptions, configurationOptions } from './configuration.js';
import { limitOptions } from './limits.js';
import type { Option, OptionGroup } from './option.js';
import { processOptions } from './processes.js';
import { logOptions, statsOptions } from './reporting.js';
import { socketOptions } from './sockets.js';
import { workerOptions } from './workers.js';

/** In the order of help. */
export const optionGroups: readonly OptionGroup[] = [
  socketOptions,
  applicationOptions,
  workerOptions,
  limitOptions,
  statsOptions,
  logOptions,
  processOptions,
  answerOptions,
  configurationOptions,
  commandOptions,
];

const optionsByName: ReadonlyMap<string, Option> = new Map(
  allOptions().flatMap((option) => option.names.map((name) => [name, option] as const)),
);

const optionsByLetter: ReadonlyMap<string, Option> = new Map(
  allOptions().flatMap((option) => (option.letter === null ? [] : [[option.letter, option] as const])),
);

export function allOptions(): readonly Option[] {
  return optionGroups.flatMap(({ options }) => options);
}

/** By any of its long names. */
export function optionFor(name: string): Option | null {
  return optionsByName.get(name) ?? null;
}

export function optionForLetter(letter: string): Option | null {
  return optionsByLetter.get(letter) ?? null;
}

export function optionNames(): readonly string[] {
  return [...optionsByName.keys()];
}
