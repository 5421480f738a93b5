/**
 * One request between its client and its core.
 *
 * A front (HTTP or uwsgi) makes an exchange once the request may run, hands it to the dispatcher, and takes the
 * answer through the methods below. The dispatcher guarantees their order: at most one `answerHead`, then data, then
 * exactly one of `answerEnd`, `answerCut` or `answerFailure`; then `settled`, once, when the core is free again.
 */
export interface Exchange {
  readonly request: RequestFacts;
  /** Position of the listener that it came through. */
  readonly listener: number;
  readonly environ: Environ;
  readonly body: RequestBody;
  /** Set by the dispatcher while a core works on it. */
  core: RunningCore | null;
  /** Set by the dispatcher while it lies ready for a core that is at work on others. */
  readyFor: BusyCore | null;
  /** Kept by the dispatcher: no core works on it, wherever it is. */
  waits: boolean;
  /** Set by the dispatcher: when it began to wait, `performance.now()`. */
  since: number;
  /** Kept by the dispatcher: cores that it was given to and that died without having read it. */
  attempts: number;
  /** Set by the front: the client no longer takes the answer. */
  gone: boolean;
  /** Head and body bytes handed to the client so far. */
  readonly sentBytes: number;
  /** The kernel has all that the client is to get: nobody here holds any of the data. */
  readonly isTaken: boolean;

  answerHead(head: AnswerHead): void;
  /** @returns false when the core should be held until the front calls `core.resume()`. */
  answerData(data: Buffer): boolean;
  /** The same for data that is in a file. */
  answerFile(part: FilePart): boolean;
  /** Head, all of the data and the end in one: the common answer. */
  answerWhole(head: AnswerHead, data: Buffer): void;
  answerEnd(): void;
  /** The rest will not come: make sure that the client can tell. */
  answerCut(): void;
  /** No answer came from a core. After the head this is a cut. */
  answerFailure(failure: Failure): void;
  settled(outcome: Outcome): void;
}

/** The core that works on an exchange, as its front sees it. */
export interface RunningCore {
  /** The client is gone: the application is told, and the rest of its answer is dropped. */
  cancel(): void;
  /** The client has taken what was held back. */
  resume(): void;
}

/** The core for which an exchange lies ready. */
export interface BusyCore {
  /** Asks for all that the core has not begun: it comes back, or begins all the same. */
  recall(): void;
}

/** Arguments of start_response, checked. */
export interface AnswerHead {
  /** `200 OK` */
  readonly status: string;
  /** Names and values in turn; whoever takes the head may keep and change it. */
  readonly headers: string[];
  /** As uWSGI counts: status line and headers with their line ends, bytes. */
  readonly bytes: number;
}

/** Bytes of a regular file. Whoever is given one closes the descriptor. */
export interface FilePart {
  readonly descriptor: number;
  readonly offset: number;
  readonly length: number;
}

/** Facts that log lines name. */
export interface RequestFacts {
  readonly remote: string;
  readonly user: string;
  readonly method: string;
  readonly uri: string;
  readonly protocol: string;
}

export interface Environ {
  /** In the form of `link-frames.ts`. */
  readonly text: string;
  readonly isJson: boolean;
}

export type RequestBody =
  | { readonly kind: 'whole'; readonly bytes: Buffer | null }
  | { readonly kind: 'follows'; readonly source: BodySource };

/** A body that is read when the application reads it. */
export interface BodySource {
  /**
   * Up to `max` bytes in pieces; none at the end. Called again only after the last promise settled.
   * @throws Error with a text for the application when the client does not send what it announced
   */
  read(max: number): Promise<readonly Buffer[]>;
  /** The kernel has all that was read so far: the memory of it may be used again. */
  sent(): void;
  /** Nobody will read the rest. */
  release(): void;
}

export type Failure = 'worker-died' | 'harakiri' | 'timeout' | 'queue-full' | 'stopping';

export interface Outcome {
  readonly slot: number;
  readonly core: number;
  readonly pid: number;
  /** Id of the application, or `noApplication`. */
  readonly app: number;
  readonly micros: number;
  readonly exception: boolean;
  /** Requests of this application in this worker slot, this one included. */
  readonly appRequests: number;
  /** Requests of all workers, this one included. */
  readonly totalRequests: number;
}

export const STATUS_FOR_FAILURE: Readonly<Record<Failure, number>> = {
  'worker-died': 502,
  harakiri: 504,
  timeout: 504,
  'queue-full': 503,
  stopping: 503,
};
