import type { FileValues, Setting } from '../dashboard/model/setting-table.js';
import { choice, flag, number, type Shape, withAbout } from './shape.js';

type Settings = Readonly<Record<string, Setting<string, unknown, unknown>>>;

/** Shapes of settings by their keys in the file. */
export function settingShapes<T extends Settings>(
  settings: T,
): { readonly [N in keyof T as T[N]['key']]: Shape<T[N]['fileDefault']> } {
  const shapes = Object.values(settings).map((one) => [one.key, withAbout(one.about, shapeOf(one.values))]);
  // Every setting has the shape of its own values.
  return Object.fromEntries(shapes);
}

function shapeOf(values: FileValues<unknown>): Shape<unknown> {
  switch (values.kind) {
    case 'flag':
      return flag;
    case 'words':
      // Settings are chosen by texts and flags.
      return choice(values.words as readonly (string | boolean)[]);
    case 'number':
      return number(values);
  }
}
