/**
 * The configuration of `tsgi` as one frozen value: the option table writes it, everything else only reads it.
 *
 * Names say the unit. `null` is "not asked for". The defaults are uWSGI's unless that default is a known trap
 * (threads off, 4 KB of headers, TERM that does not stop); `defaultConfig` below is the one place that holds them.
 * The value travels to the gateways as JSON, so it holds plain data only.
 */

export interface ServerConfig {
  readonly listeners: readonly Listener[];
  readonly application: ApplicationConfig;
  readonly workers: WorkersConfig;
  readonly limits: LimitsConfig;
  readonly process: ProcessConfig;
  readonly log: LogConfig;
  readonly stats: StatsConfig;
  /** `--add-header 'X: y'`, on every answer of the application. */
  readonly addHeaders: readonly HeaderLine[];
  /** Every option and placeholder as it was read, in order: `uwsgi.opt`, `--show-config`. `true` is a bare flag. */
  readonly given: readonly GivenOption[];
  /** Remarks for stderr before the start: mangled dashes, ignored options. */
  readonly notes: readonly string[];
}

export interface GivenOption {
  readonly name: string;
  readonly value: string | true;
}

interface HeaderLine {
  readonly name: string;
  readonly value: string;
}

export type ListenAddress =
  /** `host` is null for `:9090`: every interface, IPv4 and, where the system has it, IPv6. */
  | { readonly kind: 'tcp'; readonly host: string | null; readonly port: number }
  | { readonly kind: 'unix'; readonly path: string }
  | { readonly kind: 'abstract'; readonly name: string };

export interface Listener {
  /** Which option asked for it: `http` and `http-socket` differ in log lines and in the stats document only. */
  readonly option: 'http' | 'http-socket' | 'socket';
  readonly protocol: 'http' | 'uwsgi';
  readonly address: ListenAddress;
  /** As the user typed it; log lines quote it. */
  readonly text: string;
}

/** Where a WSGI callable comes from. */
export type ApplicationSource =
  | { readonly kind: 'file'; readonly path: string; readonly callable: string | null }
  /** `callable` may end in `()`: a factory, called without arguments. */
  | { readonly kind: 'module'; readonly name: string; readonly callable: string | null };

export interface Mount {
  /** `/app`, without a slash at the end; `''` for the default application. */
  readonly mountpoint: string;
  readonly source: ApplicationSource;
}

interface ApplicationConfig {
  /** In the order they are loaded. The first one also answers unmatched paths unless `noDefaultApp`. */
  readonly mounts: readonly Mount[];
  /** Move the matched mountpoint from PATH_INFO to SCRIPT_NAME. */
  readonly manageScriptName: boolean;
  readonly noDefaultApp: boolean;
  /** Interpreter from `--python`, or `BIN/python` of the virtual environment, or `python3`. */
  readonly python: string;
  readonly virtualenv: string | null;
  /** In the order given; each one is put in front of those before it. */
  readonly pythonPath: readonly string[];
  /** `--env K=V` and `--unenv K` (null) in their order, before the application is loaded. */
  readonly env: readonly { readonly name: string; readonly value: string | null }[];
  readonly needApp: boolean;
  /** Load in each worker after the fork instead of once in the zygote. */
  readonly lazyApps: boolean;
  /** Number of locks for `uwsgi.lock()`. */
  readonly locks: number;
  /** Each worker shows its Python stacks on a unix socket of this path and its number. */
  readonly tracebacker: string | null;
}

export interface WorkersConfig {
  readonly processes: number;
  /** Threads in each worker; each one is a core. */
  readonly threads: number;
  /** A request that takes longer is answered with 504 and its worker is killed. */
  readonly harakiriSeconds: number | null;
  /** A worker is replaced after this many requests. */
  readonly maxRequests: number | null;
  /** Upper end of the random amount that is added to each worker's `maxRequests`; null: a tenth of it. */
  readonly maxRequestsDelta: number | null;
  /** A stop or reload of the whole server waits this long for running requests. */
  readonly reloadMercySeconds: number;
  /** A worker that is being replaced has this long to finish its requests. */
  readonly workerReloadMercySeconds: number;
  /** `--socket-workers`; see `servesDirectly`. */
  readonly socketWorkers: boolean;
}

export interface LimitsConfig {
  /** Requests that may wait for a free core; one more is answered with 503. Also the backlog of the sockets. */
  readonly listen: number;
  /** Largest request head (HTTP) or variable block (uwsgi), bytes. */
  readonly bufferSize: number;
  /**
   * Bodies above this many bytes are gathered in a file; below, in memory. null: HTTP bodies at 1 MB, and those of uwsgi
   * not at all: they are read when the application reads.
   */
  readonly postBuffering: number | null;
  /** Largest request body, bytes; null: no limit. */
  readonly limitPost: number | null;
  /** Memory that one answer may take while its client is slow, bytes. */
  readonly responseBuffer: number;
  /** Temporary files of all answers of a gateway, bytes; 0: none, slow clients hold their cores. */
  readonly responseSpool: number;
  /** Longest silence of a uwsgi peer in the middle of a packet or a body. */
  readonly socketTimeoutSeconds: number;
  /** Time for an HTTP client to send head or body, and the longest it may leave an answer untaken. */
  readonly httpTimeoutSeconds: number;
  /**
   * A request that waits, or then runs without any answer, for longer than this gets 504. As in uWSGI that is a matter of
   * `--http`, where it is never shorter than `--harakiri` unless asked for; elsewhere null unless asked for.
   */
  readonly answerTimeoutSeconds: { readonly router: number | null; readonly others: number | null };
  /** Lifetime of an idle HTTP connection; 0 closes after each answer. */
  readonly httpKeepAliveSeconds: number;
  /** Gateway processes. */
  readonly httpProcesses: number;
}

