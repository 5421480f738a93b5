/* The drawn cells of the requests and of the sockets. */

import type { VisibleColumn } from '../../tables/columns/visible-columns.js';
import type { Entries, EntryRow } from '../../tables/row.js';
import { formatCount, formatDuration, formatPercent } from '../../text/format.js';
import { fitText } from '../../text/width.js';
import { barOf, barTone } from '../drawing/bar.js';
import type { Span, Tone } from '../drawing/frame.js';
import type { Scene } from '../drawing/scene.js';
import { textCell } from '../drawing/text-cell.js';

/** `2.0`; null for a cell that goes by its unit. */
export function requestCell(
  scene: Scene,
  { entry: request }: EntryRow<'request'>,
  place: VisibleColumn,
): readonly Span[] | null {
  if (place.column.field.name === 'worker')
    return textCell(scene, place, `${request.slot}.${request.core}`, 'strong');
  if (place.column.field.name === 'app' && request.app === '') return textCell(scene, place, '/', 'plain');
  return null;
}

export function socketCell(
  scene: Scene,
  { entry: socket }: EntryRow<'socket'>,
  place: VisibleColumn,
): readonly Span[] | null {
  switch (place.column.field.name) {
    case 'queue':
      return queueCell(scene, socket, place);
    case 'full_ratio':
      return fullCell(scene, socket, place);
    case 'full_for_seconds':
      return fullForCell(scene, socket, place);
    case 'source':
      return textCell(scene, place, SOURCES[socket.source], socket.source === 'none' ? 'dim' : 'plain');
    default:
      return null;
  }
}

type Socket = Entries['socket'];

const SOURCES: Readonly<Record<Socket['source'], string>> = {
  stats: 'stats',
  ss: 'ss(8)',
  none: 'none',
};

/** `17/16`, `?/100` where only the limit is known. */
function queueCell(scene: Scene, socket: Socket, place: VisibleColumn): readonly Span[] {
  const { queue, queueLimit } = socket;
  const text = `${queue === null ? '?' : formatCount(queue)}/${queueLimit === null ? '?' : formatCount(queueLimit)}`;
  return textCell(scene, place, text, queue === null ? 'dim' : fullTone(socket));
}

function fullCell(scene: Scene, socket: Socket, place: VisibleColumn): readonly Span[] {
  const { fullRatio: ratio } = socket;
  if (ratio === null) return textCell(scene, place, 'not measurable', 'dim');
  const { queueWarnRatio, queueCriticalRatio } = scene.model.settings.thresholds;
  const { filled, empty } = barOf(ratio, Math.max(0, place.width - PERCENT_CELLS), scene.glyphs);
  return [
    { text: filled, tone: barTone(ratio, queueWarnRatio, queueCriticalRatio) },
    { text: empty, tone: 'bar-empty' as const },
    {
      text: fitText(formatPercent(ratio), Math.min(place.width, PERCENT_CELLS), 'right'),
      tone: 'plain' as const,
    },
  ].filter((span) => span.text !== '');
}

const PERCENT_CELLS = 5;

function fullForCell(scene: Scene, socket: Socket, place: VisibleColumn): readonly Span[] {
  const text = formatDuration(socket.fullForSeconds);
  return textCell(scene, place, text, socket.fullRatio === 1 ? 'critical' : 'dim');
}

function fullTone(socket: Socket): Tone {
  if (socket.fullRatio === 1) return 'critical';
  return socket.queue === 0 ? 'dim' : 'plain';
}
