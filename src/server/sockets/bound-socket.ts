/** A bound socket; what Node calls a handle, as far as it is used here. */
export interface BoundSocket {
  readonly fd: number;
  close(): void;
  getsockname?(out: { address?: string; port?: number; family?: string }): number;
}

/** @returns null of a unix socket */
export function portOf(socket: BoundSocket): number | null {
  const name: { port?: number } = {};
  socket.getsockname?.(name);
  return name.port ?? null;
}
