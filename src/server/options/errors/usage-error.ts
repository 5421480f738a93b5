/** What was asked for makes no sense: the message, no stack, exit 1 (uWSGI's code for it). */
export class UsageError extends Error {}
