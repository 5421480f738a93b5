export type StatsParseErrorKind =
  /** Nothing but white space: normal for uWSGI while a request is being received. */
  | 'empty'
  /** A stats document that ends in the middle. */
  | 'truncated'
  /** Begins like a document, but no reading of it makes sense. */
  | 'not-json'
  /** A document with more in it than tstop reads. */
  | 'too-large'
  /** Something else altogether: a web page, a banner, JSON of another program. */
  | 'not-stats';

/** Why a text is not a stats document. `message` says it to people, as the end of a sentence. */
export class StatsParseError extends Error {
  override readonly name = 'StatsParseError';
  readonly kind: StatsParseErrorKind;

  constructor(kind: StatsParseErrorKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}
