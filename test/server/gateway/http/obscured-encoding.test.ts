// Request smuggling: a front and a server that disagree about a Transfer-Encoding line beside a Content-Length read the
// same bytes as different requests. Each line here is one that some server has misread.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readHere } from './read-here.js';

/** `~` stands for the byte that is tried. */
const places = [
  '~Transfer-Encoding: chunked',
  'Transfer~-Encoding: chunked',
  'Transfer-Encoding~: chunked',
  'Transfer-Encoding:~chunked',
  'Transfer-Encoding: chu~nked',
  'Transfer-Encoding: chunked~',
  '~Transfer-Encoding~: chunked',
  '~Transfer-Encoding:~chunked',
  '~Transfer-Encoding: chunked~',
  'Transfer-Encoding~:~chunked',
  'Transfer-Encoding~: chunked~',
  'Transfer-Encoding:~chunked~',
  'X: X~Transfer-Encoding: chunked',
  'X: X\r~Transfer-Encoding: chunked',
  'X: X~\nTransfer-Encoding: chunked',
  'Transfer-Encoding: chunked~X: X',
  'Transfer-Encoding: chunked\r~X: X',
  'Transfer-Encoding: chunked~\nX: X',
  'Transfer-Encoding: cow~chunked',
  'Transfer-Encoding: chunked~cow',
  'Transfer-Encoding: cow\r\nTransfer-Encoding:~chunked',
  'Transfer-Encoding: chunked\r\nTransfer-Encoding:~cow',
];

/** A legal line of another header: its text is of no concern to the framing (RFC 9110 §5.1, §5.5). */
const otherHeader = /^(?!transfer-encoding:)[!#$%&'*+.^_`|~\w-]+:[\t\x20-\x7e\x80-\xff]*$/i;

const smuggled = 'GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n';
const bodies = [
  {
    name: 'the length covers more than the chunks',
    body: `0\r\n\r\n${smuggled}`,
    length: 5 + smuggled.length,
  },
  { name: 'the length covers less than the chunks', body: '5\r\nhello\r\n0\r\n\r\n', length: 4 },
];

for (const { name, body, length } of bodies) {
  test(`an obscured Transfer-Encoding beside a Content-Length is refused: ${name}`, async () => {
    const misread: string[] = [];
    for (const line of obscuredLines()) {
      const head = `POST /first HTTP/1.1\r\nHost: a\r\n${line}\r\nContent-Length: ${length}\r\n\r\n`;
      const { requests, refusal } = await readHere(Buffer.from(head + body, 'latin1'));
      const isRead = otherHeader.test(line)
        ? requests[0]?.body === body.slice(0, length)
        : requests.length === 0 && /^(?:400|501) /.test(refusal ?? '');
      if (!isRead) misread.push(`${JSON.stringify(line)}: ${requests.length} requests, ${refusal}`);
    }
    assert.deepEqual(misread, []);
  });
}

function obscuredLines(): Set<string> {
  const bytes = Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte));
  return new Set(places.flatMap((place) => bytes.map((byte) => place.replaceAll('~', () => byte))));
}
