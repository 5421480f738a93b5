/** The configuration while options are applied to it, and what is decided when all of them are known. */

import { DEFAULT_CONFIG, type GivenOption, type Mount, type ServerConfig } from '../config/server-config.js';
import type { Draft, Mutable } from './option.js';

export function newDraft(): Draft {
  return {
    // A deep copy belongs to the caller alone, so that it may be written to.
    config: structuredClone(DEFAULT_CONFIG) as Mutable<ServerConfig>,
    entry: null,
    callable: null,
    protocol: 'uwsgi',
    alwaysUwsgi: new Set(),
    python: null,
    httpTimeoutSeconds: null,
    strict: false,
    showConfig: false,
  };
}

export function finishDraft(
  draft: Draft,
  given: readonly GivenOption[],
  notes: readonly string[],
): ServerConfig {
  const { config } = draft;
  const { virtualenv } = config.application;
  return deepFreeze({
    ...config,
    listeners: config.listeners.map((listener) =>
      listener.option === 'socket' && !draft.alwaysUwsgi.has(listener)
        ? { ...listener, protocol: draft.protocol }
        : listener,
    ),
    application: {
      ...config.application,
      mounts: finishMounts(draft),
      python: draft.python ?? (virtualenv === null ? config.application.python : `${virtualenv}/bin/python`),
    },
    limits: { ...config.limits, ...finishTimeouts(draft) },
    given: [...given],
    notes: [...notes],
  });
}

/** The default application is loaded first, as uWSGI does. `--callable` is for those that name none themselves. */
function finishMounts({ entry, callable, config }: Draft): Mount[] {
  const first: Mount[] = entry === null ? [] : [{ mountpoint: '', source: entry }];
  return [...first, ...config.application.mounts].map(({ mountpoint, source }) => ({
    mountpoint,
    source: { ...source, callable: source.callable ?? callable },
  }));
}

function finishTimeouts({ httpTimeoutSeconds: asked, config: { limits, workers } }: Draft) {
  const byDefault = Math.max(limits.httpTimeoutSeconds, workers.harakiriSeconds ?? 0);
  return {
    // On an http-socket of uWSGI, clients have the time of socket-timeout.
    httpTimeoutSeconds: asked ?? Math.max(limits.httpTimeoutSeconds, limits.socketTimeoutSeconds),
    answerTimeoutSeconds: { router: asked ?? byDefault, others: asked },
  };
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) deepFreeze(part);
  }
  return value;
}
