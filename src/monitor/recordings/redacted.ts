/** A moment without the secrets of its requests, as it may be written to a file. */
import type { ServerEvent } from '../metrics/events/server-event.js';
import type { Observed } from '../metrics/observation.js';
import type { CoreSample, WorkerSample, WorkersBody } from '../metrics/sample/sample.js';
import { redactUrl, redactVariable, type Secrets } from '../text/redact.js';

/** Its events are left as they are. Everything else of a request is made of its variables when it is read again. */
export function redactedMoment(observed: Observed, secrets: Secrets): Observed {
  const { sample, verdict } = observed;
  if (secrets.reveal) return observed;
  const { body } = sample;
  return {
    ...observed,
    sample: {
      ...sample,
      body: body.kind === 'workers' ? { ...body, workers: redactedBody(body.workers, secrets) } : body,
    },
    verdict: { ...verdict, facts: verdict.facts.map((fact) => redactUrl(fact, secrets)) },
  };
}

function redactedBody(body: WorkersBody, secrets: Secrets): WorkersBody {
  return { ...body, workers: body.workers.map((worker) => redactedWorker(worker, secrets)) };
}

function redactedWorker(worker: WorkerSample, secrets: Secrets): WorkerSample {
  if (worker.cores.every(({ now }) => now === null)) return worker;
  return { ...worker, cores: worker.cores.map((core) => redactedCore(core, secrets)) };
}

function redactedCore(core: CoreSample, secrets: Secrets): CoreSample {
  const { now } = core;
  if (now === null) return core;
  return { ...core, now: { ...now, vars: now.vars.map((entry) => redactedEntry(entry, secrets)) } };
}

/** `NAME=value` */
function redactedEntry(entry: string, secrets: Secrets): string {
  const at = entry.indexOf('=');
  if (at < 0) return redactUrl(entry, secrets);
  const value = entry.slice(at + 1);
  const shown = redactVariable(entry.slice(0, at), value, secrets);
  return shown === value ? entry : `${entry.slice(0, at + 1)}${shown}`;
}

export function redactedEvent(event: ServerEvent, secrets: Secrets): ServerEvent {
  const text = redactUrl(event.text, secrets);
  const uri = event.uri === null ? null : redactUrl(event.uri, secrets);
  return text === event.text && uri === event.uri ? event : { ...event, text, uri };
}
