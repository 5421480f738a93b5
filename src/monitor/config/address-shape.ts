import { AddressError, parseAddress } from '../../protocol/address.js';
import { type Shape, text } from './shape.js';

/** Whatever the command line takes. */
export const addressShape: Shape<string> = text({
  what: 'an address, such as "127.0.0.1:9191" or "/run/app.stats"',
  check: (address) => {
    try {
      parseAddress(address);
      return null;
    } catch (error) {
      if (error instanceof AddressError) return error.message;
      throw error;
    }
  },
});
