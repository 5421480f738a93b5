/** Texts of the events. Raw: URIs, versions and reasons are the server's text. */
import { formatAge, formatBytes, formatCount } from '../../text/format.js';
import type { RequestSample, Sample } from '../sample/sample.js';
import type { Restart } from '../workers/watched-server.js';
import type { Harakiri } from './input.js';
import type { Respawn, RespawnCause } from './respawn-cause.js';
import type { EventKind, EventLevel, EventNews } from './server-event.js';

/** `4×2 threads, listen 16, uWSGI 2.0.26`. */
export function attachedNews({ timeMs, server, body }: Sample): EventNews {
  const version = server.version === null ? null : `${server.product} ${server.version}`;
  const facts = [...(body.kind === 'workers' ? poolFacts(body.workers) : [body.kind]), version];
  const text = facts.filter((fact) => fact !== null).join(', ');
  return { kind: 'attached', level: 'info', slot: null, beginMs: timeMs, text };
}

export function restartNews({ server }: Sample, { kind, timeMs }: Restart): EventNews {
  if (kind === 'restarted') {
    const text = `process ${server.pid ?? '?'}, counters start over`;
    return { kind: 'new-master', level: 'info', slot: null, beginMs: timeMs, text };
  }
  return { kind: 'reload', level: 'info', slot: null, beginMs: timeMs, text: 'counters start over' };
}

/** `killed after 59s: GET /report?year=2023`, `killed after 59s: GET /a; with it GET /b, GET /c and 4 more`. */
export function harakiriNews(kill: Harakiri, nowMs: number): EventNews {
  const { slot, request } = kill;
  const what = requestText(request) ?? 'its request was not seen';
  return {
    kind: 'harakiri',
    level: 'critical',
    slot,
    beginMs: nowMs,
    text: `killed${killedAge(kill)}: ${what}${otherVictims(kill)}`,
    method: request?.method ?? null,
    uri: request?.uri ?? null,
  };
}

/** It died somewhere between two looks: on average in the middle. */
function killedAge({ request, unseenSeconds }: Harakiri): string {
  const seconds = request?.ageSeconds ?? null;
  return seconds === null ? '' : ` after ${formatAge(Math.round(seconds + unseenSeconds / 2))}`;
}

const MOST_NAMED = 3;

function otherVictims({ others }: Harakiri): string {
  if (others.length === 0) return '';
  const named = others.slice(0, MOST_NAMED).map((request) => requestText(request) ?? 'a request');
  const more = others.length > MOST_NAMED ? ` and ${others.length - MOST_NAMED} more` : '';
  return `; with it ${named.join(', ')}${more}`;
}

/** One for each worker; workers that were reloaded together are one event. */
export function respawnNews(respawns: readonly Respawn[], nowMs: number): readonly EventNews[] {
  const reloaded = respawns.filter(({ cause }) => cause === 'reload');
  const alone = respawns.filter(({ cause }) => cause !== 'reload' && cause !== 'wanted');
  const single = alone.map((respawn) => newsOf(respawn, nowMs));
  if (reloaded.length === 0) return single;
  const slots = reloaded.map(({ slot }) => slot);
  const workers = slots.length === 1 ? `worker ${slots[0]}` : `${slots.length} workers`;
  const text = `${workers} replaced`;
  return [...single, { kind: 'worker-reload', level: 'info', slot: null, beginMs: nowMs, text }];
}

type Single = Exclude<RespawnCause, 'reload' | 'wanted'>;

const KINDS: Readonly<Record<Single, readonly [EventKind, EventLevel]>> = {
  harakiri: ['respawn', 'info'],
  crash: ['crash', 'critical'],
  killed: ['killed', 'info'],
  recycle: ['recycle', 'info'],
  asked: ['respawn', 'info'],
  ended: ['ended', 'info'],
};

function newsOf(respawn: Respawn, nowMs: number): EventNews {
  const { slot, cause, lost } = respawn;
  const [kind, usualLevel] = KINDS[isSingle(cause) ? cause : 'ended'];
  const level = cause === 'killed' ? killedLevel(respawn) : usualLevel;
  const about = cause === 'recycle' || cause === 'ended' ? null : lost;
  return {
    kind,
    level,
    slot,
    beginMs: nowMs,
    text: respawnText(respawn),
    method: about?.method ?? null,
    uri: about?.uri ?? null,
  };
}

function isSingle(cause: RespawnCause): cause is Single {
  return cause !== 'reload' && cause !== 'wanted';
}

function respawnText(respawn: Respawn): string {
  const { before, now, cause, lost } = respawn;
  const pids = [before.pid, now.pid].filter((pid) => pid !== null).join(' → ') || 'a process';
  switch (cause) {
    case 'harakiri':
      return `${pids} after its harakiri`;
    case 'crash':
      return `${pids}, ${crashText(respawn)}`;
    case 'killed':
      return `${pids}, ${killedText(respawn)}`;
    case 'recycle':
      return `${pids}, ${recycleFacts(respawn)}`;
    case 'asked':
      return `${pids}, as asked${lost === null ? '' : `; ${requestText(lost) ?? 'a request'} was cut off`}`;
    default:
      return `${pids}, ${endedFacts(respawn)}`;
  }
}

