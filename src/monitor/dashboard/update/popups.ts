/**
 * Keys, clicks and wheel of each popup: one row each, so that a popup without a row does not compile.
 * A row names only what is its own; moving, choosing and closing are the same in all of them.
 */
import { actionHelpLines } from '../acting/action-help.js';
import { type ConfirmOverlay, confirmButton, confirmKey, declined } from '../acting/confirm.js';
import type { ActionName } from '../keys/keymap.js';
import { detailRoom, helpRoom } from '../layout/popup-rooms.js';
import { helpLines } from '../menus/help-lines.js';
import type { Key } from '../model/message.js';
import type { Model } from '../model/model.js';
import type { Overlay } from '../model/overlay.js';
import { ROW_KEYS } from '../more/row-detail.js';
import { rowLines } from '../more/row-lines.js';
import { REQUEST_KEYS } from '../requests/request-detail.js';
import { requestLines } from '../requests/request-lines.js';
import { saveQuestionKey } from '../setup/save-config.js';
import { setupClick, setupKey, setupWheel } from '../setup/setup.js';
import { STACK_KEYS } from '../stacks/stack-keys.js';
import { type StackLine, stackLines } from '../stacks/stack-lines.js';
import { closeOverlay } from '../steps/overlay-moves.js';
import { ownKeyPressed, type PopupKey } from '../steps/popup-key.js';
import { quietly, type Step } from '../steps/step.js';
import { chooseItem } from './choose-item.js';

type Kind = Overlay['kind'];
type OverlayOf<K extends Kind> = Extract<Overlay, { readonly kind: K }>;

interface Rules<O> {
  /** Besides Esc and what quits: mostly the action that opened it. */
  readonly closedBy: readonly ActionName[];
  /** Actions that mean what they mean without it: those that put another popup in its place. */
  readonly through?: readonly ActionName[];
  readonly keys?: readonly PopupKey<O>[];
  /** Takes every key. */
  readonly anyKey?: (model: Model, overlay: O, key: Key) => Step;
  /** A line or a button was clicked; without it, chosen from the menu. */
  readonly click?: (model: Model, overlay: O, index: number) => Step;
  /** A click beside it does nothing but this; without it, the popup closes. */
  readonly clickBeside?: (model: Model, overlay: O) => Step;
  readonly wheel?: (model: Model, overlay: O, steps: number) => Model;
  /** Lines of the text that is scrolled, as they can be searched. */
  readonly text?: (model: Model, overlay: O) => readonly string[];
  /** Lines of the text at which its sections begin. */
  readonly sections?: (model: Model, overlay: O) => readonly number[];
}

/** The same, for whichever overlay is open. */
type PopupRules<K extends Kind = Kind> = Omit<Rules<Overlay>, 'keys'> & {
  readonly kind: K;
  readonly ownKey: (model: Model, overlay: Overlay, keyName: string) => Step | null;
};

const POPUPS: { readonly [K in Kind]: PopupRules<K> } = {
  help: popup('help', {
    closedBy: ['help'],
    text: (model) => helpText(model).map(({ label, text }) => `${label} ${text}`),
    sections: (model) => helpText(model).flatMap(({ kind }, index) => (kind === 'heading' ? [index] : [])),
  }),
  request: popup('request', {
    closedBy: ['open'],
    through: ['action-menu'],
    keys: REQUEST_KEYS,
    text: (model, overlay) => {
      const { reveal, alsoSecret } = model.settings;
      const shown = { ...overlay, reveal: overlay.reveal || reveal, alsoSecret };
      return requestLines(shown, detailRoom(model.size).columns).map(({ label, text }) => `${label} ${text}`);
    },
  }),
  stack: popup('stack', {
    closedBy: ['stack'],
    through: ['action-menu'],
    keys: STACK_KEYS,
    text: (model, overlay) => stackLines(model, overlay, detailRoom(model.size).columns).map(stackText),
  }),
  row: popup('row', {
    closedBy: ['open', 'fields'],
    keys: ROW_KEYS,
    text: (model, { table, row, gone }) =>
      rowLines(table, row, gone, detailRoom(model.size).columns).map(
        ({ field, value }) => `${field?.name ?? ''} ${value ?? '-'} ${field?.about ?? ''}`,
      ),
  }),
  'action-help': popup('action-help', {
    closedBy: ['action-menu'],
    text: (model) => actionHelpLines(model, helpRoom(model.size).columns).map(({ text }) => text),
  }),
  'sort-menu': popup('sort-menu', { closedBy: ['sort-menu'] }),
  'theme-menu': popup('theme-menu', { closedBy: ['theme-menu'] }),
  'action-menu': popup('action-menu', { closedBy: ['action-menu'] }),
  confirm: popup('confirm', {
    closedBy: [],
    anyKey: (model, overlay: ConfirmOverlay, key) => confirmKey(model, overlay, key.name),
    click: confirmButton,
    clickBeside: (model) => quietly(declined(model)),
  }),
  setup: popup('setup', { closedBy: [], anyKey: setupKey, click: setupClick, wheel: setupWheel }),
  'save-question': popup('save-question', {
    closedBy: [],
    anyKey: (model, _, key) => saveQuestionKey(model, key.name),
    click: (model, _, index) => saveQuestionKey(model, index === 1 ? 'y' : 'n'),
    clickBeside: (model) => saveQuestionKey(model, 'n'),
  }),
};

export function popupRules(overlay: Overlay): PopupRules {
  return POPUPS[overlay.kind];
}

function helpText(model: Model): ReturnType<typeof helpLines> {
  return helpLines(model, helpRoom(model.size).columns);
}

function stackText(line: StackLine): string {
  if (line.kind === 'frame') return `${line.call} ${line.place} ${line.source}`;
  return line.kind === 'thread' ? `${line.title} ${line.text}` : line.text;
}

function popup<K extends Kind>(kind: K, rules: Rules<OverlayOf<K>>): PopupRules<K> {
  const { closedBy, through = [], keys = [], anyKey, click, clickBeside, wheel, text, sections } = rules;
  const isOwn = (overlay: Overlay): overlay is OverlayOf<K> => overlay.kind === kind;
  return {
    kind,
    closedBy: ['back', 'quit', ...closedBy],
    through,
    ownKey: (model, overlay, keyName) =>
      isOwn(overlay) ? ownKeyPressed(keys, model, overlay, keyName) : null,
    ...(anyKey && {
      anyKey: (model, overlay, key) => (isOwn(overlay) ? anyKey(model, overlay, key) : quietly(model)),
    }),
    click: (model, overlay, index) =>
      click !== undefined && isOwn(overlay)
        ? click(model, overlay, index)
        : quietly(chooseItem(model, index)),
    ...(clickBeside && {
      clickBeside: (model, overlay) =>
        isOwn(overlay) ? clickBeside(model, overlay) : quietly(closeOverlay(model)),
    }),
    ...(wheel && {
      wheel: (model, overlay, steps) => (isOwn(overlay) ? wheel(model, overlay, steps) : model),
    }),
    ...(text && { text: (model, overlay) => (isOwn(overlay) ? text(model, overlay) : []) }),
    ...(sections && { sections: (model, overlay) => (isOwn(overlay) ? sections(model, overlay) : []) }),
  };
}
