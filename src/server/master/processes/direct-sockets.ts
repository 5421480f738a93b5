import type { DirectSettings } from '../../messages/zygote-messages.js';
import type { ServerConfig } from '../../options/config/server-config.js';
import { FIRST_FURTHER_DESCRIPTOR } from './zygote-handle.js';

/** Descriptors that zygotes inherit so that their workers can serve sockets themselves. */
export interface DirectSockets {
  /** The file of `direct-slots.ts`. */
  readonly slots: number;
  readonly listeners: readonly InheritedListener[];
}

interface InheritedListener {
  readonly descriptor: number;
  /** Position among the listeners of the configuration. */
  readonly listener: number;
  /** As it was bound: a socket that an application has shut down may tell another one. null: a unix socket */
  readonly port: number | null;
}

export function furtherDescriptors(direct: DirectSockets | null): readonly number[] {
  return direct === null ? [] : [direct.slots, ...direct.listeners.map(({ descriptor }) => descriptor)];
}

/** The same in the numbers that a zygote finds them by. */
export function directSettingsFor(
  direct: DirectSockets | null,
  { limits }: ServerConfig,
): DirectSettings | null {
  if (direct === null) return null;
  return {
    slots: FIRST_FURTHER_DESCRIPTOR,
    listeners: direct.listeners.map(
      ({ listener, port }, at) => [FIRST_FURTHER_DESCRIPTOR + 1 + at, listener, port] as const,
    ),
    backlog: Math.max(limits.listen, 128),
  };
}
