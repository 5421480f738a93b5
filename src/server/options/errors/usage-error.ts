/** A mistake of the user: printed without a stack; exit code 1, as in uWSGI. */
export class UsageError extends Error {}
