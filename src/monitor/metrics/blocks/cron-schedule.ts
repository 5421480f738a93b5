/**
 * uWSGI's cron fields: -1 is any, -N every N, 0 to N one value; Sunday is 0 and 7. Where both a day of the month and a
 * weekday are given, either will do. uWSGI looks at them in the local time of the server.
 */
import type { CronStats } from '../../../stats/master-blocks.js';

export interface CronFields {
  readonly minute: number;
  readonly hour: number;
  readonly day: number;
  readonly month: number;
  readonly week: number;
}

/** null when one of the five is missing or no whole number. */
export function cronFieldsOf({ minute, hour, day, month, week }: CronStats): CronFields | null {
  if (!isField(minute) || !isField(hour) || !isField(day) || !isField(month) || !isField(week)) return null;
  return { minute, hour, day, month, week };
}

/** When it is due next after `nowMs`; null if never, as on 30 February. The offset is in minutes, east positive. */
export function nextRunMs(fields: CronFields, nowMs: number, utcOffsetMinutes: number): number | null {
  const offsetMs = utcOffsetMinutes * MINUTE_MS;
  let local = Math.floor((nowMs + offsetMs) / MINUTE_MS) * MINUTE_MS + MINUTE_MS;
  const endMs = local + MOST_DAYS * DAY_MS;
  while (local <= endMs) {
    const time = new Date(local);
    if (Number.isNaN(time.getTime())) return null;
    if (!isMatch(fields.month, time.getUTCMonth() + 1)) local = nextMonth(time);
    else if (!isDayOf(fields, time)) local = startOf(local, DAY_MS) + DAY_MS;
    else if (!isMatch(fields.hour, time.getUTCHours())) local = startOf(local, HOUR_MS) + HOUR_MS;
    else if (!isMatch(fields.minute, time.getUTCMinutes())) local += MINUTE_MS;
    else return local - offsetMs;
  }
  return null;
}

/**
 * The same where the server's time zone is not known: null unless every zone there is leads to the same moment. Clocks
 * of zones differ by quarters of an hour.
 */
export function nextRunAnywhereMs(fields: CronFields, nowMs: number): number | null {
  const { hour, day, month, week } = fields;
  if (hour !== -1 || day !== -1 || month !== -1 || week !== -1) return null;
  const first = nextRunMs(fields, nowMs, 0);
  return [15, 30, 45].every((offset) => nextRunMs(fields, nowMs, offset) === first) ? first : null;
}

function isDayOf({ day, week }: CronFields, time: Date): boolean {
  const isDay = isMatch(day, time.getUTCDate());
  const isWeekday = isMatch(week === 7 ? 0 : week, time.getUTCDay());
  return day >= 0 && week >= 0 ? isDay || isWeekday : isDay && isWeekday;
}

function isMatch(field: number, value: number): boolean {
  return field < 0 ? value % -field === 0 : value === field;
}

function nextMonth(time: Date): number {
  return Date.UTC(time.getUTCFullYear(), time.getUTCMonth() + 1, 1);
}

function startOf(timeMs: number, stepMs: number): number {
  return Math.floor(timeMs / stepMs) * stepMs;
}

function isField(value: number | null): value is number {
  return value !== null && Number.isSafeInteger(value);
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** A leap day comes again within eight years, around 2100 too. */
const MOST_DAYS = 8 * 366;
