import type { GivenOption } from './server-config.js';

/** What `--show-config` prints, as uWSGI does: every option and placeholder in the order it was read. */
export function formatShownConfig(given: readonly GivenOption[]): string {
  const lines = given.map(({ name, value }) => `${name} = ${String(value)}\n`);
  return `;uWSGI instance configuration\n[uwsgi]\n${lines.join('')};end of configuration\n`;
}
