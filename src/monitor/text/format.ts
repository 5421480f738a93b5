/*
 * Numbers for people. Every function takes `null` for unknown and gives `-`, and promises a longest text, so that a
 * column as wide as the promise never cuts a digit off:
 *
 *   formatAge, formatDuration, formatLatency, formatCount, formatRate, formatBytesPerHour  5
 *   formatBytes, formatPercent                                                             4
 */

type Unknowable = number | null;

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Seconds say more than minutes for a while. */
const LAST_SECONDS = 120;

/** Running time of a request: `<1s`, `38s`, `12m`, `1h58`, `3d04h`, `12d`. */
export function formatAge(seconds: Unknowable): string {
  if (isUnknown(seconds)) return '-';
  return seconds < 1 ? '<1s' : duration(seconds);
}

/** Uptimes and how long something has lasted: `0s`, `4s`, `41m`, `2h04`, `3d04h`, `12d`. */
export function formatDuration(seconds: Unknowable): string {
  return isUnknown(seconds) ? '-' : duration(Math.max(0, seconds));
}

/** Response and waiting times: `0ms`, `<1ms`, `61ms`, `1.1s`, `38s`, `12m`. */
export function formatLatency(seconds: Unknowable): string {
  if (isUnknown(seconds)) return '-';
  const milliseconds = Math.round(seconds * 1000);
  if (milliseconds < 1) return seconds > 0 ? '<1ms' : '0ms';
  if (milliseconds < 1000) return `${milliseconds}ms`;
  if (seconds < 9.95) return `${seconds.toFixed(1)}s`;
  return duration(Math.round(seconds));
}

/** Whole numbers in steps of a thousand: `812`, `9.0k`, `39.2k`, `512k`, `1.2M`. */
export function formatCount(count: Unknowable): string {
  if (isUnknown(count)) return '-';
  return Math.round(count) < 1000 ? String(Math.round(count)) : thousands(count);
}

/** Things a second: `0`, `<0.1`, `0.4`, `12.3`, `142`, `1.2k`. */
export function formatRate(perSecond: Unknowable): string {
  if (isUnknown(perSecond)) return '-';
  if (perSecond <= 0) return '0';
  if (perSecond < 0.05) return '<0.1';
  if (perSecond < 99.95) return perSecond.toFixed(1);
  return formatCount(perSecond);
}

/** Bytes in steps of 1024: `0`, `812B`, `512K`, `1.9G`. */
export function formatBytes(bytes: Unknowable): string {
  if (isUnknown(bytes)) return '-';
  if (bytes < 0.5) return '0';
  let value = bytes;
  let step = 0;
  while (Math.round(value) >= 1000 && step < BYTE_UNITS.length - 1) {
    value /= 1024;
    step += 1;
  }
  return `${shortMantissa(value, step > 0)}${BYTE_UNITS[step] ?? ''}`;
}

/** A memory trend with its sign, in whole megabytes below a gigabyte: `+31M`, `-2M`, `+0M`, `+1.4G`. */
export function formatBytesPerHour(bytesPerHour: Unknowable): string {
  if (isUnknown(bytesPerHour)) return '-';
  const megabytes = Math.round(Math.abs(bytesPerHour) / 2 ** 20);
  const sign = bytesPerHour < 0 && megabytes > 0 ? '-' : '+';
  return sign + (megabytes < 1000 ? `${megabytes}M` : formatBytes(Math.abs(bytesPerHour)));
}

/** A ratio from 0 to 1 as `88%`; what is not nothing is not shown as nothing: `<1%`. */
export function formatPercent(ratio: Unknowable): string {
  if (isUnknown(ratio)) return '-';
  const percent = Math.min(999, Math.round(ratio * 100));
  return percent === 0 && ratio > 0 ? '<1%' : `${percent}%`;
}

/** Wall-clock time, `13:20:27`, of an epoch time in milliseconds at an offset from UTC in minutes (east positive). */
export function formatClock(timeMs: number, utcOffsetMinutes: number): string {
  const local = new Date(timeMs + utcOffsetMinutes * 60_000);
  return Number.isNaN(local.getTime()) ? '--:--:--' : local.toISOString().slice(11, 19);
}

const COUNT_UNITS = ['', 'k', 'M', 'G', 'T', 'P', 'E'];
const BYTE_UNITS = ['B', 'K', 'M', 'G', 'T', 'P', 'E'];

function isUnknown(value: Unknowable): value is null {
  return value === null || !Number.isFinite(value);
}

function duration(seconds: number): string {
  const whole = Math.floor(seconds);
  if (whole < LAST_SECONDS) return `${whole}s`;
  if (whole < HOUR) return `${Math.floor(whole / MINUTE)}m`;
  if (whole < DAY) return `${Math.floor(whole / HOUR)}h${twoDigits((whole % HOUR) / MINUTE)}`;
  if (whole < 10 * DAY) return `${Math.floor(whole / DAY)}d${twoDigits((whole % DAY) / HOUR)}h`;
  if (whole < 10_000 * DAY) return `${Math.floor(whole / DAY)}d`;
  return `${Math.min(9999, Math.floor(whole / (365.25 * DAY)))}y`;
}

function twoDigits(value: number): string {
  return String(Math.floor(value)).padStart(2, '0');
}

/** From 1000 on: one decimal while it fits five characters. */
function thousands(count: number): string {
  let value = count;
  let step = 0;
  while (value >= 999.5 && step < COUNT_UNITS.length - 1) {
    value /= 1000;
    step += 1;
  }
  const mantissa = value < 99.95 ? value.toFixed(1) : String(Math.min(9999, Math.round(value)));
  return `${mantissa}${COUNT_UNITS[step] ?? ''}`;
}

function shortMantissa(value: number, decimals: boolean): string {
  return decimals && value < 9.95 ? value.toFixed(1) : String(Math.min(999, Math.round(value)));
}

/** Ages and durations have a grain of a second; what is left are response and waiting times. */
export function formatSeconds(seconds: number, grain?: 'age' | 'duration'): string {
  if (grain === 'age') return formatAge(seconds);
  return grain === 'duration' ? formatDuration(seconds) : formatLatency(seconds);
}
