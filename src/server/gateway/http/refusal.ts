/** A request that does not reach the application: the status that it is answered with, and the reason in words. */
export interface Refusal {
  readonly status: number;
  /** Stands in the body of the answer, so it quotes nothing that the client sent. */
  readonly reason: string;
}

export function refusal(status: number, reason: string): Refusal {
  return { status, reason };
}

/** The same, thrown by readers of a body. */
export class BodyRefused extends Error {
  readonly status: number;

  constructor(status: number, reason: string) {
    super(reason);
    this.status = status;
  }
}
