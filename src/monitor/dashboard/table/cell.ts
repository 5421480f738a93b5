/*
 * One cell of the main table: the value of a field as spans that fill the column exactly. Most fields go by their
 * unit; the few that are drawn or put into words are in `drawn-cells.ts`.
 */
import type { FieldValue, Unit } from '../../fields/field.js';
import type { Row } from '../../fields/row.js';
import type { VisibleColumn } from '../../fields/visible-columns.js';
import {
  formatAge,
  formatBytes,
  formatBytesPerHour,
  formatCount,
  formatDuration,
  formatLatency,
  formatPercent,
  formatRate,
} from '../../text/format.js';
import { fitText } from '../../text/width.js';
import type { Span } from '../drawing/frame.js';
import { markMatches } from '../drawing/match.js';
import { clockOf, type Scene, screenText } from '../drawing/scene.js';
import { shortenNumber } from '../drawing/shorten-number.js';
import { cellTone } from './cell-tone.js';
import { drawnCell } from './drawn-cells.js';

/** `lastOfWorker`: the row below belongs to another worker. */
export function cellSpans(
  scene: Scene,
  row: Row,
  place: VisibleColumn,
  lastOfWorker: boolean,
): readonly Span[] {
  const drawn = drawnCell(scene, row, place, lastOfWorker);
  if (drawn !== null) return drawn;
  const { field, align } = place.column;
  const value = field.value(row);
  const tone = cellTone(scene, row, field.name, value);
  if (field.unit === 'text') {
    const text = fitText(textOf(scene, value, row), place.width, align, scene.glyphs.ellipsis);
    return markMatches(text, tone, scene.model.table.searchText);
  }
  return [{ text: fitText(numberText(scene, field, value, place.width, row), place.width, align), tone }];
}

/** What a core has no number of its own for stays blank: a dash would say "unknown". */
const NOT_OF_CORES = new Set([
  'latency_seconds',
  'longest_seconds',
  'requests_since_spawn',
  'exceptions_total',
  'signals_total',
  'harakiri_total',
  'respawns',
  'rss_bytes',
  'rss_bytes_per_hour',
  'tx_bytes_per_second',
  'uptime_seconds',
  'id',
  'accepting',
  'cores',
  'busy_5m_ratio',
  'exceptions_per_second',
  'signal_queue',
  'vsz_bytes',
  'uss_bytes',
  'pss_bytes',
  'tx_bytes_total',
  'running_seconds',
  'last_response_seconds',
  'spawned_at',
]);

function textOf(scene: Scene, value: FieldValue, row: Row): string {
  if (value === null) return row.kind === 'core' ? '' : '-';
  return screenText(scene, String(value), 1024);
}

function numberText(
  scene: Scene,
  field: { readonly name: string; readonly unit: Unit },
  value: FieldValue,
  width: number,
  row: Row,
): string {
  if (row.kind === 'core' && NOT_OF_CORES.has(field.name)) return '';
  if (value === null) return '-';
  if (typeof value === 'boolean') return flagText(scene, field.name, value);
  if (typeof value === 'string') return screenText(scene, value, 256);
  return shortenNumber(formatNumber(scene, field, value), width);
}

/** A mark of death that is not there is nothing to cross out. */
function flagText({ glyphs }: Scene, name: string, value: boolean): string {
  if (name === 'marked') return value ? `${glyphs.lost} yes` : '-';
  return value ? glyphs.yes : glyphs.no;
}

export function formatNumber(
  scene: Scene,
  field: { readonly name: string; readonly unit: Unit },
  value: number,
): string {
  switch (field.unit) {
    case 'id':
      return String(value);
    case 'count':
      return formatCount(value);
    case 'per_second':
      return formatRate(value);
    case 'seconds':
      return formatSeconds(field.name, value);
    case 'bytes':
    case 'bytes_per_second':
      return formatBytes(value);
    case 'bytes_per_hour':
      return formatBytesPerHour(value);
    case 'ratio':
      return formatPercent(value);
    case 'time':
      return clockOf(scene, value);
    case 'text':
    case 'flag':
      return screenText(scene, String(value), 256);
  }
}

function formatSeconds(name: string, seconds: number): string {
  if (name === 'age_seconds' || name === 'held_seconds') return formatAge(seconds);
  return DURATIONS.has(name) ? formatDuration(seconds) : formatLatency(seconds);
}

/** Their grain is a second; what is left are response and waiting times. */
const DURATIONS: ReadonlySet<string> = new Set([
  'uptime_seconds',
  'full_for_seconds',
  'throttle_seconds',
  'startup_seconds',
]);
