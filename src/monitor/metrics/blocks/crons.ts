import type { CronStats } from '../../../stats/master-blocks.js';
import type { CronSample, LegionSample } from '../sample/block-samples.js';
import { flagOf, millisecondsOf, pidOf } from '../sample/counters.js';
import { type CronFields, cronFieldsOf, nextRunAnywhereMs, nextRunMs } from './cron-schedule.js';
import { cronWords } from './cron-words.js';

interface CronSetting {
  readonly nowMs: number;
  /** The server's clock, in local time: what to take off `nowMs` for it. */
  readonly offsetMs: number;
  /** Of the server's time zone, minutes east of UTC; null where it is not known. */
  readonly utcOffsetMinutes: number | null;
  readonly legions: readonly LegionSample[];
}

export function cronSamples(crons: readonly CronStats[], setting: CronSetting): readonly CronSample[] {
  const nextRuns = new Map<string, number | null>();
  const nextRunOf = (spec: string, fields: CronFields) => {
    const known = nextRuns.get(spec);
    if (known !== undefined) return known;
    const next = nextRun(fields, setting);
    nextRuns.set(spec, next);
    return next;
  };
  return crons.map((cron) => cronSample(cron, setting, nextRunOf));
}

function cronSample(
  cron: CronStats,
  setting: CronSetting,
  nextRunOf: (spec: string, fields: CronFields) => number | null,
): CronSample {
  const fields = cronFieldsOf(cron);
  const spec =
    fields === null ? null : [fields.minute, fields.hour, fields.day, fields.month, fields.week].join(' ');
  const pid = pidOf(cron.pid);
  const startedAtMs = millisecondsOf(cron.started_at);
  const legion = cron.legion === '' ? null : cron.legion;
  const runsHere = legion === null || isLordOf(legion, setting.legions);
  return {
    command: cron.command,
    schedule: fields === null ? null : cronWords(fields),
    spec,
    state: pid === null ? 'waiting' : 'running',
    pid,
    startedAtMs,
    ageSeconds: pid === null ? null : secondsSince(startedAtMs, setting),
    unique: flagOf(cron.unique),
    nextRunMs: fields === null || spec === null || !runsHere ? null : nextRunOf(spec, fields),
    legion,
  };
}

/** In the server's local time; its clock decides when a minute begins. */
function nextRun(fields: CronFields, { nowMs, offsetMs, utcOffsetMinutes }: CronSetting): number | null {
  const serverMs = nowMs - offsetMs;
  const next =
    utcOffsetMinutes === null
      ? nextRunAnywhereMs(fields, serverMs)
      : nextRunMs(fields, serverMs, utcOffsetMinutes);
  return next === null ? null : next + offsetMs;
}

function secondsSince(timeMs: number | null, { nowMs, offsetMs }: CronSetting): number | null {
  return timeMs === null ? null : Math.max(0, nowMs - offsetMs - timeMs) / 1000;
}

function isLordOf(legion: string, legions: readonly LegionSample[]): boolean {
  return legions.some(({ name, state }) => name === legion && state === 'lord');
}
