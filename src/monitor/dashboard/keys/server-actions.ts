/**
 * Everything that tstop can ask of a server, as one table: it makes the menu, its confirmations, the help and the names of the
 * command palette. Each way of each row was tried on the real server; what a server does not do has no row for it.
 * Letters go into the master FIFO (`--master-fifo`, the same letters for uWSGI and tsgi), signals to the master.
 */
type ServerActionName =
  | 'reload'
  | 'reload-workers'
  | 'chain-reload'
  | 'brutal-reload'
  | 'worker-add'
  | 'worker-remove'
  | 'pause-server'
  | 'log-server'
  | 'stop-server'
  | 'kill-server';

/** For the selected or the tagged workers: signals to their processes. */
type WorkerActionName = 'worker-reload' | 'worker-log' | 'worker-kill';

export type AskedAction = ServerActionName | WorkerActionName;

export type Product = 'uWSGI' | 'tsgi';

export type SignalName =
  | 'SIGHUP'
  | 'SIGINT'
  | 'SIGKILL'
  | 'SIGQUIT'
  | 'SIGTERM'
  | 'SIGTSTP'
  | 'SIGTTIN'
  | 'SIGTTOU'
  | 'SIGUSR1'
  | 'SIGUSR2';

/** Meaning of SIGTERM to a uWSGI master; `--die-on-term` may hide in a file that cannot be known from outside. */
export type TermMeaning = 'reloads' | 'stops' | 'unknown';

/** Effect to be seen afterwards, and the time to wait for it. */
export interface Expected {
  readonly sign: 'replaced' | 'paused-or-resumed' | 'more' | 'fewer' | 'gone';
  readonly withinSeconds: number;
}

export interface ServerAction {
  readonly name: ServerActionName;
  readonly label: string;
  /** A few words for the menu. */
  readonly about: string;
  readonly letter: string;
  readonly signal: Readonly<Record<Product, SignalName | 'as-term' | null>>;
  /** Sentences for the confirmation. */
  readonly consequence: Readonly<Record<Product, string>>;
  readonly expected: Expected | null;
}

export interface WorkerAction {
  readonly name: WorkerActionName;
  readonly label: string;
  readonly about: string;
  readonly signal: Readonly<Record<Product, SignalName>>;
  readonly consequence: Readonly<Record<Product, string>>;
  readonly expected: Expected | null;
}

/** Requests that run get a minute from both servers (`reload-mercy`), and some time is needed around it. */
const GRACEFUL_SECONDS = 75;
const BRUTAL_SECONDS = 15;
const CHANGE_SECONDS = 10;

