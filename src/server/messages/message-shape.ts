/** Checks of what another process has written: a message has exactly these kinds of fields, or it is none. */

export type Guard<T> = (value: unknown) => value is T;

export function hasFields<T extends object>(fields: { readonly [Key in keyof T]: Guard<T[Key]> }): Guard<T> {
  const checks = Object.entries<Guard<unknown>>(fields);
  return (value): value is T => {
    if (typeof value !== 'object' || value === null) return false;
    const known = new Map<string, unknown>(Object.entries(value));
    return checks.every(([name, check]) => check(known.get(name)));
  };
}

export function isListOf<T>(isItem: Guard<T>): Guard<readonly T[]> {
  return (value): value is readonly T[] => Array.isArray(value) && value.every(isItem);
}

export function isNullOr<T>(guard: Guard<T>): Guard<T | null> {
  return (value): value is T | null => value === null || guard(value);
}

export function isWord<T extends string>(...words: readonly T[]): Guard<T> {
  return (value): value is T => words.some((word) => word === value);
}

export function isText(value: unknown): value is string {
  return typeof value === 'string';
}

/** Nothing that is counted or measured here is below zero. */
export function isAmount(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= Number.MAX_SAFE_INTEGER;
}

export function isCount(value: unknown): value is number {
  return isAmount(value) && Number.isSafeInteger(value);
}

/** Below 2 are a process group, everybody, and init: signals would go there. */
export function isProcessId(value: unknown): value is number {
  return isCount(value) && value >= 2 && value < 2 ** 31;
}
