/** What is worth knowing about the tables of More, and the options of uWSGI that make them appear. */
import type { MoreSection } from '../../fields/table-fields.js';

export const SECTION_NOTES: Readonly<Record<MoreSection, string>> = {
  caches:
    'uWSGI keeps one item of each cache for itself: one of 20 is full with 19. Lookups before an update count as hits and misses.',
  spoolers: 'uWSGI does not tell how many tasks wait: their files lie in the directory of the spooler.',
  crons:
    'Times are those of the server. Only crons of the configuration are told, not those of Python code; what ran before is not told either.',
  daemons:
    'Restarts are counted since tstop attached: the number that uWSGI tells is always 0. While one that keeps dying is throttled, its pid is that of a process that only waits.',
  apps: 'Summed over the workers. LOAD is the slowest start, in whole seconds.',
  metrics: 'uWSGI collects metrics about once a second. Rates are those of counters.',
  legions: 'The node with the highest valor is the lord, once enough of them agree.',
  locks:
    'Who holds a lock is a hint: uWSGI notes it a moment later, and a reader that lets go hides the other readers.',
  keys: 'NODES: those that the router has not given up, of all that subscribed.',
};

export const SECTION_OPTIONS: Readonly<Record<MoreSection, string>> = {
  caches: 'cache2',
  spoolers: 'spooler',
  crons: 'cron2',
  daemons: 'attach-daemon2',
  apps: 'wsgi-file, mount',
  metrics: 'enable-metrics',
  legions: 'legion',
  locks: 'locks',
  keys: 'subscription-server',
};
