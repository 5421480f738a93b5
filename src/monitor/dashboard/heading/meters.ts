/*
 * The lines between verdict and table: three groups side by side (load, traffic, trouble) and a fourth on very wide
 * screens. Every group has one entry a line; a group that does not fit any more is left out as a whole.
 */
import type { SampleBody } from '../../metrics/sample/sample.js';
import type { Line } from '../drawing/frame.js';
import { clipSpans, EMPTY_LINE, LineBuilder } from '../drawing/line-builder.js';
import type { Scene } from '../drawing/scene.js';
import { blockMeters } from './block-meters.js';
import { emperorMeters, peerMeters, routerMeters } from './fleet-meters.js';
import { loadMeters } from './load-meters.js';
import type { MeterGroup } from './meter-group.js';
import { detailMeters, trafficMeters, troubleMeters } from './traffic-meters.js';

export function meterLines(scene: Scene, height: number): readonly Line[] {
  const body = scene.observation?.sample.body;
  const groups = fittingGroups(body === undefined ? [] : groupsOf(scene, body), scene.width);
  return Array.from({ length: height }, (_, index) => meterLine(scene, groups, index));
}

function groupsOf(scene: Scene, body: SampleBody): readonly MeterGroup[] {
  switch (body.kind) {
    case 'workers': {
      const { totals } = body.workers;
      const groups = [
        loadMeters(scene, body.workers),
        trafficMeters(scene, totals),
        troubleMeters(scene, totals),
      ];
      if (scene.width < 150) return groups;
      const blocks = blockMeters(scene, body.workers.blocks);
      return [...groups, detailMeters(totals), ...(blocks === null ? [] : [blocks])];
    }
    case 'emperor':
      return emperorMeters(scene, body.vassals, body.emperor);
    case 'router':
      return routerMeters(scene, body.router);
    case 'tuntap':
      return peerMeters(body.peers);
  }
}

function fittingGroups(groups: readonly MeterGroup[], width: number): readonly MeterGroup[] {
  let used = -SEPARATOR_CELLS;
  return groups.filter((group, index) => {
    used += SEPARATOR_CELLS + group.width;
    return index === 0 || used <= width;
  });
}

function meterLine(scene: Scene, groups: readonly MeterGroup[], index: number): Line {
  if (groups.every((group) => group.lines[index] === undefined)) return EMPTY_LINE;
  const line = new LineBuilder(scene.width);
  let end = 0;
  for (const group of groups) {
    if (end > 0) line.to(end).add(` ${scene.glyphs.bar} `, 'dim');
    end = line.x + group.width;
    line.addAll(clipSpans(group.lines[index] ?? [], group.width));
  }
  return line.end();
}

const SEPARATOR_CELLS = 3;
