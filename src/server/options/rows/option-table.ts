/**
 * Every option of tsgi once. The table feeds the command line, configuration files, the environment, help, the README's
 * section and the man page; `known-options.ts` has the names of uWSGI's other options.
 */
import type { Option, OptionGroup } from './option.js';
import { applicationOptions } from './options-application.js';
import { answerOptions, commandOptions, configurationOptions } from './options-configuration.js';
import { limitOptions } from './options-limits.js';
import { processOptions } from './options-process.js';
import { logOptions, statsOptions } from './options-reporting.js';
import { socketOptions } from './options-sockets.js';
import { workerOptions } from './options-workers.js';

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
