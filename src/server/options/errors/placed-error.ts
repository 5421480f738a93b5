import { UsageError } from './usage-error.js';

/** @param place `app.ini:3`; empty on the command line, which needs no place. */
export function placed(place: string, message: string): UsageError {
  return new UsageError(place === '' ? message : `${place}: ${message}`);
}

/** Puts the place in front of every complaint of `run`. */
export function withPlace<T>(place: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw error instanceof UsageError ? placed(place, error.message) : error;
  }
}
