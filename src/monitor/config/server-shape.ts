/** Configuration of one server: channels on its host, and facts that its stats lack. */
import { SERVER_SETTINGS, type ServerValues } from '../dashboard/model/server-settings.js';
import { flag, number, object, type Shape, text, withAbout } from './shape.js';

export const serverShape: Shape<Partial<ServerValues>> = object<ServerValues>(
  // Every row has the shape of its own values.
  Object.fromEntries(
    Object.values(SERVER_SETTINGS).map(({ key, about, values }) => [key, withAbout(about, shapeOf(values))]),
  ) as unknown as { readonly [Name in keyof ServerValues]: Shape<ServerValues[Name]> },
);

type Values = (typeof SERVER_SETTINGS)[keyof typeof SERVER_SETTINGS]['values'];

function shapeOf(values: Values): Shape<unknown> {
  switch (values.kind) {
    case 'flag':
      return flag;
    case 'seconds':
      return number({ min: values.min, max: values.max });
    case 'path':
      return text({ what: 'a path', pattern: /^[^\0]+$/ });
  }
}
