import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/** Memory for new objects, bytes. A smaller one is collected so often that a refresh costs twice the CPU. */
const YOUNG_BYTES = 4 * 1024 * 1024;
const CHECK_MS = 100;

/**
 * Keeps the heap small. A big server's document is megabytes of short-lived objects every second, and V8 would rather grow the
 * heap threefold than collect them: what is alive is below 10 MB. A monitor runs for days beside the server it watches.
 */
export function limitHeap(): void {
  setFlagsFromString('--heap-growing-percent=50');
  // V8 takes no limit once it runs, but its growth can be stopped.
  const timer = setInterval(() => {
    if (youngBytes() < YOUNG_BYTES) return;
    setFlagsFromString('--semi-space-growth-factor=1');
    clearInterval(timer);
  }, CHECK_MS).unref();
}

function youngBytes(): number {
  return getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')?.space_size ?? 0;
}
