/**
 * Options of uWSGI that keep something closed, and that are not built here. A note about them would scroll by while what
 * they close is open, so that the start is refused. The first row that fits is taken.
 */
import type { ServerConfig } from '../config/server-config.js';
import { shownText } from '../errors/shown-text.js';

/** @returns the reason why the server must not start as if this line were absent; null: the line may be ignored */
export function refusalOf(name: string, value: string, config: Pick<ServerConfig, 'process'>): string | null {
  const row = ROWS.find(([pattern]) => pattern.test(name));
  return row?.[1](value, name, config) ?? null;
}

type Judge = (value: string, name: string, config: Pick<ServerConfig, 'process'>) => string | null;

const UNIT = 'let a systemd unit or a container do it';
const NGINX = 'let nginx in front do it';

const ROWS: readonly (readonly [RegExp, Judge])[] = [
  [/^(?:final-|error-|response-)?route(?:-|$)/, routeRefusal],
  [/^(?:chroot|pivot[-_]root)$/, always(`it locks the server into a directory; ${UNIT}`)],
  [
    /^(?:unshare2?|jail(?:-|2?$)|libjail$|ns(?:-net)?$|namespace|setns$)/,
    always(`it keeps the server apart from the rest of the host; ${UNIT}`),
  ],
  [/^cap$/, always('it takes capabilities away; let a systemd unit do it with CapabilityBoundingSet')],
  [/^no-initgroups$/, unlessOff('it takes groups away; let a systemd unit do it')],
  [/^http-[ug]id$/, identityOfRouter],
  [/^(?:del|rem|pull)-header$/, always(`it keeps a header of answers from clients; ${NGINX}`)],
  [/^(?:black|white)list$/, always('it limits what a configuration may say; check the file beforehand')],
  [/^declare-option2?$/, always('custom options are not supported; write out their meaning')],
  [/^hook-/, (value) => (value.startsWith('apparmor:') ? `it confines the server; ${UNIT}` : null)],
];

function always(reason: string): Judge {
  return () => reason;
}

function unlessOff(reason: string): Judge {
  return (value) => (/^(?:false|off|no|0)$/i.test(value) ? null : reason);
}

/** Without a user or group of the whole server, the processes that speak with clients would keep that of the start. */
function identityOfRouter(
  _value: string,
  name: string,
  { process: { uid, gid } }: Pick<ServerConfig, 'process'>,
): string | null {
  const [given, instead] = name === 'http-uid' ? [uid, '--uid'] : [gid, '--gid'];
  return given === null
    ? `it gives up rights for the processes that speak with clients; use ${instead}`
    : null;
}

/** All but what only counts, logs or says where rules go on. */
function routeRefusal(value: string, name: string): string | null {
  if (name.endsWith('-label')) return null;
  const command = name.endsWith('-run') ? value : (/^\S*\s+(.*)$/s.exec(value)?.[1] ?? '');
  const action = /^[^\s:]*/.exec(command)?.[0] ?? '';
  if (HARMLESS_ACTIONS.test(action)) return null;
  // The text after the action may be a password.
  return `${action === '' ? 'it has no action' : `its action ${shownText(action)} is not built`}, and a rule must not be passed over; ${NGINX}`;
}

const HARMLESS_ACTIONS =
  /^(?:log|logvar|donotlog|donotoffload|alarm|signal|setprocname|metric(?:inc|dec|mul|div|set)|cache(?:-store|store|set|inc|dec|mul|div|var)?|cache-continue|mem(?:cached|cached-continue|cached-store|cachedstore)|redis(?:-continue|-store|store)?|gzip|chunked|expires|toupper|last|continue|goto)$/;
