/** Why something could not be asked of a server; one line for people, without a full stop. */
export class ControlError extends Error {
  override readonly name = 'ControlError';
}
