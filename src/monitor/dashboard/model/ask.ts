import type { Observation } from '../../metrics/observation.js';
import type { AskedAction, Expected } from '../keys/server-actions.js';
import type { Way } from './control.js';

/** One action on its way. `eventId` is its line in the list of events, once it has one. */
export interface Acting {
  /** Its place among the targets. */
  readonly target: number;
  readonly ask: Ask;
  readonly askedMs: number;
  readonly phase: 'asking' | 'watching';
  readonly eventId: number | null;
  readonly before: Observation;
}

/** An action with all that its confirmation says. */
export interface Ask {
  readonly action: AskedAction;
  /** `Reload`, `W3 kill`. */
  readonly label: string;
  readonly way: Way;
  readonly consequence: string;
  readonly expected: Expected | null;
  /** The worker, where it is about one alone. */
  readonly slot: number | null;
}
