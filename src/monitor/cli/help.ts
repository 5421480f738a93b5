import { buildProgram } from './grammar.js';

/** The page that `--help` prints; no line is longer than 80 characters. */
export function helpText(): string {
  const parts = [
    buildProgram().helpInformation(),
    `Addresses:\n${indented(ADDRESS_FORMS)}\n`,
    `Examples:\n${indented(EXAMPLES)}\n`,
    `Exit status:\n${indented(EXIT_STATUS)}\n`,
  ];
  return `tstop: live view of a uWSGI server, and snapshots of it for scripts\n\n${parts.join('\n')}`;
}

export const ADDRESS_FORMS = `127.0.0.1:9191  :9191  [::1]:9191  /run/app.stats  unix:///run/app.stats
@abstract  http://host:9191/  https://...  ws://...  wss://...
reply.json or a recording; - for standard input
Without one: $TSTOP_ADDRESS, $UWSGITOP_ADDRESS, config, servers of this host.`;

export const EXAMPLES = `tstop 127.0.0.1:9191
tstop /run/app.stats --filter 'state=busy and age>5s' --sort -age
tstop :9191 --once -F json
tstop :9191 --once --view requests -F tsv --no-headers --fields age,worker,uri
tstop :9191 -b -n 60 -d 1 -F csv --view overview --fields time,rps,busy,queue
tstop :9191 --once -F openmetrics -o /var/lib/node_exporter/app.prom`;

export const EXIT_STATUS = `0 done, 1 internal error, 2 wrong usage or output that cannot be written,
3 cannot connect, 4 connected, but no uWSGI stats there, 130 interrupted`;

function indented(text: string): string {
  return text.replace(/^/gm, '  ');
}
