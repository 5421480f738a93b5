import type { StatsDocument } from '../../stats/schema.js';

/** Facts that only the bundled server reports about itself; null: not reported, or not set. */
interface TsgiFacts {
  readonly harakiriSeconds: number | null;
  /** The absolute path of the sockets that tell Python stacks, without the number of the worker. Raw. */
  readonly tracebacker: string | null;
}

export function tsgiFacts(document: StatsDocument): TsgiFacts {
  const block = document.kind === 'workers' ? document.extra['tsgi'] : null;
  return {
    harakiriSeconds: secondsOf(memberOf(block, 'harakiri')),
    tracebacker: pathOf(memberOf(block, 'tracebacker')),
  };
}

function memberOf(block: unknown, name: string): unknown {
  return typeof block === 'object' && block !== null && Object.hasOwn(block, name)
    ? Reflect.get(block, name)
    : null;
}

function secondsOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : null;
}

function pathOf(value: unknown): string | null {
  return typeof value === 'string' && /^[/@]/.test(value) && value.length <= MAX_PATH ? value : null;
}

/** Longer ones cannot be sockets. */
const MAX_PATH = 108;
