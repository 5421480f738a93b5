/** Replaces the menu when nothing can be asked of the server: the reason, and the remedy. */

import { wrapped } from '../../text/wrapped.js';
import type { Model } from '../model/model.js';
import { currentControl, subjectOf } from './acting-rules.js';

interface ActionHelpLine {
  readonly kind: 'text' | 'command';
  readonly text: string;
}

/** Longer lines are read badly. */
export const ACTION_HELP_CELLS = 76;

/** At most as wide as the room, and as `ACTION_HELP_CELLS`. */
export function actionHelpLines(model: Model, room: number): readonly ActionHelpLine[] {
  const width = Math.min(room, ACTION_HELP_CELLS);
  const found = subjectOf(model);
  if (!found.ok) return textLines(found.reason, width);
  const { target, observation } = found.subject;
  const control = currentControl(found.subject);
  const isOurs = observation.sample.server.product === 'tsgi';
  const fifoProblem = control?.fifo?.problem ?? null;
  return [
    ...(control?.fifo && fifoProblem !== null
      ? textLines(`The master FIFO ${control.fifo.path} cannot be used: ${fifoProblem}.`, width)
      : textLines('No master FIFO was named.', width)),
    ...textLines(`No signal can be sent: ${control?.signals.problem ?? 'not known yet'}.`, width),
    EMPTY,
    ...textLines('To act on a server from here, start it with a master FIFO,', width),
    command(isOurs ? 'tsgi --master-fifo /run/shop.fifo …' : 'uwsgi --master-fifo /run/shop.fifo …', width),
    ...textLines('or in its ini file', width),
    command('master-fifo = /run/shop.fifo', width),
    ...textLines('and tell tstop where it is:', width),
    command(`tstop ${target.address} --fifo /run/shop.fifo`, width),
    EMPTY,
    ...textLines(
      'The FIFO is for the user of the server and for root (mode 600). Signals need no FIFO: tstop must run on the ' +
        'same host and outside of containers, as the same user or root.',
      width,
    ),
  ];
}

const EMPTY: ActionHelpLine = { kind: 'text', text: '' };

function textLines(text: string, width: number): readonly ActionHelpLine[] {
  return wrapped(text, width).map((line) => ({ kind: 'text', text: line }));
}

/** Never broken: it is there to be typed. */
function command(text: string, width: number): ActionHelpLine {
  return { kind: 'command', text: width < text.length + 2 ? text : `  ${text}` };
}
