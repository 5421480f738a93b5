import { connect } from 'node:net';

/** The parts of the stats document that say whether anything is under way. */
export interface ServerStats {
  readonly listen_queue: number;
  readonly workers: readonly {
    readonly pid: number;
    readonly accepting: number;
    readonly requests: number;
    readonly exceptions: number;
    readonly answers: Readonly<Record<'2xx' | '3xx' | '4xx' | '5xx', number>>;
    readonly cores: readonly { readonly in_request: number }[];
  }[];
  readonly tsgi: {
    readonly reloading_since: number;
    /** All but the workers. */
    readonly processes: readonly { readonly role: 'master' | 'gateway' | 'zygote'; readonly pid: number }[];
  };
}

/** @param path of the unix socket of `--stats` */
export function readServerStats(path: string): Promise<ServerStats> {
  return new Promise((resolve, reject) => {
    let text = '';
    connect(path)
      .setEncoding('utf8')
      .on('data', (more: string) => {
        text += more;
      })
      .on('error', reject)
      .on('end', () => resolve(JSON.parse(text) as ServerStats));
  });
}

/** No request waits or runs. */
export function isIdle({ listen_queue: waiting, workers }: ServerStats): boolean {
  return waiting === 0 && workers.every(({ cores }) => cores.every((core) => core.in_request === 0));
}
