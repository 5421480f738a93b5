import { userInfo } from 'node:os';
import { type FoundStats, findServers } from '../discovery/find-servers.js';
import { noneText, onlyOneText, severalText } from '../discovery/found-text.js';
import { readHost } from '../discovery/read-host.js';
import { type ChooserLook, chooseServer } from './choose-server.js';

/** A stats server of this host, found without an address. */
type FoundAddress =
  | { readonly kind: 'found'; readonly address: string; readonly note: string }
  /** The user left the list. */
  | { readonly kind: 'left' }
  /** Nothing to open, or several and nobody to ask; lines for people. */
  | { readonly kind: 'none'; readonly reason: string };

/** `look`: of the list in the terminal; null in scripts, which are told of several servers instead. */
export async function findAddress(look: ChooserLook | null): Promise<FoundAddress> {
  const found = await findServers(readHost());
  const [first, second] = found.open;
  if (first === undefined) return { kind: 'none', reason: noneText(found, userInfo().username) };
  if (second === undefined) return foundAt(first, onlyOneText(first));
  if (look === null) return { kind: 'none', reason: severalText(found) };
  const one = await chooseServer(found.open, look);
  return one === null ? { kind: 'left' } : foundAt(one, '');
}

function foundAt({ candidate }: FoundStats, note: string): FoundAddress {
  return { kind: 'found', address: candidate.address, note };
}
