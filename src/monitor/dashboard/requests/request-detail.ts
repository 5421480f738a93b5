/** The open request: all of its variables over the screen. It stays when the request ends, and says so. */
import type { RequestSample } from '../../metrics/sample/sample.js';
import { requestKey } from '../../tables/requests.js';
import { uniqueKeys } from '../../tables/unique-keys.js';
import type { Model } from '../model/model.js';
import type { Overlay } from '../model/overlay.js';
import { shownObservation, shownTable } from '../model/shown.js';
import { nameOfRow, openRowPopup } from '../more/row-detail.js';
import { openStackOf } from '../stacks/ask-stack.js';
import { copied } from '../steps/clipboard.js';
import type { PopupKey } from '../steps/popup-key.js';
import { quietly, type Step } from '../steps/step.js';
import { selectedRow } from '../table/selection.js';

export type RequestOverlay = Extract<Overlay, { readonly kind: 'request' }>;

export function openSelected(model: Model): Model {
  const row = selectedRow(model);
  if (row === null || row.kind === 'worker' || row.kind === 'core') return model;
  return row.kind === 'request' ? withRequest(model, row.key, row.entry) : openRowPopup(model, row);
}

/** All fields of the selected row, whichever it is. */
export function openFields(model: Model): Model {
  const row = selectedRow(model);
  return row === null ? model : openRowPopup(model, row);
}

/** Opens a request of the sample that is shown. */
export function openRequest(model: Model, request: RequestSample): Model {
  const requests = requestsOf(model);
  const key = uniqueKeys(requests.map(requestKey))[requests.indexOf(request)];
  return key === undefined ? model : withRequest(model, key, request);
}

function withRequest(model: Model, key: string, request: RequestSample): Model {
  return { ...model, overlay: { kind: 'request', key, request, ended: false, reveal: false, top: 0 } };
}

/** Copies what a row is about: the URI of a request, the name of a socket, the command of a daemon. */
export function copySelected(model: Model): Step {
  const row = selectedRow(model);
  if (row?.kind === 'request') return copied(model, row.entry.uri, 'URI');
  const name = row === null ? null : nameOfRow(shownTable(model), row);
  return name === null ? quietly(model) : copied(model, name, 'Name');
}

export const REQUEST_KEYS: readonly PopupKey<RequestOverlay>[] = [
  {
    on: { letter: 'r' },
    run: (model, overlay) => quietly({ ...model, overlay: { ...overlay, reveal: !overlay.reveal } }),
    hint: (_, { reveal }) => (reveal ? 'hides' : 'reveals'),
  },
  {
    on: { action: 'stack' },
    run: (model, { request }) => openStackOf(model, request),
    hint: ({ past }) => (past === null ? 'stack' : null),
  },
  {
    on: { action: 'copy' },
    run: (model, { request }) => copied(model, request.uri, 'URI'),
    hint: () => 'copies URI',
  },
];

/** Keeps the open request as new as the screen. */
export function withFreshRequest(model: Model): Model {
  const { overlay } = model;
  if (overlay?.kind !== 'request') return model;
  const request = requestWithKey(model, overlay.key);
  if (request === overlay.request) return model;
  const fresh = request === null ? { ended: true } : { ended: false, request };
  return { ...model, overlay: { ...overlay, ...fresh } };
}

function requestWithKey(model: Model, key: string): RequestSample | null {
  const requests = requestsOf(model);
  return requests[uniqueKeys(requests.map(requestKey)).indexOf(key)] ?? null;
}

function requestsOf(model: Model): readonly RequestSample[] {
  const body = shownObservation(model)?.sample.body;
  return body?.kind === 'workers' ? body.workers.requests : [];
}
