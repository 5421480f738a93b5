import { DEFAULT_THRESHOLDS } from '../metrics/sample/thresholds.js';
import { defaultConfigPath, ForbiddenFileError, readConfigText } from './config-file.js';
import type { Environment, LoadedConfig } from './options.js';
import type { RawOptions } from './raw-options.js';
import { UsageError } from './usage-error.js';

/**
 * A default file that is missing is no error, nor is one of somebody else, whose `$HOME` is in force (`sudo -u www-data`); one
 * that was named is. The parser is loaded for those who have a file only. Throws `UsageError` of one line.
 */
export async function loadConfig(raw: RawOptions, env: Environment): Promise<LoadedConfig> {
  if (raw.config === false) return NO_CONFIG;
  const path = raw.config ?? defaultConfigPath(env);
  if (path === null) return NO_CONFIG;
  let text: string | null;
  try {
    text = readConfigText(path);
  } catch (error) {
    if (raw.config !== undefined || !(error instanceof ForbiddenFileError)) throw error;
    return { ...NO_CONFIG, path, note: `${error.message}; going on without it` };
  }
  if (text !== null) return { path, text, ...(await parsed(path, text)) };
  if (raw.config !== undefined) throw new UsageError(`Cannot read config "${path}": there is no such file`);
  return { ...NO_CONFIG, path };
}

const NO_CONFIG: LoadedConfig = { path: null, text: null, values: {}, thresholds: DEFAULT_THRESHOLDS };

async function parsed(path: string, text: string): Promise<Pick<LoadedConfig, 'values' | 'thresholds'>> {
  const { ConfigTextError, parseConfig } = await import('../config/parse-config.js');
  try {
    return parseConfig(text);
  } catch (error) {
    if (!(error instanceof ConfigTextError)) throw error;
    throw new UsageError(`Cannot use config "${path}", ${error.message}`);
  }
}
