import { maxColumnOffset } from '../../tables/columns/visible-columns.js';
import { openActions } from '../acting/action-menu.js';
import { changeSpeed, saveRecording, togglePlaying } from '../history/replay.js';
import {
  backToLive,
  stepEvent,
  stepMinute,
  stepSample,
  togglePause,
  zoomed,
  zoomedByItself,
} from '../history/time-travel.js';
import type { ActionName } from '../keys/keymap.js';
import type { Model } from '../model/model.js';
import { cycleGroup } from '../model/request-group.js';
import { clearSearch, openPrompt } from '../prompt/prompt.js';
import { copySelected, openFields } from '../requests/request-detail.js';
import { saveConfig } from '../setup/save-config.js';
import { openSetup } from '../setup/setup.js';
import { changeInterval, toggleFast } from '../steps/pace.js';
import { quietly, type Step } from '../steps/step.js';
import { cycleMode, foldAll, foldSelected, toggleTree } from '../table/fold.js';
import { turnSection } from '../table/more-sections.js';
import { searchOn, setFilter } from '../table/search.js';
import { moveSelection, pageSize, selectIndex } from '../table/selection.js';
import { shownColumns } from '../table/shown-columns.js';
import { invertSort, quickSort, sortByNeighbour } from '../table/sort.js';
import { tagWithCores, toggleTag, untagAll } from '../table/tags.js';
import { openView, turnView } from '../table/views.js';
import { copyCoreRequest, leaveDetails, moveInDetails, openRow, selectedWorker } from '../worker/details.js';
import { openStack } from '../worker/stack-detail.js';
import { openHelp, openMenu } from './overlay.js';