/** `died in GET /boom, signal 11 (segmentation fault)`, `died before it accepted, exit code 2`. */
function crashText(respawn: Respawn): string {
  const { lost, beforeItAccepted } = respawn;
  if (lost !== null) return `died in ${requestText(lost) ?? 'a request'}${endText(respawn)}`;
  return `${beforeItAccepted ? 'died before it accepted' : 'died, no request was seen in it'}${endText(respawn)}`;
}

function endText({ signal, exitCode, exitsAfterFaults }: Respawn): string {
  if (signal !== null) return `, signal ${signal}${SIGNAL_NAMES[signal] ?? ''}`;
  if (exitCode === null || exitCode === 0) return '';
  const fault = exitCode === 1 && exitsAfterFaults ? ' (its own, or a segmentation fault)' : '';
  return `, exit code ${exitCode}${fault}`;
}

/** Somebody may have meant an idle one. */
function killedLevel({ lost, outOfMemory }: Respawn): EventLevel {
  if (lost !== null) return 'critical';
  return outOfMemory ? 'warn' : 'info';
}

/** `killed (signal 9) with a request in flight: GET /x`, `killed by the kernel, out of memory, RSS 900M`. */
function killedText({ lost, loss, signal, outOfMemory, before }: Respawn): string {
  const by = outOfMemory ? 'by the kernel, out of memory' : `(signal ${signal ?? '?'})`;
  const size = outOfMemory && before.rssBytes !== null ? `, RSS ${formatBytes(before.rssBytes)}` : '';
  if (lost === null) return `killed ${by}${size}, no request was seen in it`;
  const what = loss.count === 1 ? 'a request in flight' : `${loss.count} requests in flight, the oldest`;
  return `killed ${by}${size}${outOfMemory ? ',' : ''} with ${what}: ${requestText(lost) ?? 'not seen'}`;
}

const SIGNAL_NAMES: Readonly<Record<number, string>> = {
  6: ' (abort)',
  7: ' (bus error)',
  9: ' (killed, or out of memory)',
  11: ' (segmentation fault)',
};

/** `9,000 requests, cause unknown`, `while idle, cause unknown`, `cause unknown; GET /a and 2 more were in flight`. */
function endedFacts(respawn: Respawn): string {
  const { loss, life, before } = respawn;
  if (loss.oldest === null) {
    const isIdle = before.state === 'idle' && (life.served ?? 0) === (before.requestsSinceSpawn ?? 0);
    const facts = [isIdle ? 'while idle' : null, recycleFacts(respawn), 'cause unknown'];
    return facts.filter((fact) => fact !== null && fact !== '').join(', ');
  }
  const others = loss.count === 1 ? '' : ` and ${loss.count - 1} more`;
  const was = loss.count === 1 ? 'was' : 'were';
  return `cause unknown; ${requestText(loss.oldest) ?? 'a request'}${others} ${was} in flight`;
}

/** `9,000 requests, RSS 240M`. */
function recycleFacts({ before, now }: Respawn): string {
  const later = (now.requestsTotal ?? 0) - (before.requestsTotal ?? 0) - (now.requestsSinceSpawn ?? 0);
  const served = before.requestsSinceSpawn === null ? null : before.requestsSinceSpawn + Math.max(0, later);
  const facts = [
    served === null ? null : `${formatCount(served)} request${served === 1 ? '' : 's'}`,
    before.rssBytes === null ? null : `RSS ${formatBytes(before.rssBytes)}`,
  ];
  return facts.filter((fact) => fact !== null).join(', ');
}

/** `GET /report?year=2023`; null when nothing of it is known. */
export function requestText(request: RequestSample | null): string | null {
  const parts = [request?.method ?? null, request?.uri ?? null].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join(' ');
}

function poolFacts({
  workers,
  sockets,
}: {
  readonly workers: readonly { readonly coresTotal: number | null }[];
  readonly sockets: readonly { readonly queueLimit: number | null }[];
}): readonly (string | null)[] {
  const cores = workers[0]?.coresTotal ?? null;
  const limit = sockets.find((socket) => socket.queueLimit !== null)?.queueLimit ?? null;
  const plural = workers.length === 1 ? '' : 's';
  return [
    cores === null || cores === 1
      ? `${workers.length} worker${plural}`
      : `${workers.length}×${cores} threads`,
    limit === null ? null : `listen ${limit}`,
  ];
}

const MOST_ALONE = 10;

export function gatheredNews(news: readonly EventNews[]): readonly EventNews[] {
  if (news.length <= MOST_ALONE) return news;
  const kinds = new Map<string, EventNews[]>();
  for (const one of news) {
    const same = kinds.get(one.kind);
    if (same === undefined) kinds.set(one.kind, [one]);
    else same.push(one);
  }
  return [...kinds.values()].flatMap((same) => (same.length <= MOST_ALONE ? same : [together(same)]));
}

function together(same: readonly EventNews[]): EventNews {
  const [first] = same;
  if (first === undefined) throw new Error('nothing to gather');
  return { ...first, name: null, text: `${formatCount(same.length)} at once, the first: ${first.text}` };
}
