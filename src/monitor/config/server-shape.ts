/** Configuration of one server: channels on its host, and facts that its stats lack. */
import { flag, number, object, type Shape, text, withAbout } from './shape.js';

export interface ServerValues {
  readonly fifo: string;
  readonly tracebacker: string;
  readonly harakiri_seconds: number;
  readonly readonly: boolean;
}

const path = text({ what: 'a path', pattern: /^[^\0]+$/ });

export const serverShape: Shape<Readonly<Partial<ServerValues>>> = object<ServerValues>({
  fifo: withAbout('Its master FIFO, as --fifo', path),
  tracebacker: withAbout('What its --py-tracebacker was given, as --tracebacker', path),
  harakiri_seconds: withAbout('Its harakiri limit, as --harakiri', number({ min: 1, max: 2_073_600 })),
  readonly: withAbout('Nothing is ever asked of it, as --readonly', flag),
});
