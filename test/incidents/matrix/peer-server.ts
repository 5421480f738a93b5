// One of the servers that a drill is staged on: uWSGI of Debian, of PyPI, or tsgi, with the same application and options.

import type { TestContext } from 'node:test';
import { type DrillServer, startStaged } from '../drill-server.js';
import type { Drill, Peer } from './drill.js';

/** null when this uWSGI is not here and the test has been marked as skipped. */
export function startPeer(t: TestContext, peer: Peer, drill: Drill): Promise<DrillServer | null> {
  if (peer === 'tsgi') return startStaged(t, 'tsgi', drill);
  return startStaged(t, 'uwsgi', { ...drill, flavour: FLAVOURS[peer] });
}

const FLAVOURS = { 'uwsgi-2.0.21': 'debian', 'uwsgi-2.0.31': 'pypi' } as const;
