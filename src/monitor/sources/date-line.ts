/** When something was written, as a line says that holds nothing else: what loops of a shell put between replies. */
import { asLocal } from '../../time-zone/local-zone.js';

/**
 * Milliseconds since the epoch; null for a line that is no date. Reads `date`, `date -R`, `date -Is`, `date +%s`, `date
 * '+%F %T'` and their like, with a frame around it (`=== … ===`, `[…]`, `# …`). A time zone that nobody knows by its
 * letters counts as this host's.
 */
export function timeOfLine(line: string): number | null {
  const text = line.replace(FRAME, '').replace(LABEL, '').replace(BRACKETS, '').trim();
  if (text.length < 9 || text.length > LONGEST) return null;
  const seconds = EPOCH.exec(text);
  if (seconds !== null)
    return plausible(Number(text.replace(',', '.')) * (seconds[1] === undefined ? 1000 : 1));
  if (!/\d/.test(text) || !DATE_WORDS.test(text)) return null;
  return plausible(parsed(text));
}

/** The last time that the text names: a line that is a date, else the `Date` of an HTTP head; null: none does. */
export function lastTimeIn(text: string): number | null {
  let headerMs: number | null = null;
  for (const line of text.split(/\r?\n/).reverse()) {
    const header = /^date:(.*)$/i.exec(line)?.[1];
    const timeMs = timeOfLine(header ?? line);
    if (timeMs !== null && header === undefined) return timeMs;
    headerMs ??= timeMs;
  }
  return headerMs;
}

const LONGEST = 80;
const FRAME = /^[\s#=*>\-\uFEFF]+|[\s#=*<\-:]+$/g;
const LABEL = /^(?:time|date|at|ts|timestamp)\s*[:=]\s*/i;
const BRACKETS = /^[[(]|[\])]$/g;
/** Seconds with what comes behind the point, or thirteen digits of milliseconds. */
const EPOCH = /^\d{9,10}(?:[.,]\d+)?$|^(\d{13})$/;
/** Nothing but names of days, months and zones, numbers and what stands between them. */
const DATE_WORDS =
  /^(?:(?:mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*|am|pm|[A-Z]{1,5}|t(?=\d)|[\d\s,.:/+-])+$/i;

function parsed(text: string): number {
  const iso = text.replace(/(\d),(\d)/, '$1.$2').replace(/^(\d{4})[/.](\d\d)[/.](\d\d)/, '$1-$2-$3');
  // `2026-12-01 05:40` without a zone is local time, as `date` writes it.
  const direct = Date.parse(
    iso.replace(/^(\d{4}-\d\d-\d\d)[ T]+(\d)/, '$1T$2').replace(/ (?=[+-]\d\d:?\d\d$)/, ''),
  );
  const timeMs = Number.isNaN(direct) ? Date.parse(withoutZoneName(iso)) : direct;
  return NAMES_ZONE.test(iso) || Number.isNaN(timeMs) ? timeMs : asLocal(timeMs);
}

const NAMES_ZONE = /Z$|\b(?:GMT|UTC|[ECMP][SD]T)\b|[+-]\d\d:?\d\d$/;

function withoutZoneName(iso: string): string {
  return iso.replace(/\b(?!AM|PM)[A-Z]{2,5}\b(?!,)/g, (word) => (NAMES.test(word) ? word : ''));
}

const NAMES = /^(?:mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)/i;
const EARLIEST_MS = Date.UTC(2000, 0);
const LATEST_MS = Date.UTC(2100, 0);

function plausible(timeMs: number): number | null {
  return timeMs >= EARLIEST_MS && timeMs <= LATEST_MS ? timeMs : null;
}
