import type { GivenOption } from '../config/server-config.js';

/** Output of `--show-config`, as in uWSGI: every option and placeholder in the order it was read. */
export function formatShownConfig(given: readonly GivenOption[]): string {
  const lines = withoutSecrets(given).map(({ name, value }) => `${name} = ${String(value)}\n`);
  return `;uWSGI instance configuration\n[uwsgi]\n${lines.join('')};end of configuration\n`;
}

const SECRET_OPTIONS: ReadonlySet<string> = new Set(['stats-ws-token']);

/** For whatever shows options to somebody: logs and pages of the application are read by more people than files are. */
export function withoutSecrets(given: readonly GivenOption[]): readonly GivenOption[] {
  return given.map((one) => (SECRET_OPTIONS.has(one.name) ? { ...one, value: '***' } : one));
}
