/** The client did not send what it had announced; the message is for the application. */
export class BodyIncomplete extends Error {}
