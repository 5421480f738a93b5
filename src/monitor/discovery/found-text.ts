import type { ServerOnHost } from './candidates.js';
import type { FoundOnHost, FoundStats } from './find-servers.js';

/** `uWSGI 4711  /etc/uwsgi/shop.ini`: what tells one server from others. */
export function describeServer({ server, candidate }: FoundStats): string {
  const part = candidate.of === 'server' ? '' : ` ${candidate.of}`;
  return `${server.program}${part} ${server.pid}  ${server.label}`;
}

export function onlyOneText({ server, candidate }: FoundStats): string {
  return `${candidate.address}: stats of ${server.program} ${server.pid}, the only server found here`;
}

/** For scripts, which nobody can ask. */
export function severalText({ open }: FoundOnHost): string {
  const width = Math.max(...open.map(({ candidate }) => candidate.address.length));
  const lines = open.map((one) => `  tstop ${one.candidate.address.padEnd(width)}  ${describeServer(one)}`);
  return ['No address given, and this host has several servers:', ...lines].join('\n');
}

export function noneText(found: FoundOnHost, self: string): string {
  if (found.denied.length > 0) return deniedText(found.denied, self);
  const [server] = found.without;
  if (server === undefined) {
    return [
      'No address given, and no uWSGI or tsgi server found on this host',
      '  elsewhere:      tstop HOST:9191',
      '  in its ini:     stats = 127.0.0.1:9191',
    ].join('\n');
  }
  return withoutStats(server, found.without.length);
}

function withoutStats({ program, pid, label, file }: ServerOnHost, count: number): string {
  const others = count === 1 ? '' : `, nor do ${count - 1} more servers`;
  return [
    `No address given, and ${program} ${pid} (${label}) shows no stats${others}`,
    `  add to ${file ?? 'its ini, under [uwsgi]'}:  stats = 127.0.0.1:9191`,
    '  reload it, then run:  tstop',
  ].join('\n');
}

function deniedText(denied: readonly FoundStats[], self: string): string {
  const lines = denied.flatMap((one) => {
    const { server, candidate } = one;
    const becoming = server.user === '?' ? 'sudo' : `sudo -u ${server.user}`;
    return [`  ${becoming} tstop ${candidate.address}   ${describeServer(one)}`];
  });
  return [`Permission denied: ${self} may not open the stats of this host's servers; run`, ...lines].join(
    '\n',
  );
}
