import { readFileSync } from 'node:fs';
import type { StatsConfig } from '../options/config/server-config.js';
import { StartError } from '../process/start-error.js';

/**
 * The token that viewers over WebSocket must present. A file keeps it out of the list of processes.
 * @throws StartError when the file cannot be used
 */
export function readViewerToken({ webSocketToken, webSocketTokenFile: path }: StatsConfig): string | null {
  if (path === null) return webSocketToken;
  let token: string;
  try {
    token = readFileSync(path, 'utf8').trim();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartError(`Cannot read the token for viewers in "${path}": ${reason}`);
  }
  if (token === '') throw new StartError(`Cannot use the token for viewers in "${path}": the file is empty`);
  return token;
}
