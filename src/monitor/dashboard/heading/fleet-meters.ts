/* Meters of the documents that have no workers: emperor, routers, tuntap router. */
import { trendOf } from '../../metrics/history-gaps.js';
import type { EmperorFacts, PeerSample, RouterBody, VassalSample } from '../../metrics/sample/sample.js';
import { formatBytes, formatCount, formatDuration, formatRate } from '../../text/format.js';
import { displayWidth } from '../../text/width.js';
import { barOf, sparkline, sparkPoints } from '../drawing/bar.js';
import type { Span, Tone } from '../drawing/frame.js';
import { type Scene, screenText } from '../drawing/scene.js';
import { type MeterGroup, span } from './meter-group.js';

export function emperorMeters(
  scene: Scene,
  vassals: readonly VassalSample[],
  emperor: EmperorFacts,
): readonly MeterGroup[] {
  const accepting = countOf(vassals, 'accepting');
  const { filled, empty } = barOf(vassals.length === 0 ? null : accepting / vassals.length, 20, scene.glyphs);
  const [left, right] = scene.glyphs.meterEnds;
  return [
    group([
      span('VASSALS ', 'label'),
      span(left, 'dim'),
      span(filled, 'bar-ok'),
      span(empty, 'bar-empty'),
      span(`${right} `, 'dim'),
      span(`${accepting}/${vassals.length}`, 'strong'),
      span(' accepting'),
    ]),
    ...STATES.map(([state, label, tone]) => {
      const count = countOf(vassals, state);
      return group([span(`${label} `, 'label'), span(formatCount(count), count > 0 ? tone : 'plain')]);
    }),
    ...factGroups(scene, emperor),
  ];
}

/** 2.0 always reports a throttle of 0. */
function factGroups(
  scene: Scene,
  { throttleSeconds, isTyrant, monitors }: EmperorFacts,
): readonly MeterGroup[] {
  const shown = monitors.slice(0, 8).map((monitor) => screenText(scene, monitor, 128));
  return [
    ...(throttleSeconds === null || throttleSeconds === 0
      ? []
      : [counter('THROTTLE', formatDuration(throttleSeconds), 'warn')]),
    ...(isTyrant === true ? [counter('TYRANT', 'yes', 'strong')] : []),
    ...(shown.length === 0 ? [] : [counter('WATCHES', shown.join(' '), 'plain')]),
  ];
}

const STATES: readonly [state: VassalSample['state'], label: string, tone: Tone][] = [
  ['blacklisted', 'BLACKLISTED', 'critical'],
  ['starting', 'STARTING', 'warn'],
  ['on-demand', 'ON DEMAND', 'strong'],
  ['cursed', 'CURSED', 'warn'],
];

function countOf(vassals: readonly VassalSample[], state: VassalSample['state']): number {
  return vassals.filter((vassal) => vassal.state === state).length;
}

export function routerMeters(scene: Scene, router: RouterBody): readonly MeterGroup[] {
  const dead = router.nodes.filter((node) => node.marked === true).length;
  const rates = router.nodes.map((node) => node.requestsPerSecond).filter((rate) => rate !== null);
  const total = rates.length === 0 ? null : rates.reduce((sum, rate) => sum + rate, 0);
  const addresses = router.addresses.slice(0, 8).map((address) => screenText(scene, address, 128));
  return [
    counter('SESSIONS', formatCount(router.activeSessions), 'strong'),
    rpsGroup(scene, total),
    ...(router.keys === null ? [] : [counter('KEYS', formatCount(router.keys.length), 'strong')]),
    counter('NODES', formatCount(router.nodes.length), 'strong'),
    ...(dead > 0 ? [counter('GIVEN UP', `${scene.glyphs.warn} ${formatCount(dead)}`, 'critical')] : []),
    ...(router.cheap === true ? [counter('CHEAP', 'yes', 'warn')] : []),
    ...(addresses.length === 0 ? [] : [counter('LISTENS', addresses.join(' '), 'plain')]),
  ];
}

/** The rate keeps its place while it gains and loses digits. */
function rpsGroup(scene: Scene, rate: number | null): MeterGroup {
  const cells = scene.width < 110 ? 8 : scene.width < 150 ? 16 : 24;
  const history = scene.observation?.history ?? [];
  const points = trendOf(history, sparkPoints(cells, scene.glyphs), (point) => point.requestsPerSecond);
  const trend = sparkline(points, cells, scene.glyphs);
  return group([
    span('RPS ', 'label'),
    span(formatRate(rate).padStart(RATE_CELLS), 'strong'),
    span(` ${trend}`, 'spark'),
  ]);
}

const RATE_CELLS = 5;

export function peerMeters(peers: readonly PeerSample[]): readonly MeterGroup[] {
  return [
    counter('PEERS', formatCount(peers.length), 'strong'),
    counter('TX', formatBytes(sumOf(peers.map((peer) => peer.txBytesTotal))), 'strong'),
    counter('RX', formatBytes(sumOf(peers.map((peer) => peer.rxBytesTotal))), 'strong'),
    counter('DROPPED', formatCount(sumOf(peers.map((peer) => peer.droppedTotal))), 'strong'),
  ];
}

function sumOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
}

function counter(label: string, value: string, tone: Tone): MeterGroup {
  return group([span(`${label} `, 'label'), span(value, tone)]);
}

function group(spans: readonly Span[]): MeterGroup {
  return { width: spans.reduce((sum, { text }) => sum + displayWidth(text), 0), lines: [spans] };
}
