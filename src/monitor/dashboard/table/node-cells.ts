/* The drawn cells of a router's nodes, and of the vassals of an emperor. */

import type { VisibleColumn } from '../../tables/columns/visible-columns.js';
import type { EntryRow } from '../../tables/row.js';
import { formatCount, formatDuration } from '../../text/format.js';
import type { Span } from '../drawing/frame.js';
import { type Scene, screenText, secondsUntilShown } from '../drawing/scene.js';
import { textCell } from '../drawing/text-cell.js';

/** Null for a cell that goes by its unit. */
export function nodeCell(scene: Scene, row: EntryRow<'node'>, place: VisibleColumn): readonly Span[] | null {
  const { entry: node } = row;
  switch (place.column.field.name) {
    case 'key':
      return keyCell(scene, row, place);
    case 'last_check_at':
      return textCell(scene, place, heardText(scene, node.lastCheckMs), 'plain');
    case 'failures':
      return failuresCell(scene, row, place);
    default:
      return null;
  }
}

/** Words that want attention are loud without any colour. */
export function vassalCell(
  scene: Scene,
  { entry: vassal }: EntryRow<'vassal'>,
  place: VisibleColumn,
): readonly Span[] | null {
  const isLoud = vassal.state === 'blacklisted' || vassal.state === 'cursed';
  if (place.column.field.name !== 'state' || !isLoud) return null;
  return textCell(scene, place, vassal.state.toUpperCase(), vassal.state === 'cursed' ? 'warn' : 'critical');
}

/** While the nodes stand together by key, each key is strong once. */
function keyCell(scene: Scene, row: EntryRow<'node'>, place: VisibleColumn): readonly Span[] {
  const { rows, table } = scene.model;
  const { key } = row.entry;
  if (key === null) return textCell(scene, place, 'static', 'dim');
  const above = rows[rows.indexOf(row) - 1];
  const isRepeat = table.sortField === 'key' && above?.kind === 'node' && above.entry.key === key;
  return textCell(scene, place, screenText(scene, key, 1024), isRepeat ? 'dim' : 'strong');
}

function heardText(scene: Scene, timeMs: number | null): string {
  return timeMs === null ? '-' : formatDuration(secondsUntilShown(scene, timeMs));
}

/** With a sign as long as the failures are news. */
function failuresCell(
  scene: Scene,
  { entry: node }: EntryRow<'node'>,
  place: VisibleColumn,
): readonly Span[] | null {
  const failures = node.failures ?? 0;
  if (failures === 0 || node.lastFailureMs === null) return null;
  return textCell(scene, place, `${scene.glyphs.warn} ${formatCount(failures)}`, 'critical');
}
