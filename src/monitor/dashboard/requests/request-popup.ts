import { fitText } from '../../text/width.js';
import type { Line, Tone } from '../drawing/frame.js';
import { LineBuilder } from '../drawing/line-builder.js';
import type { Popup } from '../drawing/popup.js';
import { type Scene, screenText } from '../drawing/scene.js';
import { detailRoom } from '../layout/popup-rooms.js';
import { ownKeysText } from '../steps/popup-key.js';
import { REQUEST_KEYS, type RequestOverlay } from './request-detail.js';
import { type RequestLine, requestLabelCells, requestLines } from './request-lines.js';

/** All variables of one request as a box over the screen, from the line `top` on. */
export function requestPopup(scene: Scene, overlay: RequestOverlay): Popup {
  const room = detailRoom(scene.model.size);
  const { alsoSecret, ...settings } = scene.model.settings;
  const reveal = overlay.reveal || settings.reveal;
  const all = requestLines({ ...overlay, reveal, alsoSecret }, room.columns);
  const rows = Math.min(room.rows, all.length);
  const first = Math.max(0, Math.min(overlay.top, all.length - rows));
  const lines = all.slice(first, first + rows).map((line) => lineOf(scene, line, reveal, room.columns));
  const place = rows >= all.length ? '' : `${first + 1}-${first + rows} of ${all.length}  `;
  const keys = `${ownKeysText(REQUEST_KEYS, scene.model, overlay)}Esc closes`;
  const { slot, core } = overlay.request;
  return { title: `request ${slot}.${core}`, corner: place + keys, lines, columns: room.columns };
}

function lineOf(scene: Scene, { kind, label, text }: RequestLine, reveal: boolean, width: number): Line {
  const line = new LineBuilder(width);
  if (kind === 'note') return line.add(screenText(scene, text), 'warn').end();
  const cells = requestLabelCells(width);
  const name = fitText(screenText(scene, label), cells - 1, 'left', scene.glyphs.ellipsis);
  line.add(`${name} `, label === '' ? 'plain' : 'key');
  return line.add(screenText(scene, text), toneOf(kind, reveal)).end();
}

function toneOf(kind: RequestLine['kind'], reveal: boolean): Tone {
  if (kind === 'fact') return 'strong';
  if (kind === 'secret') return reveal ? 'warn' : 'dim';
  return 'plain';
}
