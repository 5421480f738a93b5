import type { ServerConfig } from './server-config.js';

/**
 * Where the workers tell their stacks, wherever the application goes from `cwd`; the number of the worker comes behind
 * it. With `@` in front it is the name of abstract sockets.
 */
export function tracebackerPrefix({ application }: ServerConfig, cwd: string): string | null {
  const given = application.tracebacker;
  return given === null || /^[/@]/.test(given) ? given : `${cwd}/${given}`;
}
