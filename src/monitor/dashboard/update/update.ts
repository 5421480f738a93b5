/**
 * `update(model, message) → [model, effects]`. Pure: the message carries the clock, I/O is returned as data.
 */

import type { Observed } from '../../metrics/observation.js';
import { updateActed, updateActFailed, withOutcome } from '../acting/acting.js';
import { updateControlFound } from '../acting/action-menu.js';
import { heldWhereMoved, played, withRecording } from '../history/replay.js';
import type { Message } from '../model/message.js';
import type { Model } from '../model/model.js';
import { shownObservation, shownTable } from '../model/shown.js';
import { withFreshRow } from '../more/row-detail.js';
import { withFreshRequest } from '../requests/request-detail.js';
import { updateSaved } from '../setup/save-config.js';
import { withSuitedSetup } from '../setup/setup.js';
import { updateQueuesFailed, updateQueuesRead } from '../sockets/listen-queues.js';
import { updateStackFailed, updateStackRead } from '../stacks/ask-stack.js';
import { withNotice, withoutExpiredNotice } from '../steps/notices.js';
import { quietly, type Step } from '../steps/step.js';
import { withColumnUse } from '../table/idle-columns.js';
import { rowsFor, sameRowChoice } from '../table/rows.js';
import { refitted, revealSelection, selectedRow, withRows } from '../table/selection.js';
import { updateProcessFailed, updateProcessRead, withDetailQuestions } from '../worker/detail-questions.js';
import { settledDetails } from '../worker/details.js';
import { clampOverlay } from './overlay.js';
import { updateClick, updateWheel } from './update-click.js';
import { updateKey, updatePaste } from './update-input.js';
import { updateRead, updateReadFailed } from './update-reading.js';

export function update(model: Model, message: Message): Step {
  const current = withoutExpiredNotice({ ...model, nowMs: message.nowMs });
  const [handledModel, effects] = handled(current, message);
  const next = MOVES_BY_ITSELF.has(message.kind) ? handledModel : heldWhereMoved(current, handledModel);
  const [asking, questions] = withDetailQuestions(settled(current, withOutcome(next)));
  return [asking, [...effects, ...questions]];
}

/** All other messages that move a replay are the user's. */
const MOVES_BY_ITSELF: ReadonlySet<Message['kind']> = new Set(['ticked', 'recording-opened']);

function handled(model: Model, message: Message): Step {
  switch (message.kind) {
    case 'key':
      return updateKey(model, message.key);
    case 'paste':
      return updatePaste(model, message.text);
    case 'click':
      return updateClick(model, message);
    case 'wheel':
      return updateWheel(model, message.steps, message.target ?? null);
    case 'resized':
      return quietly({ ...model, size: message.size });
    case 'read':
      return updateRead(model, message);
    case 'read-failed':
      return updateReadFailed(model, message);
    case 'queues-read':
      return quietly(updateQueuesRead(model, message));
    case 'queues-failed':
      return quietly(updateQueuesFailed(model, message));
    case 'control-found':
      return quietly(updateControlFound(model, message.target, message.control));
    case 'acted':
      return quietly(updateActed(model, message.target));
    case 'act-failed':
      return quietly(updateActFailed(model, message.target, message.reason));
    case 'process-read':
      return quietly(updateProcessRead(model, message));
    case 'process-failed':
      return quietly(updateProcessFailed(model, message));
    case 'stack-read':
      return updateStackRead(model, message);
    case 'stack-failed':
      return updateStackFailed(model, message);
    case 'copied':
      return quietly(withNotice(model, message.text));
    case 'save-ended':
      return quietly(updateSaved(model, message));
    case 'recording-opened':
      return quietly(withRecording(model, message.recorded, message.wish));
    case 'recorded':
      return quietly(withNotice(model, message.text, message.failed ? 'error' : 'info'));
    case 'ticked':
      return quietly(played(ticked(model, message.utcOffsetMinutes)));
  }
}

function ticked(model: Model, utcOffsetMinutes = model.utcOffsetMinutes): Model {
  return utcOffsetMinutes === model.utcOffsetMinutes ? model : { ...model, utcOffsetMinutes };
}

/** Brings what is derived in line: rows if what they depend on changed, then the window onto them, then overlays. */
function settled(before: Model, after: Model): Model {
  const observation = shownObservation(after);
  const stale =
    observation !== shownObservation(before) ||
    shownTable(before) !== shownTable(after) ||
    !sameRowChoice(before.table, after.table);
  const rowed = stale
    ? withColumnUse(withRows(after, rowsFor(observation, shownTable(after), after.table)))
    : onSomeRow(before, after);
  const fresh = settledDetails(before, withEventsSeen(rowed, observation));
  const moved =
    before.size !== after.size ||
    (before.prompt === null) !== (after.prompt === null) ||
    (before.details === null) !== (after.details === null);
  const metersMoved =
    before.settings.metersShown !== after.settings.metersShown ||
    before.settings.expanded !== after.settings.expanded;
  const viewed = before.view !== after.view ? revealSelection(fresh) : fresh;
  const fitted = moved || metersMoved ? refitted(before, viewed) : viewed;
  const refreshed = stale ? withFreshRow(withFreshRequest(fitted)) : fitted;
  return clampOverlay(withSuitedSetup(before, refreshed));
}

/** Events on the screen count as seen. */
function withEventsSeen(model: Model, observation: Observed | null): Model {
  if (model.view !== 'events' || observation === null) return model;
  const seenEvent = observation.events.reduce((newest, { id }) => Math.max(newest, id), model.seenEvent);
  return seenEvent === model.seenEvent ? model : { ...model, seenEvent };
}

/** A prompt that closes goes back to the row that was selected when it opened; that row may be gone. */
function onSomeRow(before: Model, after: Model): Model {
  const { selected } = after.table;
  if (selected === before.table.selected || selectedRow(after) !== null) return after;
  return { ...after, table: { ...after.table, selected: before.table.selected } };
}
