import type { UwsgiPacket } from '../../../protocol/uwsgi-packet.js';

/** With these a request could make uWSGI load any code ("dynamic mode"). They reach the application, and no further. */
const DYNAMIC: ReadonlySet<string> = new Set([
  'UWSGI_FILE',
  'UWSGI_SCRIPT',
  'UWSGI_MODULE',
  'UWSGI_CALLABLE',
  'UWSGI_CHDIR',
  'UWSGI_HOME',
  'UWSGI_PYHOME',
  'UWSGI_SETENV',
  'UWSGI_PASTE',
  'UWSGI_TOUCH_RELOAD',
]);

/** Those of them that were never seen before: each is worth one line in the life of a gateway. */
const seen = new Set<string>();

export function ignoredVars({ vars }: UwsgiPacket): readonly string[] {
  let found: string[] | null = null;
  for (const [name] of vars) {
    // Most packets have no such name at all.
    if (!name.startsWith('UWSGI_') || !DYNAMIC.has(name) || seen.has(name)) continue;
    seen.add(name);
    found ??= [];
    found.push(name);
  }
  return found ?? NONE;
}

const NONE: readonly string[] = [];
