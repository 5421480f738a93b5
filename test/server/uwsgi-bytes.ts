// The bytes of a uwsgi client.

/** A packet; the variables of a GET unless `vars` says otherwise. Characters are bytes. */
export function uwsgiPacket(vars: Readonly<Record<string, string>>, modifier1 = 0): Buffer {
  const all = {
    REQUEST_METHOD: 'GET',
    REQUEST_URI: vars['PATH_INFO'] ?? '/',
    PATH_INFO: '/',
    QUERY_STRING: '',
    SERVER_PROTOCOL: 'HTTP/1.1',
    SERVER_NAME: 'test',
    SERVER_PORT: '80',
    REMOTE_ADDR: '127.0.0.1',
    HTTP_HOST: 'test',
    ...vars,
  };
  const block = Buffer.concat(Object.entries(all).flatMap(([key, value]) => [sized(key), sized(value)]));
  const head = Buffer.from([modifier1, block.length & 0xff, block.length >> 8, 0]);
  return Buffer.concat([head, block]);
}

function sized(text: string): Buffer {
  const bytes = Buffer.from(text, 'latin1');
  return Buffer.concat([Buffer.from([bytes.length & 0xff, bytes.length >> 8]), bytes]);
}
