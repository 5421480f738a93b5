/* The drawn cells of the tables under More. */

import type { VisibleColumn } from '../../tables/columns/visible-columns.js';
import type { EntryRow } from '../../tables/row.js';
import { formatAge, formatCount, formatDuration, formatPercent } from '../../text/format.js';
import { fitText } from '../../text/width.js';
import { barOf } from '../drawing/bar.js';
import type { Span } from '../drawing/frame.js';
import { clockOf, type Scene, secondsUntilShown } from '../drawing/scene.js';
import { shortenNumber } from '../drawing/shorten-number.js';
import { textCell } from '../drawing/text-cell.js';

/** Null for a cell that goes by its unit. */
export function entryCell(scene: Scene, row: EntryRow, place: VisibleColumn): readonly Span[] | null {
  switch (row.kind) {
    case 'cache':
      return cacheCell(scene, row, place);
    case 'cron':
      return cronCell(scene, row, place);
    case 'daemon':
      return daemonCell(scene, row, place);
    case 'lock':
      return lockCell(scene, row, place);
    case 'metric':
      return metricCell(scene, row, place);
    case 'key':
      return keyCell(scene, row, place);
    case 'app':
      return place.column.field.name === 'mountpoint' && row.entry.mountpoint === ''
        ? textCell(scene, place, '/', 'strong')
        : null;
    default:
      return null;
  }
}

function cacheCell(scene: Scene, { entry }: EntryRow<'cache'>, place: VisibleColumn): readonly Span[] | null {
  switch (place.column.field.name) {
    case 'items':
      return textCell(scene, place, pairText(entry.items, entry.itemsLimit), 'plain');
    case 'full_ratio':
      return fullCell(scene, entry.fullRatio, place);
    case 'last_modified_at':
      return agoCell(scene, entry.lastModifiedMs, place);
    default:
      return null;
  }
}

/** A full cache may be meant: only what it refused is trouble. */
function fullCell(scene: Scene, ratio: number | null, place: VisibleColumn): readonly Span[] {
  if (ratio === null) return textCell(scene, place, '-', 'dim');
  const percent = Math.min(place.width, PERCENT_CELLS);
  const { filled, empty } = barOf(ratio, place.width - percent, scene.glyphs);
  const spans: readonly Span[] = [
    { text: filled, tone: ratio >= 1 ? 'bar-warn' : 'bar-ok' },
    { text: empty, tone: 'bar-empty' },
    { text: fitText(formatPercent(ratio), percent, 'right'), tone: 'plain' },
  ];
  return spans.filter((span) => span.text !== '');
}

const PERCENT_CELLS = 5;

function cronCell(scene: Scene, { entry }: EntryRow<'cron'>, place: VisibleColumn): readonly Span[] | null {
  switch (place.column.field.name) {
    case 'next_run_at':
      return textCell(scene, place, nextText(scene, entry.nextRunMs, place.width), 'plain');
    case 'started_at':
      return entry.startedAtMs === null ? textCell(scene, place, '', 'dim') : null;
    case 'age_seconds':
      return textCell(scene, place, entry.ageSeconds === null ? '' : formatAge(entry.ageSeconds), 'strong');
    case 'pid':
      return entry.pid === null ? textCell(scene, place, '', 'dim') : null;
    case 'unique':
      return entry.unique === true ? null : textCell(scene, place, '', 'dim');
    case 'legion':
      return entry.legion === null ? textCell(scene, place, '', 'dim') : null;
    default:
      return null;
  }
}

/** `03:00 in 6h24`, or as much of it as there is room for; a moment that has passed is being waited for. */
function nextText(scene: Scene, nextRunMs: number | null, width: number): string {
  if (nextRunMs === null) return '-';
  const seconds = Math.max(0, (nextRunMs - scene.shownAtMs) / 1000);
  const wait = formatDuration(seconds);
  if (width < CLOCK_CELLS) return wait;
  const isToday = seconds < DAY_SECONDS;
  return isToday ? `${clockOf(scene, nextRunMs).slice(0, 5)} in ${wait}` : `in ${wait}`;
}

const CLOCK_CELLS = 14;
const DAY_SECONDS = 24 * 3600;

function daemonCell(
  scene: Scene,
  { entry }: EntryRow<'daemon'>,
  place: VisibleColumn,
): readonly Span[] | null {
  if (place.column.field.name === 'last_restart_at') return agoCell(scene, entry.lastRestartMs, place);
  return null;
}

function lockCell(scene: Scene, { entry }: EntryRow<'lock'>, place: VisibleColumn): readonly Span[] | null {
  const { name } = place.column.field;
  if (name === 'holder')
    return textCell(scene, place, entry.holder ?? 'free', entry.pid === null ? 'dim' : 'strong');
  if (name === 'pid' && entry.pid === null) return textCell(scene, place, '', 'dim');
  if (name !== 'held_seconds') return null;
  const { heldSeconds } = entry;
  const { requestWarnSeconds, requestCriticalSeconds } = scene.model.settings.thresholds;
  if (heldSeconds === null) return textCell(scene, place, '', 'dim');
  const tone =
    heldSeconds >= requestCriticalSeconds ? 'critical' : heldSeconds >= requestWarnSeconds ? 'warn' : 'plain';
  return textCell(scene, place, formatAge(heldSeconds), tone);
}

/** Every digit that there is room for: these are the application's own numbers. */
function metricCell(
  scene: Scene,
  { entry }: EntryRow<'metric'>,
  place: VisibleColumn,
): readonly Span[] | null {
  const { name } = place.column.field;
  if (name === 'growth_per_second' && entry.type !== 'counter') return textCell(scene, place, '', 'dim');
  if (name !== 'value' || entry.value === null) return null;
  const digits = String(entry.value);
  const text = digits.length <= place.width ? digits : shortenNumber(formatCount(entry.value), place.width);
  return textCell(scene, place, text, entry.value === 0 ? 'dim' : 'strong');
}

/** `2/3`: those that are not given up, of all. */
function keyCell(scene: Scene, { entry }: EntryRow<'key'>, place: VisibleColumn): readonly Span[] | null {
  if (place.column.field.name !== 'nodes_up') return null;
  const { nodes, nodesUp } = entry;
  const tone = nodesUp === nodes && nodes > 0 ? 'plain' : nodesUp === 0 ? 'critical' : 'warn';
  return textCell(scene, place, `${formatCount(nodesUp)}/${formatCount(nodes)}`, tone);
}

function agoCell(scene: Scene, timeMs: number | null, place: VisibleColumn): readonly Span[] {
  if (timeMs === null) return textCell(scene, place, '-', 'dim');
  return textCell(scene, place, `${formatDuration(secondsUntilShown(scene, timeMs))} ago`, 'plain');
}

function pairText(part: number | null, whole: number | null): string {
  return `${formatCount(part)}/${formatCount(whole)}`;
}
