/** The user's settings of one server. */
export interface ServerSettings {
  /** The master FIFO to act through. */
  readonly fifo: string | null;
  /** Nothing is asked of it. */
  readonly readonly: boolean;
  /** Its harakiri limit; null: as the server reports it, if it does. */
  readonly harakiriSeconds: number | null;
  /** The value of uWSGI's --py-tracebacker. */
  readonly tracebacker: string | null;
}

export const DEFAULT_SERVER_SETTINGS: ServerSettings = {
  fifo: null,
  readonly: false,
  harakiriSeconds: null,
  tracebacker: null,
};
