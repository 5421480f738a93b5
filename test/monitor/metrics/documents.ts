/** TEMPORARY stand-in for the parser. */
import type { StatsDocument } from '../../../src/stats/schema.js';

// biome-ignore lint/suspicious/noExplicitAny: stand-in
type Raw = any;

export function documentOf(text: string): StatsDocument {
  const raw: Raw = JSON.parse(text.replace(/[\x00-\x08\x0b-\x1f\x7f]/g, ' ').replace(/,(\s*[\]}])/g, '$1'));
  const head = {
    version: raw.version ?? null,
    pid: raw.pid ?? null,
    uid: raw.uid ?? null,
    gid: raw.gid ?? null,
    cwd: raw.cwd ?? null,
  };
  if (raw.vassals) return { ...head, kind: 'emperor', ...raw };
  for (const router of ['http', 'fastrouter', 'rawrouter', 'sslrouter'] as const) {
    if (raw[router])
      return {
        ...head,
        kind: 'router',
        router,
        addresses: raw[router],
        active_sessions: raw.active_sessions ?? null,
        cheap: raw.cheap ?? null,
        static_nodes: raw.static_nodes ?? null,
        subscriptions: raw.subscriptions ?? null,
      };
  }
  if (raw.peers) return { ...head, kind: 'tuntap', peers: raw.peers };
  const fill = (o: Raw, keys: string) =>
    Object.fromEntries(keys.split(' ').map((k) => [k, o[k] ?? null])) as Raw;
  return {
    ...head,
    kind: 'workers',
    listen_queue: raw.listen_queue ?? null,
    signal_queue: raw.signal_queue ?? null,
    load: raw.load ?? null,
    sockets: raw.sockets?.map((s: Raw) => fill(s, 'name proto queue max_queue shared can_offload')) ?? null,
    extra: {},
    workers: raw.workers.map((w: Raw) => ({
      ...fill(
        w,
        'id pid accepting requests delta_requests exceptions harakiri_count signals signal_queue status rss vsz uss pss running_time last_spawn respawn_count tx avg_rt',
      ),
      apps:
        w.apps?.map((a: Raw) => fill(a, 'id modifier1 mountpoint startup_time requests exceptions chdir')) ??
        null,
      cores:
        w.cores?.map((c: Raw) => ({
          ...fill(
            c,
            'id requests static_requests routed_requests offloaded_requests write_errors read_errors in_request',
          ),
          vars: c.vars?.filter((v: string) => v !== '') ?? null,
          req_info: { request_start: c.req_info?.request_start ?? null },
        })) ?? null,
    })),
  };
}
