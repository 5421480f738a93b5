import type { TableMode } from '../app/model.js';
import { tableKind } from '../app/shown.js';
import type { TableKind } from '../fields/table-fields.js';
import type { Line } from './frame.js';
import { EMPTY_LINE, LineBuilder } from './line-builder.js';
import type { Scene } from './scene.js';

/** The views that exist, the open one in brackets, and at its side what is special about it. */
export function tabsLine(scene: Scene): Line {
  if (scene.observation === null) return EMPTY_LINE;
  const kind = tableKind(scene.observation);
  const line = new LineBuilder(scene.width);
  const mark = kind === 'workers' ? modeMark(scene, scene.model.table.mode) : '';
  line.add(`[1 ${TITLES[kind]}${mark}]`, 'tab-active');
  const hint = '? help';
  if (scene.width >= 100) line.to(scene.width - hint.length).add(hint, 'dim');
  return line.end('tab');
}

function modeMark({ glyphs }: Scene, mode: TableMode): string {
  if (mode === 'flat') return '';
  return mode === 'tree' ? ` ${glyphs.folded} tree` : ` ${glyphs.listed} cores`;
}

const TITLES: Readonly<Record<TableKind, string>> = {
  workers: 'Workers',
  vassals: 'Vassals',
  nodes: 'Nodes',
  peers: 'Peers',
};
