import { displayWidth, fitText } from '../../text/width.js';
import { actionMenuTitle } from '../acting/action-menu.js';
import type { Hit, Line } from '../drawing/frame.js';
import { LineBuilder } from '../drawing/line-builder.js';
import type { PlacedMenu } from '../drawing/popup.js';
import { centred, FRAME_COLUMNS, FRAME_ROWS, type Place } from '../drawing/popup.js';
import { type Scene, screenText } from '../drawing/scene.js';
import type { Overlay } from '../model/overlay.js';
import { menuItems } from './menus.js';

type Menu = Extract<Overlay, { readonly selected: number }>;

/** A list to choose from: the chosen item is marked, its explanation is beside it where there is room. */
export function menuPopup(scene: Scene, menu: Menu): PlacedMenu {
  const { size } = scene.model;
  const items = menuItems(scene.model, menu.kind);
  const labels = Math.max(0, ...items.map((item) => displayWidth(item.label))) + LABEL_MARGIN;
  const columns = Math.max(
    1,
    Math.min(labels + (size.columns < 120 ? 60 : 84), size.columns - FRAME_COLUMNS - 2),
  );
  const rows = Math.max(1, Math.min(items.length, size.rows - FRAME_ROWS));
  const first = Math.max(0, Math.min(menu.selected - Math.floor(rows / 2), items.length - rows));
  const shown = items.slice(first, first + rows);
  const lines = shown.map((item, index) => {
    const selected = first + index === menu.selected;
    return itemLine(scene, item.label, item.about, {
      labels,
      columns,
      selected,
      current: isCurrent(scene, menu, item.value),
      off: item.off === true,
    });
  });
  const popup = { title: titleOf(scene, menu), corner: 'Enter chooses  Esc closes', lines, columns };
  const place = centred({ columns, rows }, size);
  return { popup, place, hits: shown.map((_, index) => hitOf(place, columns, index, first)) };
}

function titleOf(scene: Scene, { kind }: Menu): string {
  switch (kind) {
    case 'sort-menu':
      return 'sort by';
    case 'theme-menu':
      return 'colours';
    case 'action-menu':
      return screenText(scene, actionMenuTitle(scene.model));
  }
}

const LABEL_MARGIN = 4;

interface ItemLook {
  readonly labels: number;
  readonly columns: number;
  readonly selected: boolean;
  readonly current: boolean;
  readonly off: boolean;
}

function itemLine(scene: Scene, label: string, about: string, look: ItemLook): Line {
  const line = new LineBuilder(look.columns);
  line.add(look.selected ? scene.glyphs.selected : ' ', 'strong');
  line.add(
    fitText(`${label}${look.current ? ` ${currentMark(scene)}` : ''}`, look.labels),
    look.off ? 'dim' : 'strong',
  );
  if (line.room > 20) line.add(fitText(about, line.room, 'left', scene.glyphs.ellipsis), 'dim');
  return line.end(look.selected ? 'selected' : 'plain');
}

function isCurrent(scene: Scene, menu: Menu, value: string): boolean {
  if (menu.kind === 'action-menu') return false;
  return value === scene.model.table.sortField || value === scene.model.settings.theme;
}

/** Mark of the item in force: the direction of a sort column, a dot for a theme. */
function currentMark({ glyphs, model }: Scene): string {
  if (model.overlay?.kind === 'theme-menu') return glyphs.live;
  return model.table.descending ? glyphs.descending : glyphs.ascending;
}

function hitOf(place: Place, columns: number, index: number, first: number): Hit {
  return {
    x: place.x + 1,
    y: place.y + 1 + index,
    width: columns + FRAME_COLUMNS - 2,
    height: 1,
    target: { kind: 'menu-item', index: first + index },
  };
}
