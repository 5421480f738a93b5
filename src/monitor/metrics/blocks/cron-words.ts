/** A schedule as people say it: `every 5 minutes`, `at 03:00`, `at 04:30 on Sundays`. */
import type { CronFields } from './cron-schedule.js';

export function cronWords(fields: CronFields): string {
  return [timeWords(fields), ...dayWords(fields), ...monthWords(fields.month)].join(' ');
}

function timeWords({ minute, hour }: CronFields): string {
  if (minute >= 0 && hour >= 0) return `at ${twoDigits(hour)}:${twoDigits(minute)}`;
  if (minute === 0) return hour === -1 ? 'every hour' : everyWords(hour, 'hour');
  if (minute > 0) return `${hour === -1 ? 'every hour' : everyWords(hour, 'hour')} at :${twoDigits(minute)}`;
  const minutes = minute === -1 ? 'every minute' : everyWords(minute, 'minute');
  if (hour === -1) return minutes;
  if (hour >= 0) return `${minutes} from ${twoDigits(hour)}:00 to ${twoDigits(hour)}:59`;
  return `${minutes} of ${everyWords(hour, 'hour')}`;
}

function dayWords({ day, week }: CronFields): readonly string[] {
  const days = day === -1 ? [] : [day < 0 ? `on days that ${-day} divides` : `on day ${day}`];
  if (week === -1) return days;
  const weekdays = week < 0 ? `on weekdays that ${-week} divides` : `on ${WEEKDAYS[week % 7] ?? '?'}s`;
  if (days.length === 0) return [weekdays];
  return [...days, day >= 0 && week >= 0 ? `or ${weekdays}` : `and ${weekdays}`];
}

function monthWords(month: number): readonly string[] {
  if (month === -1) return [];
  return [month < 0 ? `in months that ${-month} divides` : `in ${MONTHS[month - 1] ?? `month ${month}`}`];
}

/** `every 5 minutes`: counted from the hour or from midnight. */
function everyWords(field: number, unit: string): string {
  return `every ${-field} ${unit}s`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}

const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
