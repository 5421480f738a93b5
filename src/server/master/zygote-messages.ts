/**
 * Master ⇄ zygote: one JSON object a line, over the socket that the zygote has as descriptor 3.
 * `python/tsgi_worker/zygote.py` is the other side.
 *
 * Descriptor 4 is the lifeline. Nobody ever writes to it and only the master holds its other end, so that every
 * Python process, however it is stuck, learns of the master's death: the zygote kills its children, and a thread in
 * each worker ends the process.
 *
 * The zygote has no threads. It loads the application (unless `lazyApps`), says `loaded`, and from then on forks what
 * it is told to and reports what has exited. It never decides anything.
 */

export type ZygoteOrder =
  | { readonly order: 'load'; readonly settings: ZygoteSettings }
  /** `serial` names the process for the rest of its life; `slot` is the worker number that people see. */
  | { readonly order: 'fork'; readonly serial: number; readonly slot: number }
  /** End once no child is left. */
  | { readonly order: 'end' };

export type ZygoteFact =
  | { readonly fact: 'loaded'; readonly apps: readonly LoadedApp[]; readonly failed: readonly FailedApp[] }
  | { readonly fact: 'forked'; readonly serial: number; readonly pid: number }
  | { readonly fact: 'fork-failed'; readonly serial: number; readonly message: string }
  /** From a worker, through the zygote's socket pair with it: with lazyApps each worker loads for itself. */
  | {
      readonly fact: 'worker-loaded';
      readonly serial: number;
      readonly apps: readonly LoadedApp[];
      readonly failed: readonly FailedApp[];
    }
  /** From a worker: somebody wants it replaced (HUP), or its application wants more. */
  | { readonly fact: 'asked'; readonly serial: number; readonly what: 'recycle' | 'reload' | 'stop' }
  /** `signal` is null for an exit with `code`. */
  | {
      readonly fact: 'exited';
      readonly serial: number;
      readonly pid: number;
      readonly code: number | null;
      readonly signal: number | null;
    };

export interface LoadedApp {
  readonly id: number;
  readonly mountpoint: string;
  readonly seconds: number;
}

export interface FailedApp {
  readonly mountpoint: string;
  readonly message: string;
}

/** What Python needs to know; the names are the ones Python reads. */
export interface ZygoteSettings {
  readonly mounts: readonly ZygoteMount[];
  readonly manage_script_name: boolean;
  readonly no_default_app: boolean;
  readonly lazy_apps: boolean;
  readonly python_path: readonly string[];
  readonly threads: number;
  readonly processes: number;
  /** Where each worker tells its stacks: the path without the number of the worker. */
  readonly tracebacker: string | null;
  readonly proc_name: string | null;
  /** Link sockets of the gateways; a core uses number (core number over all workers) modulo their count. */
  readonly links: readonly string[];
  readonly token: string;
  readonly version: string;
  readonly master_pid: number;
  /** The file behind `uwsgi.lock()`, and how many there are. */
  readonly lock_file: string;
  readonly locks: number;
  readonly buffer_size: number;
  /** Unix seconds. */
  readonly started_on: number;
  readonly is_a_reload: boolean;
  readonly opt: readonly (readonly [string, string | true])[];
}

export interface ZygoteMount {
  readonly mountpoint: string;
  readonly file: string | null;
  readonly module: string | null;
  readonly callable: string | null;
}
