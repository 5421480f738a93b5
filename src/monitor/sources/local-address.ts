import type { Address } from '../../protocol/address.js';

/** The listener runs on this host, as far as the address shows: a tunnel looks local too. */
export function isLocalAddress(address: Address): boolean {
  switch (address.kind) {
    case 'unix':
    case 'abstract':
    case 'path':
      return true;
    case 'tcp':
      return isLoopback(address.host);
    case 'http':
    case 'websocket':
      return URL.canParse(address.url) && isLoopback(new URL(address.url).hostname);
    case 'stdin':
      return false;
  }
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(host);
}
