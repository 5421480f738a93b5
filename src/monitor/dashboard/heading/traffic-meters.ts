/* Throughput of the server, and its errors. */
import { trendOf } from '../../metrics/history-gaps.js';
import type { HistoryPoint } from '../../metrics/sample/history.js';
import type { Totals } from '../../metrics/sample/sample.js';
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatLatency,
  formatPercent,
  formatRate,
} from '../../text/format.js';
import { sparkline, sparkPoints } from '../drawing/bar.js';
import type { Span, Tone } from '../drawing/frame.js';
import { type Scene, secondsUntilShown } from '../drawing/scene.js';
import { type Counter, counterGroup, type MeterGroup, span } from './meter-group.js';

export function trafficMeters(scene: Scene, totals: Totals): MeterGroup {
  const cells = scene.width < 110 ? 8 : scene.width < 150 ? 12 : 16;
  const history = scene.observation?.history ?? [];
  const spark = (label: string, value: string, of: (point: HistoryPoint) => number | null): Span[] => [
    span(label.padEnd(4), 'label'),
    span(value.padStart(VALUE_CELLS), 'strong'),
    span(
      ` ${sparkline(trendOf(history, sparkPoints(cells, scene.glyphs), of), cells, scene.glyphs)}`,
      'spark',
    ),
  ];
  return {
    width: 4 + VALUE_CELLS + 1 + cells,
    lines: [
      spark('RPS', formatRate(totals.requestsPerSecond), (point) => point.requestsPerSecond),
      totals.p99Seconds === null || cells < PERCENTILE_CELLS
        ? spark('LAT', formatLatency(totals.latencySeconds), (point) => point.latencySeconds)
        : percentileSpans(totals, cells),
      capacitySpans(totals),
    ],
  };
}

const VALUE_CELLS = 5;

/** ` p99 120ms` needs so many, the blank in front left out. */
const PERCENTILE_CELLS = 9;

/** Measured by the server over all requests: says more than a trend of the mean, which the charts have as well. */
function percentileSpans({ latencySeconds, p50Seconds, p99Seconds }: Totals, cells: number): readonly Span[] {
  const p99 = `p99 ${formatLatency(p99Seconds)}`;
  const both = `p50 ${formatLatency(p50Seconds)} ${p99}`;
  return [
    span('LAT ', 'label'),
    span(formatLatency(latencySeconds).padStart(VALUE_CELLS), 'strong'),
    span(` ${both.length <= cells ? both : p99}`, 'plain'),
  ];
}

/** Requests a second that would keep every thread busy, and the share still free. */
function capacitySpans(totals: Totals): readonly Span[] {
  const capacity = totals.capacityPerSecond;
  const room =
    capacity === null || totals.requestsPerSecond === null || capacity <= 0
      ? null
      : Math.max(0, 1 - totals.requestsPerSecond / capacity);
  return [
    span('CAP ', 'label'),
    span(formatRate(capacity).padStart(VALUE_CELLS), 'strong'),
    span(room === null ? '' : ` room ${formatPercent(room)}`, 'plain'),
  ];
}

/** A counter that went up lately keeps its colour and a sign, so that a missed moment is still seen. */
export function troubleMeters(scene: Scene, totals: Totals): MeterGroup {
  const wide = scene.width >= 110;
  const counters = [
    harakiriCounter(scene, totals, wide),
    respawnCounter(totals, wide),
    exceptionCounter(totals, wide),
  ];
  return counterGroup(counters, scene.width >= 150 ? 30 : 0);
}

const RECENT_SECONDS = 15 * 60;

function harakiriCounter(scene: Scene, totals: Totals, wide: boolean): Counter {
  const seen = totals.harakiriLastSeenMs;
  const ago = seen === null ? null : secondsUntilShown(scene, seen);
  const recent = ago !== null && ago < RECENT_SECONDS;
  const count = formatCount(totals.harakiriTotal);
  return {
    label: 'HARAKIRI',
    value: recent && !wide ? `${scene.glyphs.warn}${count}` : count,
    tone: recent ? 'critical' : 'plain',
    note: wide && ago !== null ? `last ${formatDuration(ago)} ago` : '',
  };
}

function respawnCounter(totals: Totals, wide: boolean): Counter {
  const lately = totals.respawnsLast15Minutes;
  return {
    label: 'RESPAWN',
    value: formatCount(totals.respawnsTotal),
    tone: toneOf(lately, 'warn'),
    note: wide && lately !== null && lately > 0 ? `${formatCount(lately)} in 15m` : '',
  };
}

/** Answers from 500 on where the server tells them: a framework that answers with an error raises none. */
function exceptionCounter(totals: Totals, wide: boolean): Counter {
  const { answers5xxPerSecond } = totals;
  if (answers5xxPerSecond !== null) {
    return {
      label: '5XX',
      value: withUnit(formatRate(answers5xxPerSecond)),
      tone: toneOf(answers5xxPerSecond, 'warn'),
      note: wide && totals.exceptionsTotal !== null ? `${formatCount(totals.exceptionsTotal)} raised` : '',
    };
  }
  return {
    label: 'EXC',
    value: withUnit(formatRate(totals.exceptionsPerSecond)),
    tone: toneOf(totals.exceptionsPerSecond, 'warn'),
    note: wide && totals.exceptionsTotal !== null ? `${formatCount(totals.exceptionsTotal)} total` : '',
  };
}

/** The fourth group, for very wide screens. */
export function detailMeters(totals: Totals): MeterGroup {
  return counterGroup([
    rateCounter('TX', `${formatBytes(totals.txBytesPerSecond)}`, 'plain'),
    rateCounter(
      'WRITE ERR',
      formatRate(totals.writeErrorsPerSecond),
      toneOf(totals.writeErrorsPerSecond, 'warn'),
    ),
    rateCounter(
      'READ ERR',
      formatRate(totals.readErrorsPerSecond),
      toneOf(totals.readErrorsPerSecond, 'warn'),
    ),
  ]);
}

function rateCounter(label: string, value: string, tone: Tone): Counter {
  return { label, value: withUnit(value), tone, note: '' };
}

function withUnit(rate: string): string {
  return rate === '-' ? rate : `${rate}/s`;
}

function toneOf(value: number | null, tone: Tone): Tone {
  return value !== null && value > 0 ? tone : 'plain';
}
