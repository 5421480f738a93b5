/*
 * Model → frame. Every part of the screen is a file of its own; this one puts them where the layout says, lays what
 * is open on top, and makes sure of the two promises of a frame: as many lines as the terminal has, none too wide.
 */

import { toAscii } from '../../text/clean.js';
import type { ChartArea, Frame, Hit, Line } from '../drawing/frame.js';
import { EMPTY_LINE } from '../drawing/line-builder.js';
import { FRAME_COLUMNS, FRAME_ROWS, type Place, type Popup, pastePopup } from '../drawing/popup.js';
import { isStale, type Scene, sceneOf } from '../drawing/scene.js';
import { verdictLines } from '../heading/compact.js';
import { headerLine } from '../heading/header.js';
import { keyLine } from '../heading/key-line.js';
import { meterLines } from '../heading/meters.js';
import { statusLine } from '../heading/status-line.js';
import { tabsLine } from '../heading/tabs.js';
import { verdictLine } from '../heading/verdict-line.js';
import { drawCharts } from '../history/charts.js';
import { type Layout, layoutOf } from '../layout/layout.js';
import type { Model } from '../model/model.js';
import type { Prompt } from '../model/prompt-state.js';
import { moreLine } from '../more/more-line.js';
import { morePanel } from '../more/more-panel.js';
import { palettePopup } from '../palette/palette.js';
import { drawPanes } from '../panes/panes.js';
import { promptLine } from '../prompt/prompt-line.js';
import { routesPanel } from '../requests/routes-panel.js';
import { socketsPanel } from '../sockets/sockets-panel.js';
import { emptyLines } from '../table/empty.js';
import {
  tableBodyHits,
  tableBodyLines,
  tableColumns,
  tableHeadHits,
  tableHeadLine,
  tableTitleLine,
} from '../table/table.js';
import { workerPanel, workerPanelHits } from '../worker/panel.js';
import { typedSearch, withMatches } from './popup-search.js';
import { drawnPopup } from './popups.js';

/** `utcOffsetMinutes`: what to add to UTC for the user's clock, east positive. */
export function view(model: Model, utcOffsetMinutes: number): Frame {
  const scene = sceneOf(model, utcOffsetMinutes);
  const layout = layoutOf(model);
  const screen = withOverlay(scene, withPrompt(scene, layout, drawScreen(scene, layout)));
  const lines = exactly(screen.lines, model.size.rows);
  const hits = screen.hits.filter((hit) => isOnScreen(hit, model.size));
  const { cursor } = screen;
  const shown = cursor !== null && isOnScreen({ ...cursor, width: 1, height: 1 }, model.size) ? cursor : null;
  return { ...screen, hits, cursor: shown, lines: model.settings.ascii ? lines.map(asciiLine) : lines };
}

/** Tiny screens have no room for some of what is drawn. */
function isOnScreen({ x, y, width, height }: Omit<Hit, 'target'>, { columns, rows }: Model['size']): boolean {
  return x >= 0 && y >= 0 && width > 0 && height > 0 && x < columns && y + height <= rows;
}

function drawScreen(scene: Scene, layout: Layout): Frame {
  if (layout.mode === 'verdict') {
    return { lines: verdictLines(scene, layout.verdict.height), charts: [], hits: [], cursor: null };
  }
  const keys = keyLine(scene, layout.keys.y);
  const table = drawTable(scene, layout);
  const tabs = tabsLine(scene, layout.tabs.y);
  const charts = drawCharts(scene, layout);
  const panes = drawPanes(scene, layout);
  const more = layout.sections.height > 0 ? moreLine(scene, layout.sections.y) : null;
  const panel = drawPanel(scene, layout.panel);
  const lines = [
    ...(layout.header.height > 0 ? [headerLine(scene)] : []),
    ...(layout.verdict.height > 0 ? [verdictLine(scene)] : []),
    ...staleIf(scene, [
      ...meterLines(scene, layout.meters.height),
      ...(layout.tabs.height > 0 ? [tabs.line] : []),
      ...charts.lines,
      ...(layout.tableTitle.height > 0 ? [tableTitleLine(scene)] : []),
      ...(more === null ? [] : [more.line]),
      ...table.lines,
      ...panel.lines,
      ...panes.lines,
      ...(layout.status.height > 0 ? [statusLine(scene)] : []),
    ]),
    ...(layout.keys.height > 0 ? [keys.line] : []),
  ];
  const hits = [
    ...(layout.tabs.height > 0 ? tabs.hits : []),
    ...charts.hits,
    ...(more === null ? [] : more.hits),
    ...table.hits,
    ...panelHits(scene, layout.panel),
    ...panes.hits,
    ...(layout.keys.height > 0 ? keys.hits : []),
  ];
  return { lines, charts: [...charts.areas, ...panel.charts, ...panes.charts], hits, cursor: null };
}

