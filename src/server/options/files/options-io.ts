/** The world as the options see it: handed in, so that reading them stays a function of its arguments. */
export interface OptionsIo {
  readFile(path: string): FileText | FileFailure;
  /** null: there is nothing of that name. */
  kindOf(path: string): 'file' | 'directory' | 'other' | null;
  /** Paths that match, sorted; none for a pattern that matches nothing. */
  glob(pattern: string): readonly string[];
  /** Asked at most once for each configuration file. */
  facts(): MachineFacts;
  /** Of tsgi. */
  readonly version: string;
}

export interface FileText {
  readonly text: string;
  /** Absolute, symbolic links resolved. */
  readonly path: string;
}

export interface FileFailure {
  /** In the system's words: `No such file or directory`. */
  readonly failure: string;
}

export interface MachineFacts {
  readonly workingDirectory: string;
  readonly hostName: string;
  readonly cpus: number;
  readonly uid: number;
  readonly userName: string;
  readonly gid: number;
  readonly groupName: string;
  readonly nowMs: number;
}

export type Environment = Readonly<Record<string, string | undefined>>;
