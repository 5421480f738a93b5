/* Meters of the documents that have no workers: emperor, routers, tuntap router. */
import type { PeerSample, RouterBody, VassalSample } from '../metrics/sample.js';
import { formatBytes, formatCount, formatRate } from '../text/format.js';
import { displayWidth } from '../text/width.js';
import { barOf } from './bar.js';
import type { Span, Tone } from './frame.js';
import { type MeterGroup, span } from './meter-group.js';
import { type Scene, screenText } from './scene.js';

export function emperorMeters(scene: Scene, vassals: readonly VassalSample[]): readonly MeterGroup[] {
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
    counter('RPS', formatRate(total), 'strong'),
    counter('NODES', formatCount(router.nodes.length), 'strong'),
    ...(dead > 0 ? [counter('GIVEN UP', `${scene.glyphs.warn} ${formatCount(dead)}`, 'critical')] : []),
    ...(router.cheap === true ? [counter('CHEAP', 'yes', 'warn')] : []),
    ...(addresses.length === 0 ? [] : [counter('LISTENS', addresses.join(' '), 'plain')]),
  ];
}

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
