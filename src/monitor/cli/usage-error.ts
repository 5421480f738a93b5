/** The user asked for something that cannot be: one line on stderr, exit code 2, no stack. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** No address was given; servers of this host may be looked for. */
export class NoAddressError extends UsageError {}
