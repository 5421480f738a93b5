/* The setup as a box below the titles of the table, so that what is changed can be seen changing. */

import { displayWidth, fitText } from '../../text/width.js';
import type { Frame, Hit, Line } from '../drawing/frame.js';
import { LineBuilder } from '../drawing/line-builder.js';
import { FRAME_COLUMNS, type Place, type Popup } from '../drawing/popup.js';
import { type Scene, screenText } from '../drawing/scene.js';
import { spelledKeys } from '../drawing/spelled-keys.js';
import { keyFor } from '../keys/key-table.js';
import { setupRoom } from '../layout/popup-rooms.js';
import type { SetupOverlay, SetupPage } from '../model/overlay.js';
import { shownColumnSet } from '../table/shown-columns.js';
import { SETUP_PAGES, type SetupItem, setupItems } from './items.js';

interface PlacedSetup {
  readonly popup: Popup;
  readonly place: Place;
  readonly hits: readonly Hit[];
  readonly cursor: Frame['cursor'];
}

export function setupPopup(scene: Scene, overlay: SetupOverlay): PlacedSetup {
  const { model } = scene;
  const room = setupRoom(model);
  const items = setupItems(model, overlay);
  const rows = Math.min(room.rows, Math.max(items.length, 1));
  const first = Math.max(0, Math.min(overlay.cursor - Math.floor(rows / 2), items.length - rows));
  const shown = items.slice(first, first + rows);
  const columns = Math.max(1, room.columns - FRAME_COLUMNS);
  const place = { x: Math.max(0, Math.floor((model.size.columns - room.columns) / 2)), y: room.y };
  const look = { columns, labels: widestOf(items, 'label'), values: widestOf(items, 'value') };
  const lines = shown.map((item, index) => itemLine(scene, overlay, item, first + index, look));
  const pages = pagesLine(overlay.page, columns, place);
  const title = overlay.page === 'columns' ? `setup: ${shownColumnSet(model)}` : 'setup';
  const corner = rows < items.length ? `${first + 1}-${first + rows} of ${items.length}` : '';
  const popup = {
    title,
    corner,
    lines: [pages.line, ...lines, hintLine(scene, overlay, columns)],
    columns,
  };
  const rowHits = shown.map((_, index) => hitOf(place, columns, index, first));
  const cursor = cursorIn(overlay, place, look, first);
  const isSeen = cursor !== null && cursor.x < model.size.columns && cursor.y < model.size.rows;
  return { popup, place, hits: [...pages.hits, ...rowHits], cursor: isSeen ? cursor : null };
}

interface Look {
  readonly columns: number;
  readonly labels: number;
  readonly values: number;
}

const TITLES: Readonly<Record<SetupPage, string>> = {
  columns: 'Columns',
  thresholds: 'Thresholds',
  display: 'Display',
  keys: 'Keys',
};

/** As the tabs of the views: the open one in brackets. */
function pagesLine(open: SetupPage, columns: number, place: Place): { line: Line; hits: readonly Hit[] } {
  const line = new LineBuilder(columns);
  const hits = SETUP_PAGES.map((page, index): Hit => {
    const text = page === open ? `[${TITLES[page]}]` : ` ${TITLES[page]} `;
    const x = place.x + 2 + line.x;
    line.add(text, page === open ? 'tab-active' : 'tab').gap(1);
    return { x, y: place.y + 1, width: text.length, height: 1, target: { kind: 'menu-item', index } };
  });
  return { line: line.end(), hits };
}

function itemLine(scene: Scene, overlay: SetupOverlay, item: SetupItem, index: number, look: Look): Line {
  const line = new LineBuilder(look.columns);
  const here = index === overlay.cursor;
  line.add(here ? scene.glyphs.selected : ' ', 'strong').gap(1);
  if (item.on !== null) line.add(item.on ? '[x] ' : '[ ] ', item.on ? 'strong' : 'dim');
  const { ellipsis } = scene.glyphs;
  const label = spelledKeys(scene, screenText(scene, item.label));
  line.add(fitText(label, look.labels, 'left', ellipsis), overlay.page === 'keys' ? 'key' : 'strong').gap(2);
  const { editing } = overlay;
  if (here && editing !== null) return editedLine(line, overlay);
  line.add(fitText(item.value, look.values, 'left', ellipsis), item.on === false ? 'dim' : 'plain').gap(2);
  if (line.room > 8) line.add(fitText(screenText(scene, item.about), line.room, 'left', ellipsis), 'dim');
  return line.end(here ? 'selected' : 'plain');
}

function editedLine(line: LineBuilder, { editing }: SetupOverlay): Line {
  return line
    .add(editing?.text ?? '', 'prompt')
    .gap(3)
    .add('Enter sets it   Esc leaves it', 'dim')
    .end();
}

/** Where the value begins in its line: the mark and its blank, the label, two blanks. */
function cursorIn(
  { editing, cursor }: SetupOverlay,
  place: Place,
  { labels }: Look,
  first: number,
): Frame['cursor'] {
  if (editing === null) return null;
  const x = place.x + 2 + 2 + labels + 2 + displayWidth([...editing.text].slice(0, editing.cursor).join(''));
  return { x, y: place.y + 2 + cursor - first };
}

/** Hints for the keys; a mistake or a notice replaces them, because the box may cover the line for those. */
function hintLine(scene: Scene, overlay: SetupOverlay, columns: number): Line {
  const line = new LineBuilder(columns);
  const { notice, nowMs } = scene.model;
  if (overlay.editing?.error != null) return line.add(overlay.editing.error, 'error').end();
  if (notice !== null && notice.untilMs > nowMs) {
    const text = fitText(screenText(scene, notice.text, 512), columns, 'left', scene.glyphs.ellipsis);
    return line.add(text, notice.level === 'error' ? 'error' : 'strong').end();
  }
  const save = keyFor(scene.model.settings.keys, 'save-config');
  const hint = `${HINTS[overlay.page]}  Tab page  ${save === null ? '' : `${save} saves  `}Esc closes`;
  return line.add(spelledKeys(scene, hint), 'dim').end();
}

const HINTS: Readonly<Record<SetupPage, string>> = {
  columns: 'Space on/off  F7 F8 move  r usual',
  thresholds: 'Enter changes  r usual',
  display: 'Enter changes',
  keys: '"keys" in the config file changes them',
};

function widestOf(items: readonly SetupItem[], part: 'label' | 'value'): number {
  return Math.min(30, Math.max(1, ...items.map((item) => displayWidth(item[part]))));
}

function hitOf(place: Place, columns: number, index: number, first: number): Hit {
  return {
    x: place.x + 1,
    y: place.y + 2 + index,
    width: columns + FRAME_COLUMNS - 2,
    height: 1,
    target: { kind: 'menu-item', index: SETUP_PAGES.length + first + index },
  };
}
