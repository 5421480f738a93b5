import type { LogConfig } from '../options/config/server-config.js';
import { formatLogTime } from './request-log.js';
import { formatStrftime } from './strftime.js';

/** `--logdate`: prefix of each line of the log; '' without it. */
export function linePrefix({ logdate }: LogConfig, ms: number): string {
  if (logdate === null) return '';
  return logdate === true ? `${formatLogTime(ms)} - ` : formatStrftime(logdate, ms);
}
