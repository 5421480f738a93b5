/** Cost of one reading, in milliseconds. */
export interface ReadWork {
  /** Of the server's master and of this process: only a small part of the time may go there. */
  readonly computingMs: number;
  /** While the reply is on its way uWSGI's master writes it, and waits for the network if that is slow. */
  readonly transferMs: number;
}
