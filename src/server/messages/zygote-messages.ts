/**
 * Master ⇄ zygote: one JSON object a line, over a socket that no other process has.
 * `python/tsgi_worker/zygote/zygote.py` is the other side, and what a worker has to say comes through it: each has a channel of
 * its own to the zygote, which knows who speaks, and which passes nothing on that it does not understand.
 *
 * The zygote starts with the socket as descriptor 3, the lifeline as 4 and the file of the locks as 5, and moves them
 * away from the low numbers before it loads anything. The lifeline is another socket. Nobody ever writes to it and only the master holds its other end, so that every
 * Python process, however it is stuck, learns of the master's death: the zygote kills its children, and a thread in
 * each worker ends the process.
 *
 * The zygote has no threads. It loads the application (unless `lazyApps`), says `loaded`, and from then on forks what
 * it is told to and reports what has exited. It never decides anything.
 */
import type { RawVariable } from '../process/raw-environment.js';

export type ZygoteOrder =
  | { readonly kind: 'load'; readonly settings: ZygoteSettings }
  /** `serial` names the process for the rest of its life; `slot` is the worker number that people see; `cores` see `direct-slots.ts`. */
  | {
      readonly kind: 'fork';
      readonly serial: number;
      readonly slot: number;
      readonly cores: readonly number[];
    }
  /** End once no child is left. */
  | { readonly kind: 'end' };

export type ZygoteFact =
  | { readonly kind: 'loaded'; readonly apps: readonly LoadedApp[]; readonly failed: readonly FailedApp[] }
  | { readonly kind: 'forked'; readonly serial: number; readonly pid: number }
  | { readonly kind: 'fork-failed'; readonly serial: number; readonly message: string }
  /** From a worker: with lazyApps each one loads for itself. */
  | {
      readonly kind: 'worker-loaded';
      readonly serial: number;
      readonly apps: readonly LoadedApp[];
      readonly failed: readonly FailedApp[];
    }
  /** From a worker: it is to be replaced (HUP), or its application has a request. */
  | { readonly kind: 'asked'; readonly serial: number; readonly what: 'recycle' | 'reload' | 'stop' }
  /** The socket file of a worker's tracebacker: device, inode and time, so that no foreign file is removed at the end. */
  | { readonly kind: 'tracebacker'; readonly serial: number; readonly identity: string }
  /** `signal` is null for an exit with `code`. */
  | {
      readonly kind: 'exited';
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

/** Settings for the Python side, under the names that it reads. */
export interface ZygoteSettings {
  readonly mounts: readonly ZygoteMount[];
  readonly manage_script_name: boolean;
  readonly no_default_app: boolean;
  readonly lazy_apps: boolean;
  readonly python_path: readonly string[];
  readonly threads: number;
  readonly processes: number;
  /** Sockets on which workers show their stacks: the path without the number of the worker. */
  readonly tracebacker: string | null;
  readonly proc_name: string | null;
  /** Link sockets of the gateways; a core uses number (core number over all workers) modulo their count. */
  readonly links: readonly string[];
  readonly token: string;
  readonly version: string;
  readonly master_pid: number;
  /** Variables that are no UTF-8; see `raw-environment.ts`. */
  readonly environ: readonly RawVariable[];
  /** Number of locks for `uwsgi.lock()`. */
  readonly locks: number;
  /** The sockets that workers serve themselves; null: gateways serve all. The fields after it matter to them alone. */
  readonly direct: DirectSettings | null;
  readonly buffer_size: number;
  readonly limit_post: number | null;
  readonly post_buffering: number | null;
  /** Seconds. */
  readonly socket_timeout: number;
  readonly http_timeout: number;
  readonly harakiri: number | null;
  readonly add_headers: readonly (readonly [name: string, value: string])[];
  readonly disable_logging: boolean;
  readonly log_4xx: boolean;
  readonly log_5xx: boolean;
  /** Milliseconds. */
  readonly log_slow: number | null;
  /** Unix seconds. */
  readonly started_on: number;
  readonly is_a_reload: boolean;
  readonly opt: readonly (readonly [string, string | true])[];
}

export interface DirectSettings {
  /** Descriptors of the zygote; see `direct-serving.ts`. */
  readonly slots: number;
  readonly listeners: readonly (readonly [descriptor: number, listener: number, port: number | null])[];
  readonly backlog: number;
}

export interface ZygoteMount {
  readonly mountpoint: string;
  readonly file: string | null;
  readonly module: string | null;
  readonly callable: string | null;
}
