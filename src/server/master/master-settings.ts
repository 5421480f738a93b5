import type { OwnFiles } from '../files/own-files.js';
import type { LogSink } from '../log/log-sink.js';
import type { ServerConfig } from '../options/config/server-config.js';

export interface MasterSettings {
  readonly config: ServerConfig;
  readonly version: string;
  readonly log: LogSink;
  readonly startDirectory: string;
  /** What the server has made; with `--vacuum` it is removed at the end. */
  readonly own: OwnFiles;
  /** Read anew for each reload. @throws when the configuration is broken: the old one stays. */
  readonly readConfig: () => ServerConfig;
}
