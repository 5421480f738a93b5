import type { Listener } from './listeners.js';
import { type HostProcess, isRetitled, mastersAmong, type Program, programOf } from './server-process.js';
import { type FileReader, type StatsAddress, type StatsOptions, statsOptionsOf } from './stats-options.js';

/** A server of this host, and where its stats may be read. */
export interface ServerOnHost {
  readonly program: Program;
  readonly pid: number;
  readonly user: string;
  /** Configuration file, or the first words of the command line: what tells servers apart. */
  readonly label: string;
  readonly file: string | null;
  readonly candidates: readonly Candidate[];
}

export interface Candidate {
  /** As tstop takes it. */
  readonly address: string;
  readonly of: StatsAddress['of'];
  /** The server's own word names it; else it was found among the sockets that only the master holds. */
  readonly isNamed: boolean;
  /** It waits for a request before it speaks. */
  readonly isHttp: boolean;
}

export interface HostPicture {
  readonly processes: readonly HostProcess[];
  readonly listeners: readonly Listener[];
  readonly files: FileReader;
}

export function serversOnHost({ processes, listeners, files }: HostPicture): readonly ServerOnHost[] {
  return mastersAmong(processes).map((master) => {
    const options = statsOptionsOf(master, files);
    return {
      program: programOf(master) ?? 'uWSGI',
      pid: master.pid,
      user: master.user,
      label: labelOf(master, options),
      file: options.file,
      candidates: candidatesOf(master, options, processes, listeners),
    };
  });
}

function labelOf({ words }: HostProcess, { file }: StatsOptions): string {
  if (file !== null) return file;
  const at = words.findIndex((word) => APPLICATION.test(word));
  const application = words[at]?.includes('=') ? words[at]?.split('=')[1] : words[at + 1];
  return at >= 0 && application !== undefined ? application : (words[0] ?? '').split('/').slice(-1).join('');
}

const APPLICATION = /^(?:--(?:wsgi-file|file|wsgi|module|mount|emperor|paste)|-w)(?:=|$)/;

function candidatesOf(
  master: HostProcess,
  options: StatsOptions,
  processes: readonly HostProcess[],
  listeners: readonly Listener[],
): readonly Candidate[] {
  const own = master.sockets;
  const held = own === null ? listeners : listeners.filter(({ inode }) => own.has(inode));
  const named = options.addresses.flatMap(({ text, of }) => {
    // A router listens in a process of its own.
    const address = listeningAt(text, master.folder, of === 'server' ? held : listeners);
    return address === null
      ? []
      : [{ address, of, isNamed: true, isHttp: options.isHttp && of === 'server' }];
  });
  if (named.some(({ of }) => of === 'server') || isClear(master, options)) return unique(named);
  const anyFound = masterOnly(master, processes, held).map(
    ({ address }): Candidate => ({
      address: whole(address, master.folder),
      of: 'server',
      isNamed: false,
      isHttp: options.isHttp,
    }),
  );
  return unique([...named, ...anyFound]);
}

/** The server's own words tell all: without stats in them it has none, and no socket of it needs a look. */
function isClear(master: HostProcess, { isUncertain, addresses }: StatsOptions): boolean {
  return !isUncertain && !isRetitled(master) && !addresses.some(({ of }) => of === 'server');
}

/** Sockets of requests are inherited by whatever serves them; that of the stats is opened after them. */
function masterOnly(
  { pid, sockets }: HostProcess,
  processes: readonly HostProcess[],
  held: readonly Listener[],
): readonly Listener[] {
  // A worker that came later has inherited it as well, so one of them that has not is enough.
  const children = processes.filter(
    (child) => child.parent === pid && held.some(({ inode }) => child.sockets?.has(inode)),
  );
  if (sockets === null || children.length === 0) return [];
  return held.filter(({ inode }) => !children.every((child) => child.sockets?.has(inode) ?? true));
}

/** The address as tstop takes it, if somebody listens there. */
function listeningAt(text: string, folder: string | null, listeners: readonly Listener[]): string | null {
  const port = /^(?:.*:)?(\d+)$/.exec(text)?.[1];
  if (port !== undefined && text.includes(':')) {
    const there = listeners.filter((listener) => listener.port === Number(port));
    const exact = there.find(({ address }) => address === text);
    return (exact ?? there[0])?.address ?? null;
  }
  const wanted = text.startsWith('@') ? text : whole(text, folder);
  const isThere = listeners.some(({ address }) => address === text || whole(address, folder) === wanted);
  return isThere ? wanted : null;
}

/** A name without a slash would be taken for a host. */
function whole(path: string, folder: string | null): string {
  if (/^[/@]|:\d+$/.test(path)) return path;
  return folder === null ? `./${path}` : `${folder}/${path.replace(/^\.\//, '')}`;
}

function unique(candidates: readonly Candidate[]): readonly Candidate[] {
  return candidates.filter(
    (one, index) => candidates.findIndex(({ address }) => address === one.address) === index,
  );
}
