/**
 * Time zones as POSIX writes them, for `$TZ`: `UTC+3`, `<+0530>-5:30`, `CET-1CEST,M3.5.0,M10.5.0/3`. Offsets count to the west
 * there: `UTC+3` is three hours behind UTC.
 */

/** Minutes to add to UTC at that moment, east positive. */
export type UtcOffset = (timeMs: number) => number;

/** Null: the text is none. */
export function parsePosixZone(text: string): UtcOffset | null {
  const [, standard, summer, offset, rules] = ZONE.exec(text) ?? [];
  const standardSeconds = standard === undefined ? null : secondsOf(standard);
  if (standardSeconds === null || Math.abs(standardSeconds) > MOST_OFFSET_SECONDS) return null;
  if (summer === undefined) return () => minutesEast(standardSeconds);
  const summerSeconds = offset === undefined || offset === '' ? standardSeconds - 3600 : secondsOf(offset);
  const [start, end] = (rules ?? USUAL_RULES).slice(1).split(',').map(parseRule);
  if (summerSeconds === null || start == null || end == null) return null;
  return (timeMs) => {
    const isSummer = isBetween(timeMs, standardSeconds, summerSeconds, start, end);
    return minutesEast(isSummer ? summerSeconds : standardSeconds);
  };
}

const NAME = '(?:[A-Za-z]{3,}|<[A-Za-z0-9+-]{3,}>)';
const OFFSET = '[+-]?\\d{1,3}(?::\\d{1,2}(?::\\d{1,2})?)?';
const RULE = '[MJ]?[\\d.]+(?:/[+-]?[\\d:]+)?';
const ZONE = new RegExp(`^${NAME}(${OFFSET})(?:(${NAME})(${OFFSET})?(,${RULE},${RULE})?)?$`);

/** Where no rule is given: those of the United States, as everywhere. */
const USUAL_RULES = ',M3.2.0,M11.1.0';
const MOST_OFFSET_SECONDS = 25 * 3600;
const DAY_MS = 86_400_000;

/** A moment of each year: the day's beginning in UTC, as if the wall were there, and the time on the wall. */
interface Rule {
  readonly dayMs: (year: number) => number;
  readonly wallSeconds: number;
}

function isBetween(
  timeMs: number,
  standardSeconds: number,
  summerSeconds: number,
  start: Rule,
  end: Rule,
): boolean {
  const year = new Date(timeMs - standardSeconds * 1000).getUTCFullYear();
  const startMs = start.dayMs(year) + (start.wallSeconds + standardSeconds) * 1000;
  const endMs = end.dayMs(year) + (end.wallSeconds + summerSeconds) * 1000;
  // In the south summer goes over the end of the year.
  return startMs < endMs ? timeMs >= startMs && timeMs < endMs : timeMs >= startMs || timeMs < endMs;
}

function parseRule(text: string): Rule | null {
  const [day = '', wall = '2'] = text.split('/');
  const wallSeconds = secondsOf(wall);
  const dayMs = monthRule(day) ?? dayRule(day);
  return wallSeconds === null || dayMs === null ? null : { dayMs, wallSeconds };
}

/** `M3.5.0`: of March the fifth, that is the last, Sunday. */
function monthRule(text: string): Rule['dayMs'] | null {
  const parts = /^M(\d{1,2})\.([1-5])\.([0-6])$/.exec(text);
  if (parts === null) return null;
  const [month = 0, week = 0, weekday = 0] = parts.slice(1).map(Number);
  if (month < 1 || month > 12) return null;
  return (year) => {
    const firstMs = Date.UTC(year, month - 1, 1);
    const days = (weekday - new Date(firstMs).getUTCDay() + 7) % 7;
    const wanted = firstMs + (days + 7 * (week - 1)) * DAY_MS;
    return wanted < Date.UTC(year, month, 1) ? wanted : wanted - 7 * DAY_MS;
  };
}

/** `J60`: the first of March in every year; `59`: the sixtieth day, leap day included. */
function dayRule(text: string): Rule['dayMs'] | null {
  const parts = /^(J?)(\d{1,3})$/.exec(text);
  if (parts === null) return null;
  const [, julian, digits] = parts;
  const day = Number(digits);
  if (day > 365 || (julian === 'J' && day < 1)) return null;
  if (julian === '') return (year) => Date.UTC(year, 0, 1) + day * DAY_MS;
  return (year) => Date.UTC(year, 0, day) + (day >= 60 && isLeap(year) ? DAY_MS : 0);
}

function isLeap(year: number): boolean {
  return new Date(Date.UTC(year, 1, 29)).getUTCMonth() === 1;
}

/** `-5:30`; null: no time. */
function secondsOf(text: string): number | null {
  const parts = /^([+-]?)(\d{1,3})(?::([0-5]?\d))?(?::([0-5]?\d))?$/.exec(text);
  if (parts === null) return null;
  const [, sign, hours, minutes = '0', seconds = '0'] = parts;
  const value = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  return sign === '-' ? -value : value;
}

function minutesEast(secondsWest: number): number {
  return secondsWest === 0 ? 0 : -Math.round(secondsWest / 60);
}
