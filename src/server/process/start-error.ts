/** The server cannot start, or cannot do what was asked: one line on stderr, and this exit code. */
export class StartError extends Error {
  readonly exitCode: number;

  constructor(message: string, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}
