import { configChanges, withChanges } from './config-changes.js';
import type { Config } from './config-shape.js';
import { configText } from './config-text.js';
import { parseConfig } from './parse-config.js';

/**
 * The text of a configuration file with what was changed on the screen from `before` to `after`; null if nothing was. `text`
 * is what the file holds now, null without one. Throws `ConfigTextError` for a file with a mistake in it, and where the
 * changes contradict those of another program.
 */
export function changedText(text: string | null, before: Config, after: Config): string | null {
  const changes = configChanges(before, after);
  if (Object.keys(changes).length === 0) return null;
  const values = text === null ? {} : parseConfig(text).values;
  const written = configText(withChanges(values, changes));
  parseConfig(written);
  return written;
}
