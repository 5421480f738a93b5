/** Times as people type them: `13:14`, `13:14:02`, `-10m`, `90s ago`, `1h 5m`, `live`. */

type ParsedMoment =
  | { readonly ok: true; readonly timeMs: number }
  | { readonly ok: false; readonly message: string };

/**
 * A time of day is the end of that second, the last one that has passed on the user's clock, which is
 * `utcOffsetMinutes` east of UTC: the sample that is nearest to it shows that time.
 */
export function parseMoment(text: string, nowMs: number, utcOffsetMinutes: number): ParsedMoment {
  const typed = text.trim().toLowerCase();
  if (typed === 'live' || typed === 'now') return { ok: true, timeMs: nowMs };
  const timeMs = timeOfDay(typed, nowMs, utcOffsetMinutes) ?? timeAgo(typed, nowMs);
  return timeMs === null ? { ok: false, message: NOT_A_TIME } : { ok: true, timeMs };
}

const NOT_A_TIME = 'Not a time: 13:14 and 13:14:02 are, and so are -10m and 90s ago';
const DAY_MS = 86_400_000;
const LAST_OF_SECOND_MS = 999;
const UNITS_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: DAY_MS };

function timeOfDay(text: string, nowMs: number, utcOffsetMinutes: number): number | null {
  const match = /^([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?$/.exec(text);
  if (match === null) return null;
  const [hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0));
  const ofDayMs = ((hours ?? 0) * 3600 + (minutes ?? 0) * 60 + (seconds ?? 0)) * 1000;
  const offsetMs = utcOffsetMinutes * 60_000;
  const midnightMs = Math.floor((nowMs + offsetMs) / DAY_MS) * DAY_MS - offsetMs;
  const todayMs = midnightMs + ofDayMs;
  return Math.min(nowMs, LAST_OF_SECOND_MS + (todayMs <= nowMs ? todayMs : todayMs - DAY_MS));
}

function timeAgo(text: string, nowMs: number): number | null {
  const amounts = text.replace(/^-\s*/, '').replace(/\s*ago$/, '');
  if (!/^(?:\d+(?:\.\d+)?\s*[smhd]\s*)+$/.test(amounts)) return null;
  let agoMs = 0;
  for (const [, amount, unit] of amounts.matchAll(/([\d.]+)\s*([smhd])/g))
    agoMs += Number(amount) * (UNITS_MS[unit ?? ''] ?? 0);
  return Number.isFinite(agoMs) ? nowMs - agoMs : null;
}
