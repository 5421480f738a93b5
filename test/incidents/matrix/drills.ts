// All drills of the matrix by their names.

import { ASYNC } from './async.js';
import type { Drill } from './drill.js';
import { ENDS } from './ends.js';
import { HEALTHY } from './healthy.js';
import { LONG } from './long.js';
import { STATS } from './stats.js';
import { UNSERVED } from './unserved.js';

export const DRILLS: Readonly<Record<string, Drill>> = {
  ...ENDS,
  ...UNSERVED,
  ...LONG,
  ...STATS,
  ...HEALTHY,
  ...ASYNC,
};