interface DrawnPanel {
  readonly lines: readonly Line[];
  /** On the screen. */
  readonly charts: readonly ChartArea[];
}

function drawPanel(scene: Scene, { y, height }: Layout['panel']): DrawnPanel {
  if (height === 0) return { lines: [], charts: [] };
  switch (scene.model.view) {
    case 'workers':
      return { lines: workerPanel(scene, scene.width, height), charts: [] };
    case 'requests':
      return { lines: routesPanel(scene, height), charts: [] };
    case 'more':
      return { lines: morePanel(scene, height), charts: [] };
    case 'sockets':
    case 'events':
    case 'history': {
      const { lines, charts } = socketsPanel(scene, height);
      return { lines, charts: charts.map((area) => ({ ...area, y: area.y + y })) };
    }
  }
}

function panelHits(scene: Scene, { y, height }: Layout['panel']): readonly Hit[] {
  if (height === 0 || scene.model.view !== 'workers') return [];
  return workerPanelHits(scene, { x: 0, y, width: scene.width, height });
}

function drawTable(scene: Scene, layout: Layout): { lines: readonly Line[]; hits: readonly Hit[] } {
  const { tableHead, tableBody } = layout;
  const places = tableColumns(scene);
  const empty = scene.model.rows.length === 0;
  const head =
    tableHead.height > 0 ? [scene.observation === null ? EMPTY_LINE : tableHeadLine(scene, places)] : [];
  const body = empty ? emptyLines(scene, tableBody.height) : tableBodyLines(scene, places, tableBody.height);
  const headHits =
    tableHead.height > 0 && scene.observation !== null ? tableHeadHits(places, tableHead.y) : [];
  return { lines: [...head, ...body], hits: [...headHits, ...tableBodyHits(scene, places, tableBody)] };
}

/** The last frame of a lost server stays, but cannot be mistaken for the present. */
function staleIf(scene: Scene, lines: readonly Line[]): readonly Line[] {
  return isStale(scene) && scene.observation !== null
    ? lines.map((line) => ({ ...line, fill: 'stale' }))
    : lines;
}

function withPrompt(scene: Scene, layout: Layout, frame: Frame): Frame {
  const { prompt } = scene.model;
  if (prompt === null || layout.prompt.height === 0) return frame;
  const { line, cursorX } = promptLine(scene, prompt);
  const under = withPalette(scene, layout, prompt, frame);
  return { ...under, lines: [...under.lines, line], cursor: { x: cursorX, y: layout.prompt.y } };
}

function withPalette(scene: Scene, layout: Layout, prompt: Prompt, frame: Frame): Frame {
  if (prompt.kind !== 'command') return frame;
  const list = palettePopup(scene, prompt, layout.status.height > 0 ? layout.status : layout.prompt);
  if (list === null) return frame;
  const { popup, place, hits } = list;
  return {
    ...frame,
    lines: pastePopup(frame.lines, popup, place, scene.glyphs.frame, scene.width),
    hits: [...popupHits(popup, place, scene.model.size), ...hits],
  };
}

/** While something is open, the mouse belongs to it alone: a click beside it closes it. */
function withOverlay(scene: Scene, frame: Frame): Frame {
  const { overlay, size } = scene.model;
  if (overlay === null) return frame;
  const { popup, place, hits, cursor } = drawnPopup(scene, overlay);
  const searched = withMatches(scene, overlay, popup);
  const typed = typedSearch(scene, overlay);
  const lines = pastePopup(exactly(frame.lines, size.rows), searched, place, scene.glyphs.frame, scene.width);
  return {
    ...frame,
    lines: typed === null ? lines : [...lines.slice(0, -1), typed.line],
    hits: [...popupHits(popup, place, size), ...hits],
    cursor: typed === null ? (cursor ?? null) : { x: typed.cursorX, y: size.rows - 1 },
  };
}

function popupHits({ columns, lines }: Popup, place: Place, size: Model['size']): readonly Hit[] {
  return [
    { x: 0, y: 0, width: size.columns, height: size.rows, target: { kind: 'beside-popup' } },
    {
      x: place.x,
      y: place.y,
      width: columns + FRAME_COLUMNS,
      height: Math.min(lines.length + FRAME_ROWS, size.rows - place.y),
      target: { kind: 'popup' },
    },
  ];
}

function exactly(lines: readonly Line[], rows: number): readonly Line[] {
  return Array.from({ length: Math.max(0, rows) }, (_, index) => lines[index] ?? EMPTY_LINE);
}

function asciiLine(line: Line): Line {
  return { ...line, spans: line.spans.map((span) => ({ ...span, text: toAscii(span.text) })) };
}
