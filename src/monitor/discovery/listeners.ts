/** A socket of this host that accepts connections, in the words of an address of tstop. */
export interface Listener {
  readonly inode: string;
  /** `127.0.0.1:9191`, `[::1]:9191`, `/run/app.sock`, `@name`; a name as it was bound may be relative. */
  readonly address: string;
  readonly port: number | null;
}

/** From the text of /proc/net/tcp or tcp6. */
export function tcpListeners(text: string): readonly Listener[] {
  return text.split('\n').flatMap((line) => {
    const [, host = '', hexPort = '', inode] = TCP_LISTEN.exec(line) ?? [];
    const port = Number.parseInt(hexPort, 16);
    return inode === undefined ? [] : [{ inode, address: `${reachable(host)}:${port}`, port }];
  });
}

const TCP_LISTEN = /^\s*\d+: ([\dA-F]+):([\dA-F]{4}) [\dA-F]+:[\dA-F]+ 0A \S+ \S+ \S+\s+\d+\s+\d+\s+(\d+)/;

/** From the text of /proc/net/unix. */
export function unixListeners(text: string): readonly Listener[] {
  return text.split('\n').flatMap((line) => {
    const [, inode, name] = UNIX_LISTEN.exec(line) ?? [];
    if (inode === undefined || name === undefined) return [];
    // Linux writes the zero bytes of abstract names as @; uWSGI's have one at the end.
    return [{ inode, address: name.startsWith('@') ? name.replace(/@+$/, '') : name, port: null }];
  });
}

/** The flag of sockets that accept connections. */
const UNIX_LISTEN = /^\w+: \w+ \w+ 00010000 \w+ \w+ +(\d+) (.+)$/;

/** Words of four bytes, each the wrong way round; all addresses are reached at the loopback. */
function reachable(hex: string): string {
  if (/^0+$/.test(hex)) return hex.length === 8 ? '127.0.0.1' : '[::1]';
  const bytes = (hex.match(/.{8}/g) ?? []).flatMap((word) => (word.match(/../g) ?? []).reverse());
  if (bytes.length === 4) return bytes.map((byte) => Number.parseInt(byte, 16)).join('.');
  const groups = bytes.flatMap((byte, index) =>
    index % 2 === 0 ? [`${byte}${bytes[index + 1] ?? ''}`] : [],
  );
  const mapped = /^\[::ffff:([\da-f]+):([\da-f]+)\]$/.exec(new URL(`http://[${groups.join(':')}]`).hostname);
  if (mapped === null) return new URL(`http://[${groups.join(':')}]`).hostname;
  return [mapped[1] ?? '', mapped[2] ?? '']
    .map((group) => Number.parseInt(group, 16))
    .map((group) => `${group >> 8}.${group & 0xff}`)
    .join('.');
}