/** From harmless to final. */
export const SERVER_ACTIONS: readonly ServerAction[] = [
  {
    name: 'reload',
    label: 'Reload gracefully',
    about: 'new code and configuration; requests finish',
    letter: 'r',
    signal: { uWSGI: 'SIGHUP', tsgi: 'SIGHUP' },
    consequence: {
      uWSGI:
        'Workers finish their requests (at most reload-mercy, 60 s unless set), then the master starts anew with ' +
        'the current code and configuration. Meanwhile new requests wait in the queue. Code that does not load is ' +
        'served as errors, or ends the server with need-app.',
      tsgi:
        'The current code and configuration are loaded beside the old ones; workers are replaced once that works, ' +
        'and running requests finish (at most reload-mercy, 60 s unless set). Code that does not load changes nothing.',
    },
    expected: { sign: 'replaced', withinSeconds: GRACEFUL_SECONDS },
  },
  {
    name: 'reload-workers',
    label: 'Reload workers only',
    about: 'new processes; new code only with lazy-apps',
    letter: 'w',
    signal: { uWSGI: null, tsgi: null },
    consequence: {
      uWSGI:
        'Workers finish their requests and are forked again from the master, which stays. Without lazy-apps they ' +
        'run the code that the master loaded when it started.',
      tsgi: 'Workers finish their requests and are replaced. Without lazy-apps they run the code that is loaded.',
    },
    expected: { sign: 'replaced', withinSeconds: GRACEFUL_SECONDS },
  },
  {
    name: 'chain-reload',
    label: 'Chain reload',
    about: 'one worker after the other, the rest serves',
    letter: 'c',
    signal: { uWSGI: null, tsgi: null },
    consequence: {
      uWSGI:
        'One worker after the other finishes its requests and is replaced, the next when the last accepts. Without ' +
        'lazy-apps they run the code that the master loaded when it started.',
      tsgi:
        'The current code is loaded beside the old one; then one worker after the other finishes its requests and ' +
        'is replaced.',
    },
    expected: { sign: 'replaced', withinSeconds: 4 * GRACEFUL_SECONDS },
  },
  {
    name: 'brutal-reload',
    label: 'Reload brutally',
    about: 'new code and configuration; running requests are cut off',
    letter: 'R',
    signal: { uWSGI: 'as-term', tsgi: null },
    consequence: {
      uWSGI:
        'Workers are ended at once and RUNNING REQUESTS ARE CUT OFF; then the master starts anew with the current ' +
        'code and configuration.',
      tsgi:
        'Workers are ended at once and RUNNING REQUESTS ARE CUT OFF with 502; the current code and configuration ' +
        'are loaded.',
    },
    expected: { sign: 'replaced', withinSeconds: BRUTAL_SECONDS },
  },
  {
    name: 'worker-add',
    label: 'Add a worker',
    about: 'uWSGI: only with cheaper, up to its processes',
    letter: '+',
    signal: { uWSGI: null, tsgi: 'SIGTTIN' },
    consequence: {
      uWSGI:
        'One cheaped worker is started. uWSGI does this only with cheaper, up to its processes, and the cheaper ' +
        'algorithm may put it to sleep again.',
      tsgi: 'One more worker is started, beyond --processes too. A reload keeps it.',
    },
    expected: { sign: 'more', withinSeconds: CHANGE_SECONDS },
  },
  {
    name: 'worker-remove',
    label: 'Remove a worker',
    about: 'uWSGI: only with cheaper, down to its minimum',
    letter: '-',
    signal: { uWSGI: null, tsgi: 'SIGTTOU' },
    consequence: {
      uWSGI:
        'The idle worker that has lived longest is put to sleep. uWSGI does this only with cheaper, and the cheaper ' +
        'algorithm may start it again.',
      tsgi: 'The last worker finishes its requests and ends. One always stays.',
    },
    expected: { sign: 'fewer', withinSeconds: CHANGE_SECONDS },
  },
  {
    name: 'pause-server',
    label: 'Pause or resume',
    about: 'no new requests are taken; they wait in the queue',
    letter: 'p',
    signal: { uWSGI: 'SIGTSTP', tsgi: 'SIGTSTP' },
    consequence: {
      uWSGI:
        'A toggle: workers take no new requests, which wait in the listen queue until the same action resumes them; ' +
        'running requests finish. With threads, those that wait already may still answer a request or two each.',
      tsgi:
        'A toggle: workers take no new requests, which wait until the same action resumes them; running requests ' +
        'finish.',
    },
    expected: { sign: 'paused-or-resumed', withinSeconds: CHANGE_SECONDS },
  },
  {
    name: 'log-server',
    label: 'Log statistics',
    about: "write each worker's requests into the server's log",
    letter: 's',
    signal: { uWSGI: 'SIGUSR1', tsgi: 'SIGUSR1' },
    consequence: {
      uWSGI: "The master writes the requests of each worker into the server's log. Nothing else changes.",
      tsgi: "The master writes the requests of each worker into the server's log. Nothing else changes.",
    },
    expected: null,
  },
  {
    name: 'stop-server',
    label: 'Stop gracefully',
    about: 'running requests finish, then the server ends',
    letter: 'q',
    signal: { uWSGI: null, tsgi: 'SIGINT' },
    consequence: {
      uWSGI:
        'THE SERVER ENDS once running requests have finished (at most worker-reload-mercy, 60 s unless set). ' +
        'Nothing starts it again unless a supervisor does.',
      tsgi:
        'THE SERVER ENDS once running requests have finished (at most reload-mercy, 60 s unless set). ' +
        'Nothing starts it again unless a supervisor does.',
    },
    expected: { sign: 'gone', withinSeconds: GRACEFUL_SECONDS },
  },
  {
    name: 'kill-server',
    label: 'Stop brutally',
    about: 'running requests are cut off, the server ends',
    letter: 'Q',
    signal: { uWSGI: 'SIGINT', tsgi: 'SIGQUIT' },
    consequence: {
      uWSGI:
        'THE SERVER ENDS and RUNNING REQUESTS ARE CUT OFF. Nothing starts it again unless a supervisor does.',
      tsgi: 'THE SERVER ENDS and RUNNING REQUESTS ARE CUT OFF. Nothing starts it again unless a supervisor does.',
    },
    expected: { sign: 'gone', withinSeconds: BRUTAL_SECONDS },
  },
];

export const WORKER_ACTIONS: readonly WorkerAction[] = [
  {
    name: 'worker-reload',
    label: 'reload',
    about: 'finishes its requests, then is replaced',
    signal: { uWSGI: 'SIGHUP', tsgi: 'SIGHUP' },
    consequence: {
      uWSGI:
        'It finishes its requests however long they take, then the master starts a new process in its place. ' +
        'Without lazy-apps that runs the code that the master loaded when it started.',
      tsgi:
        'A new process is started in its place; then it finishes its requests (at most worker-reload-mercy, 60 s ' +
        'unless set) and ends. Without lazy-apps the new one runs the code that is loaded.',
    },
    expected: { sign: 'replaced', withinSeconds: GRACEFUL_SECONDS },
  },
  {
    name: 'worker-log',
    label: 'log',
    about: "write its requests and stacks into the server's log",
    signal: { uWSGI: 'SIGUSR2', tsgi: 'SIGUSR2' },
    consequence: {
      uWSGI: "It writes its requests and a C backtrace into the server's log, and goes on with its work.",
      tsgi: "It writes the Python stacks of its threads into the server's log, and goes on with its work.",
    },
    expected: null,
  },
  {
    name: 'worker-kill',
    label: 'kill',
    about: 'its requests are cut off, then it is replaced',
    signal: { uWSGI: 'SIGKILL', tsgi: 'SIGKILL' },
    consequence: {
      uWSGI: 'ITS REQUESTS ARE CUT OFF without an answer; the master starts a new process within a second.',
      tsgi: 'ITS REQUESTS ARE CUT OFF and answered with 502; the master starts a new process at once.',
    },
    expected: { sign: 'replaced', withinSeconds: BRUTAL_SECONDS },
  },
];

/** One line for lists that show only the action's name beside it. */
export function actionHelp({ label, about }: Pick<ServerAction, 'label' | 'about'>): string {
  return `${label.charAt(0).toLowerCase()}${label.slice(1)}: ${about}`;
}

export function workerActionHelp({ label, about }: Pick<WorkerAction, 'label' | 'about'>): string {
  return `${label} the selected worker: ${about}`;
}
