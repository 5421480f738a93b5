import type { MonitorOptions } from '../cli/options.js';
import type { Limits } from '../metrics/sample/long-requests.js';

/** Limits and secrets that a reading is judged by. */
export function limitsOf({ config, reveal, alsoSecret }: MonitorOptions): Limits {
  return { ...config.thresholds, secrets: { reveal, alsoSecret } };
}
