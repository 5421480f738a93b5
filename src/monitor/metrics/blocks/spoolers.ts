import type { SpoolerStats } from '../../../stats/master-blocks.js';
import type { SpoolerSample } from '../sample/block-samples.js';
import { countOf, flagOf, growth, perSecond, pidOf } from '../sample/counters.js';

/** By position: a spooler of several processes has as many entries under one directory. */
export function spoolerSamples(
  spoolers: readonly SpoolerStats[],
  before: readonly SpoolerStats[] | null,
  seconds: number | null,
): readonly SpoolerSample[] {
  return spoolers.map((spooler, index) => {
    const candidate = before?.[index];
    const earlier = candidate?.dir === spooler.dir ? candidate : undefined;
    return {
      directory: spooler.dir,
      pid: pidOf(spooler.pid),
      state: stateOf(spooler),
      tasksTotal: countOf(spooler.tasks),
      tasksPerSecond: perSecond(growth(earlier?.tasks, spooler.tasks), seconds),
      respawns: countOf(spooler.respawns),
    };
  });
}

function stateOf({ pid, running }: SpoolerStats): SpoolerSample['state'] {
  if (pid !== null && pid <= 0) return 'dead';
  const isRunning = flagOf(running);
  if (isRunning === null) return null;
  return isRunning ? 'running' : 'idle';
}
