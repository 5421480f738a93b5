/** Requests with faults, from a seed: the same ones each time. */

export type Random = (below: number) => number;

/** A linear congruential generator; its low bits are left out, they repeat too soon. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const samples = [
  'GET / HTTP/1.1\r\nHost: a\r\n\r\n',
  'GET /x%20y?q=1 HTTP/1.1\r\nHost: a.b:80\r\nUser-Agent: w\r\nAccept: */*\r\nCookie: a=1\r\nCookie: b=2\r\n\r\n',
  'POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Type: text/plain\r\n\r\nhello',
  'POST /c HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n',
  'POST /t HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3;a=b\r\nabc\r\n0\r\nX-T: y\r\n\r\n',
  'POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3;a\r\nabc\r\n2;b=c;d="e f"\r\nde\r\n0;g\r\n\r\n',
  'POST /l HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
  'GET /1 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n',
  'GET /k HTTP/1.0\r\nConnection: keep-alive\r\nConnection: close\r\n\r\n',
  'HEAD /a HTTP/1.1\r\nHost: [::1]:8\r\nX-A: 1\r\nX-a: 2\r\n\r\n',
  'DELETE /z HTTP/1.1\r\nhost:a\r\nx:   v  \r\n\r\n',
  'OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n',
  'GET http://h:1/p?q HTTP/1.1\r\nHost: a\r\n\r\n',
  'PUT /e HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\nabc',
  'GET /c HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
];

const junk = [
  ...[
    '\r',
    '\n',
    '\0',
    ' ',
    '\t',
    ':',
    ';',
    ',',
    '=',
    'a',
    '0',
    '1',
    'f',
    '/',
    '\x7f',
    '\x80',
    '\xff',
    '#',
    '?',
  ],
  ...[
    '%',
    '%00',
    '"',
    '(',
    '_',
    '-',
    '+',
    '\x0b',
    '\x0c',
    '\x01',
    '\r\n',
    '\r\n\r\n',
    ' \r\n',
    '\r\n ',
    '0\r\n',
  ],
  ...[
    'Host: b\r\n',
    'Content-Length: 0\r\n',
    'Content-Length: +0\r\n',
    'Content-Length: 0, 0\r\n',
    ';x',
    ';x="y"',
  ],
  ...[
    'Transfer-Encoding: chunked\r\n',
    'Transfer-Encoding : chunked\r\n',
    'Transfer-Encoding: gzip, chunked\r\n',
  ],
  ...[
    'HTTP/1.1',
    'HTTP/2.0',
    'HTTP/1.0',
    'Connection: close\r\n',
    'Connection: keep-alive\r\n',
    ':\r\n',
    'A_B: c\r\n',
  ],
  ...[
    'Proxy: p\r\n',
    'Expect: 100-continue\r\n',
    'Expect: \r\n',
    'Upgrade: x\r\nConnection: upgrade\r\n',
    'http://',
    'ffffffffffffffff',
  ],
  ...['X-A: 3\r\n', 'Cookie: c\r\n', 'Content-Length: 3\r\n', 'chunked', 'identity', '*', 'FOO ', ' ; a = b'],
];

export function mutatedRequest(random: Random): string {
  let text = samples[random(samples.length)] ?? '';
  if (random(3) === 0) text += samples[random(samples.length)] ?? '';
  for (let faults = random(4); faults > 0; faults -= 1) text = withFault(text, random);
  return text;
}

function withFault(text: string, random: Random): string {
  const at = random(text.length + 1);
  const [front, back] = [text.slice(0, at), text.slice(at)];
  const piece = junk[random(junk.length)] ?? '';
  switch (random(8)) {
    case 0:
      return front + back.slice(1 + random(3));
    case 1:
      return front + piece + back.slice(1);
    case 2:
      return front + String.fromCharCode(random(256)) + back.slice(1);
    case 3:
      return front + back.slice(0, 12) + back;
    case 4: {
      // Another line, where lines begin.
      const line = text.indexOf('\r\n', at);
      return line < 0 ? text + piece : text.slice(0, line + 2) + piece + text.slice(line + 2);
    }
    default:
      return front + piece + back;
  }
}
