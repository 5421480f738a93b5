import type { OwnFiles } from '../files/own-files.js';
import type { LogSink } from '../log/log-sink.js';
import type { ServerConfig } from '../options/config/server-config.js';

export interface MasterSettings {
  readonly config: ServerConfig;
  readonly version: string;
  readonly log: LogSink;
  readonly startDirectory: string;
  /** Files that the server created; `--vacuum` removes them at the end. */
  readonly own: OwnFiles;
  /** Read anew for each reload. @throws when the configuration is broken: the old one stays. */
  readonly readConfig: () => ServerConfig;
}
