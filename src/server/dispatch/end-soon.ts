import type { Duplex } from 'node:stream';

/** For a link whose core is not there any more. */
const GRACE_MS = 1000;

/** The kernel has ended the link, unless a fork of the application holds a copy of it. */
export function endSoon(link: Duplex): void {
  setTimeout(() => {
    if (link.destroyed) return;
    // A slow client has not taken yet what lies here.
    if (link.isPaused()) endSoon(link);
    else link.destroy();
  }, GRACE_MS).unref();
}
