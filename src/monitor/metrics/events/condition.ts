import type { EventNews } from './server-event.js';

export interface Condition {
  /** The same as long as it is the same condition. */
  readonly key: string;
  readonly news: EventNews;
}
