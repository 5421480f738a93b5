/*
 * The first line: who is watched, and how fresh the screen is. The state and the name always stay; the other parts go
 * by rank as the terminal narrows.
 */
import type { ServerIdentity } from '../../metrics/sample/sample.js';
import { formatCount, formatDuration, formatLatency } from '../../text/format.js';
import { displayWidth, fitText } from '../../text/width.js';
import type { Line, Span, Tone } from '../drawing/frame.js';
import { LineBuilder, spansWidth } from '../drawing/line-builder.js';
import { clockOf, type Scene, screenText, secondsUntilShown } from '../drawing/scene.js';
import { freshnessSpans } from './freshness.js';

interface Part {
  readonly spans: readonly Span[];
  readonly side: 'left' | 'right';
  /** Lower ones stay longest. */
  readonly rank: number;
}

export function headerLine(scene: Scene): Line {
  const gap = scene.width >= 120 ? 3 : 2;
  const parts = fittingParts(partsOf(scene), scene.width, gap);
  const line = new LineBuilder(scene.width);
  writeParts(line, sideOf(parts, 'left'), gap);
  const right = sideOf(parts, 'right');
  line.to(scene.width - widthOf(right, gap));
  writeParts(line, right, gap);
  return line.end();
}

function partsOf(scene: Scene): readonly Part[] {
  const server = scene.observation?.sample.server ?? null;
  return [
    part('left', 1, 'tstop', 'title'),
    { side: 'left', rank: 0, spans: [{ text: fittedIdentity(scene, server), tone: 'strong' }] },
    ...(server === null ? [] : serverParts(scene, server)),
    ...statusParts(scene),
    part('right', 2, clockOf(scene, scene.model.nowMs), 'plain'),
  ];
}

/** `shop @ 127.0.0.1:9191`; the name is the last part of the server's working directory. */
function fittedIdentity(scene: Scene, server: ServerIdentity | null): string {
  const name = screenText(scene, server?.cwd ?? '', 256)
    .split('/')
    .findLast((part) => part !== '');
  const full = name === undefined ? scene.address : `${name} @ ${scene.address}`;
  const room = Math.max(8, scene.width - displayWidth(freshnessText(scene)) - 2);
  return displayWidth(full) <= room ? full : fitText(full, room, 'left', scene.glyphs.ellipsis);
}

function serverParts(scene: Scene, server: ServerIdentity): readonly Part[] {
  const up = server.startedAtMs === null ? null : secondsUntilShown(scene, server.startedAtMs);
  const threads = threadsText(scene);
  return [
    labelled(3, '', `${serverKind(scene)}${screenText(scene, server.version ?? '', 32)}`.trim()),
    ...(server.pid === null ? [] : [labelled(7, 'master ', String(server.pid))]),
    ...(server.uid === null || scene.width < 140 ? [] : [labelled(9, 'uid ', String(server.uid))]),
    ...(up === null ? [] : [labelled(4, 'up ', formatDuration(up))]),
    ...(threads === null ? [] : [labelled(6, '', threads)]),
    ...(server.cwd === null || scene.width < 140
      ? []
      : [labelled(10, 'cwd ', screenText(scene, server.cwd, 256))]),
  ];
}

function serverKind(scene: Scene): string {
  const body = scene.observation?.sample.body;
  if (body === undefined || body.kind === 'workers')
    return `${scene.observation?.sample.server.product ?? 'uWSGI'} `;
  const brand = scene.width < 100 ? '' : 'uWSGI ';
  if (body.kind === 'emperor') return `${brand}emperor `;
  if (body.kind === 'tuntap') return `${brand}tuntap router `;
  return `${brand}${ROUTERS[body.router.router]} `;
}

const ROUTERS = {
  http: 'http router',
  fastrouter: 'fastrouter',
  rawrouter: 'rawrouter',
  sslrouter: 'sslrouter',
} as const;

/** `4×2 threads`, or the sum where the workers differ. */
function threadsText(scene: Scene): string | null {
  const body = scene.observation?.sample.body;
  if (body?.kind !== 'workers' || body.workers.workers.length === 0) return null;
  const workers = body.workers.workers;
  const cores = workers[0]?.coresTotal ?? null;
  const same = cores !== null && workers.every((worker) => worker.coresTotal === cores);
  const word = workers.length === 1 ? 'worker' : 'workers';
  if (!same || cores === 1) return `${formatCount(workers.length)} ${word}`;
  if (scene.width < 160) return `${workers.length}×${cores} threads`;
  return `${workers.length} ${word} × ${cores} threads`;
}

function statusParts(scene: Scene): readonly Part[] {
  const state: Part = { side: 'right', rank: 0, spans: freshnessSpans(scene) };
  const reading = scene.observation?.sample.reading;
  if (scene.connection.phase !== 'live' || reading === undefined) return [state];
  return [state, part('right', 5, `rtt ${formatLatency(reading.durationMs / 1000).padStart(4)}`, 'dim')];
}

function freshnessText(scene: Scene): string {
  return freshnessSpans(scene)
    .map((span) => span.text)
    .join('');
}

function labelled(rank: number, label: string, text: string): Part {
  const spans: Span[] = label === '' ? [] : [{ text: label, tone: 'dim' }];
  return { side: 'left', rank, spans: [...spans, { text, tone: 'plain' }] };
}

function part(side: Part['side'], rank: number, text: string, tone: Tone): Part {
  return { side, rank, spans: [{ text, tone }] };
}

/** In their order, without those that do not fit any more; the two of rank 0 always. */
function fittingParts(parts: readonly Part[], width: number, gap: number): readonly Part[] {
  let kept = parts;
  while (widthOf(kept, gap) > width) {
    const last = kept.reduce((worst, candidate) => (candidate.rank > worst.rank ? candidate : worst));
    if (last.rank === 0) break;
    kept = kept.filter((candidate) => candidate !== last);
  }
  return kept;
}

function sideOf(parts: readonly Part[], side: Part['side']): readonly Part[] {
  return parts.filter((candidate) => candidate.side === side);
}

function widthOf(parts: readonly Part[], gap: number): number {
  return parts.reduce((sum, { spans }) => sum + gap + spansWidth(spans), -gap);
}

function writeParts(line: LineBuilder, parts: readonly Part[], gap: number): void {
  parts.forEach(({ spans }, index) => {
    line.gap(index === 0 ? 0 : gap).addAll(spans);
  });
}
