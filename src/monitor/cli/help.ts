import { COMMAND_ROWS, type CommandName } from './command-table.js';
import { buildProgram } from './grammar.js';

/** The page that `--help` prints, of a command behind one; no line is longer than 80 characters. */
export function helpText(command: CommandName | null = null): string {
  const row = COMMAND_ROWS.find(({ name }) => name === command);
  const parts = [
    buildProgram(command).helpInformation(),
    ...(row === undefined
      ? [`Commands (the first word; each has a --help of its own):\n${indented(commandLines())}\n`]
      : []),
    `Addresses:\n${indented(ADDRESS_FORMS)}\n`,
    `Examples:\n${indented(row?.examples ?? EXAMPLES)}\n`,
    `Exit status:\n${indented(row?.exitStatus ?? EXIT_STATUS)}\n`,
  ];
  const about = row?.about ?? 'live view of a uWSGI server, and snapshots of it for scripts';
  return `tstop${row === undefined ? '' : ` ${row.name}`}: ${about}\n\n${parts.join('\n')}`;
}

function commandLines(): string {
  return COMMAND_ROWS.map(({ name, takes, about }) => `${name} ${takes}\n    ${about}`).join('\n');
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
