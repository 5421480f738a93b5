import { localUtcOffset } from '../../time-zone/local-zone.js';
import type { Reading } from '../metrics/sample/reading.js';
import type { Source } from './source.js';

/**
 * Adds this host's time zone to what a server on the same host tells. What is read from a file may have been recorded
 * anywhere.
 */
export function withHostClock(source: Source): Source {
  return {
    read: async () => withZone(await source.read()),
    close: () => source.close(),
  };
}

function withZone(reading: Reading): Reading {
  if (reading.protocol === 'file' || reading.protocol === 'stdin') return reading;
  return { ...reading, utcOffsetMinutes: localUtcOffset(reading.receivedAtMs) };
}