export interface ProcessConfig {
  readonly chdir: string | null;
  readonly master: boolean;
  /** Names or numbers, as given. */
  readonly uid: string | null;
  readonly gid: string | null;
  /** Octal digits turned into a number. */
  readonly umask: number | null;
  readonly chmodSocket: number | null;
  readonly chownSocket: { readonly user: string; readonly group: string | null } | null;
  /** Remove unix sockets and pid files at the end. */
  readonly vacuum: boolean;
  /** Written before privileges are dropped. */
  readonly pidfile: string | null;
  /** Written after the application is loaded. */
  readonly safePidfile: string | null;
  /** Go to the background and log to this file. */
  readonly daemonize: string | null;
  readonly masterFifos: readonly string[];
  readonly autoProcname: boolean;
  readonly procnamePrefix: string;
}

export interface LogConfig {
  readonly logto: string | null;
  /** Permissions of that file; null: 640 for a new one. */
  readonly logFileMode: number | null;
  /** No line for each request, except those that the next three ask for. */
  readonly disableLogging: boolean;
  readonly log4xx: boolean;
  readonly log5xx: boolean;
  readonly logSlowMs: number | null;
  /** Rotate `logto` once it is larger, bytes. */
  readonly logMaxSize: number | null;
  /** `true`: uWSGI's format (`Sun Nov 22 14:22:01 2026 - `); a text is an strftime format. */
  readonly logdate: true | string | null;
}

export interface StatsConfig {
  readonly servers: readonly StatsListener[];
  /** `--stats-ws`. */
  readonly webSockets: readonly StatsListener[];
  readonly webSocketToken: string | null;
  /** `--stats-ws-token-file`: it is in there. */
  readonly webSocketTokenFile: string | null;
  /** `--stats-http`: an HTTP head in front of the document. */
  readonly http: boolean;
  /** `--stats-http-host`: names that it may be asked for, besides those of this machine. */
  readonly httpHosts: readonly string[];
  readonly minified: boolean;
  readonly noCores: boolean;
  readonly memoryReport: boolean;
}

export interface StatsListener {
  readonly address: ListenAddress;
  readonly text: string;
}

/** null: as long as it takes, which for a uwsgi peer is the peer's decision. */
export function answerTimeoutSeconds(
  { answerTimeoutSeconds: { router, others } }: LimitsConfig,
  { option, protocol }: Listener,
): number | null {
  if (protocol === 'uwsgi') return null;
  return option === 'http' ? router : others;
}

export const DEFAULT_CONFIG: ServerConfig = {
  listeners: [],
  application: {
    mounts: [],
    manageScriptName: false,
    noDefaultApp: false,
    python: 'python3',
    virtualenv: null,
    pythonPath: [],
    env: [],
    needApp: false,
    lazyApps: false,
    locks: 1,
    tracebacker: null,
  },
  workers: {
    processes: 1,
    threads: 1,
    harakiriSeconds: null,
    maxRequests: null,
    maxRequestsDelta: null,
    reloadMercySeconds: 60,
    workerReloadMercySeconds: 60,
    socketWorkers: false,
  },
  limits: {
    listen: 1024,
    bufferSize: 65_535,
    postBuffering: null,
    limitPost: null,
    responseBuffer: 1_048_576,
    responseSpool: 1_073_741_824,
    socketTimeoutSeconds: 4,
    httpTimeoutSeconds: 60,
    answerTimeoutSeconds: { router: 60, others: null },
    httpKeepAliveSeconds: 60,
    httpProcesses: 1,
  },
  process: {
    chdir: null,
    master: false,
    uid: null,
    gid: null,
    umask: null,
    chmodSocket: null,
    chownSocket: null,
    vacuum: false,
    pidfile: null,
    safePidfile: null,
    daemonize: null,
    masterFifos: [],
    autoProcname: false,
    procnamePrefix: '',
  },
  log: {
    logto: null,
    logFileMode: null,
    disableLogging: false,
    log4xx: false,
    log5xx: false,
    logSlowMs: null,
    logMaxSize: null,
    logdate: null,
  },
  stats: {
    servers: [],
    webSockets: [],
    webSocketToken: null,
    webSocketTokenFile: null,
    http: false,
    httpHosts: [],
    minified: false,
    noCores: false,
    memoryReport: false,
  },
  addHeaders: [],
  given: [],
  notes: [],
};
