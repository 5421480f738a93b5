import type { ServerHead } from './schema.js';
import { numberOrNull, textOrNull, type Wire } from './wire-values.js';

export function serverHeadFrom(wire: Wire<ServerHead>): ServerHead {
  return {
    version: textOrNull(wire.version),
    pid: numberOrNull(wire.pid),
    uid: numberOrNull(wire.uid),
    gid: numberOrNull(wire.gid),
    cwd: textOrNull(wire.cwd),
  };
}
