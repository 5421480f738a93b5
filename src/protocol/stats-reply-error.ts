/** The reply cannot be used; `message` is for people and ends a sentence. */
export class StatsReplyError extends Error {
  override readonly name = 'StatsReplyError';
  /** `truncated`: the HTTP head has no end. `status`: the server answered, but not with a document. */
  readonly kind: 'truncated' | 'status' | 'malformed';

  constructor(kind: StatsReplyError['kind'], message: string) {
    super(message);
    this.kind = kind;
  }
}
