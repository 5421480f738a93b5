import { bashScript } from './bash.js';
import type { CompletedProgram } from './completed-program.js';
import { fishScript } from './fish.js';
import { zshScript } from './zsh.js';

const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript };

export type Shell = keyof typeof SCRIPTS;

export const SHELLS: readonly Shell[] = ['bash', 'zsh', 'fish'];

/** Read by the shell to complete the program's command line. */
export function completionScript(shell: Shell, program: CompletedProgram): string {
  return SCRIPTS[shell](program);
}