/** Carries out an action. The switch is the list: a new action does not compile until it is here. */
export function updateAction(model: Model, action: ActionName): Step {
  const inDetails = moveInDetails(model, action);
  if (inDetails !== null) return quietly(inDetails);
  switch (action) {
    case 'quit':
      return [model, [{ kind: 'quit', exitCode: 0 }]];
    case 'suspend':
      return [model, [{ kind: 'suspend' }]];
    case 'redraw':
      return [model, [{ kind: 'redraw' }]];
    case 'poll-now':
      return [model, [{ kind: 'schedule-read', target: model.focus, afterMs: 0 }]];
    case 'fast':
      return toggleFast(model);
    case 'slower':
      return model.replay === null ? changeInterval(model, 1) : quietly(changeSpeed(model, 1));
    case 'faster':
      return model.replay === null ? changeInterval(model, -1) : quietly(changeSpeed(model, -1));
    case 'help':
      return quietly(openHelp(model));
    case 'setup':
      return quietly(openSetup(model, 'columns'));
    case 'setup-columns':
      return quietly(openSetup(model, 'columns'));
    case 'save-config':
      return saveConfig(model);
    case 'save-recording':
      return saveRecording(model);
    case 'palette':
      return quietly(openPrompt(model, 'command'));
    case 'sort-menu':
    case 'theme-menu':
      return quietly(openMenu(model, action));
    case 'search':
    case 'filter':
      return quietly(openPrompt(model, action));
    case 'back':
      return quietly(back(model));
    case 'view-workers':
      return quietly(openView(model, 'workers'));
    case 'view-requests':
      return quietly(openView(model, 'requests'));
    case 'view-sockets':
      return quietly(openView(model, 'sockets'));
    case 'view-history':
      return quietly(openView(model, 'history'));
    case 'view-events':
      return quietly(openView(model, 'events'));
    case 'view-more':
      return quietly(openView(model, 'more'));
    case 'next-section':
      return quietly(turnSection(model, 1));
    case 'previous-section':
      return quietly(turnSection(model, -1));
    case 'next-view':
      return quietly(turnView(model, 1));
    case 'previous-view':
      return quietly(turnView(model, -1));
    case 'zoom-in':
      return quietly(zoomed(model, -1));
    case 'zoom-auto':
      return quietly(zoomedByItself(model));
    case 'zoom-out':
      return quietly(zoomed(model, 1));
    case 'group':
      return quietly(cycleGroup(model));
    case 'open':
      return quietly(openRow(model));
    case 'fields':
      return quietly(openFields(model));
    case 'copy':
      return selectedWorker(model) === null ? copySelected(model) : copyCoreRequest(model);
    case 'stack':
      return openStack(model);
    case 'up':
      return quietly(moveSelection(model, -1));
    case 'down':
      return quietly(moveSelection(model, 1));
    case 'page-up':
      return quietly(moveSelection(model, -pageSize(model)));
    case 'page-down':
      return quietly(moveSelection(model, pageSize(model)));
    case 'first':
      return quietly(selectIndex(model, 0));
    case 'last':
      return quietly(selectIndex(model, model.rows.length - 1));
    case 'scroll-left':
      return quietly(scrollColumns(model, -1));
    case 'scroll-right':
      return quietly(scrollColumns(model, 1));
    case 'search-next':
      return quietly(searchOn(model, 1));
    case 'search-previous':
      return quietly(searchOn(model, -1));
    case 'sort-column-left':
      return quietly(sortByNeighbour(model, -1));
    case 'sort-column-right':
      return quietly(sortByNeighbour(model, 1));
    case 'invert-sort':
      return quietly(invertSort(model));
    case 'sort-busy':
    case 'sort-memory':
    case 'sort-age':
    case 'sort-id':
    case 'sort-rps':
    case 'sort-errors':
      return quietly(quickSort(model, action));
    case 'toggle-tree':
      return quietly(toggleTree(model));
    case 'cycle-cores':
      return quietly(cycleMode(model));
    case 'fold':
      return quietly(foldSelected(model, true));
    case 'unfold':
      return quietly(foldSelected(model, false));
    case 'fold-all':
      return quietly(foldAll(model));
    case 'tag':
      return quietly(toggleTag(model));
    case 'tag-with-cores':
      return quietly(tagWithCores(model));
    case 'untag-all':
      return quietly(untagAll(model));
    case 'hide-idle':
      return quietly({ ...model, table: { ...model.table, hidesIdle: !model.table.hidesIdle } });
    case 'follow':
      return quietly({ ...model, table: { ...model.table, follow: !model.table.follow } });
    case 'pause':
      return quietly(model.replay === null ? togglePause(model) : togglePlaying(model));
    case 'older':
      return quietly(stepSample(model, -1));
    case 'newer':
      return quietly(stepSample(model, 1));
    case 'minute-older':
      return quietly(stepMinute(model, -1));
    case 'minute-newer':
      return quietly(stepMinute(model, 1));
    case 'older-event':
      return quietly(stepEvent(model, -1));
    case 'newer-event':
      return quietly(stepEvent(model, 1));
    case 'goto-time':
      return quietly(openPrompt(model, 'goto'));
    case 'live':
      return quietly(backToLive(model));
    case 'toggle-meters':
      return quietly(toggleMeters(model));
    case 'expand':
      return quietly(withSettings(model, { expanded: !model.settings.expanded }));
    case 'action-menu':
      return openActions(model);
    case 'reload':
    case 'reload-workers':
    case 'chain-reload':
    case 'brutal-reload':
    case 'worker-add':
    case 'worker-remove':
    case 'pause-server':
    case 'log-server':
    case 'stop-server':
    case 'kill-server':
    case 'worker-reload':
    case 'worker-log':
    case 'worker-kill':
      return openActions(model, action);
  }
}

/** One thing at a time: overlays and prompts close before keys get here. A filter was set for past and present. */
function back(model: Model): Model {
  const left = leaveDetails(model);
  if (left !== null) return left;
  if (model.table.searchText !== '') return clearSearch(model);
  if (model.past !== null) return backToLive(model);
  return model.table.filterText === '' ? model : setFilter(model, '');
}

function scrollColumns(model: Model, by: 1 | -1): Model {
  const wanted = model.table.columnOffset + by;
  const columnOffset = Math.max(0, Math.min(wanted, maxColumnOffset(shownColumns(model))));
  return { ...model, table: { ...model.table, columnOffset } };
}

function toggleMeters(model: Model): Model {
  return withSettings(model, { metersShown: !model.settings.metersShown });
}

function withSettings(model: Model, change: Partial<Model['settings']>): Model {
  return { ...model, settings: { ...model.settings, ...change } };
}
