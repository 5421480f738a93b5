/** The page of columns: the list keeps its order while columns are switched on and off, so that both can be undone. */
import type { Model } from '../model/model.js';
import type { SetupOverlay } from '../model/overlay.js';
import { withNotice } from '../steps/notices.js';
import { quietly, type Step } from '../steps/step.js';
import { shownColumns, withShownColumns } from '../table/shown-columns.js';
import { columnOrder } from './items.js';

/** Null for keys that mean nothing here. */
export function columnsKey(model: Model, overlay: SetupOverlay, name: string): Step | null {
  switch (name) {
    case 'enter':
    case 'space':
      return quietly(toggled(model, overlay));
    case 'S-up':
    case 'f7':
    case '-':
      return quietly(moved(model, overlay, -1));
    case 'S-down':
    case 'f8':
    case '+':
      return quietly(moved(model, overlay, 1));
    case 'r':
      return quietly(reset(model, overlay));
    default:
      return null;
  }
}

function toggled(model: Model, overlay: SetupOverlay): Model {
  const name = overlay.order[overlay.cursor];
  if (name === undefined) return model;
  const shown = shownNames(model);
  const wanted = new Set(shown);
  if (!wanted.delete(name)) wanted.add(name);
  if (wanted.size === 0) return withNotice(model, 'A table needs at least one column');
  return withColumns(model, overlay.order, wanted);
}

/** A column changes places with the next one that is shown; those between that are not stay out of the way. */
function moved(model: Model, overlay: SetupOverlay, by: 1 | -1): Model {
  const { order, cursor } = overlay;
  const name = order[cursor];
  const shown = new Set(shownNames(model));
  if (name === undefined || !shown.has(name)) return withNotice(model, 'Only visible columns can be moved');
  let to = cursor + by;
  while (order[to] !== undefined && !shown.has(order[to] ?? '')) to += by;
  if (order[to] === undefined) return model;
  const without = order.filter((other) => other !== name);
  const next = [...without.slice(0, to), name, ...without.slice(to)];
  return withColumns({ ...model, overlay: { ...overlay, order: next, cursor: to } }, next, shown);
}

function reset(model: Model, overlay: SetupOverlay): Model {
  const usual = withShownColumns(model, undefined);
  return { ...usual, overlay: { ...overlay, order: columnOrder(usual), cursor: 0 } };
}

function withColumns(model: Model, order: readonly string[], shown: ReadonlySet<string>): Model {
  return withShownColumns(
    model,
    order.filter((name) => shown.has(name)),
  );
}

function shownNames(model: Model): readonly string[] {
  return shownColumns(model).map(({ field }) => field.name);
}
