import assert from 'node:assert/strict';
import { test } from 'node:test';
import { routeOf } from '../../../../src/monitor/metrics/routes/route-of.js';
import { segmentKind } from '../../../../src/monitor/metrics/routes/segment-kind.js';
import { randomFrom } from '../simulated-server.js';

const HEX = '0123456789abcdef';
const BASE62 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

type Random = () => number;

const text = (random: Random, letters: string, length: number) =>
  Array.from({ length }, () => letters.charAt(Math.floor(random() * letters.length))).join('');
const number = (random: Random, digits: number) =>
  String(Math.floor((1 + 9 * random()) * 10 ** (digits - 1)));

/** Identifiers as they are made in the field. */
const FORMS: Readonly<Record<string, (random: Random) => string>> = {
  'row number': (random) => number(random, 1 + Math.floor(random() * 9)),
  uuid: (random) => [8, 4, 4, 4, 12].map((length) => text(random, HEX, length)).join('-'),
  'uuid without dashes': (random) => text(random, HEX, 32),
  'object id': (random) => text(random, HEX, 24),
  'git hash': (random) => `${text(random, HEX, 11)}7f`,
  ulid: (random) => `01${text(random, CROCKFORD, 24)}`,
  nanoid: (random) => `V1${text(random, BASE62, 19)}`,
  base64: (random) =>
    Buffer.from(`order:${number(random, 6)}`)
      .toString('base64')
      .replace(/=/g, '%3D'),
  base64url: (random) =>
    Buffer.from(Array.from({ length: 18 }, () => Math.floor(random() * 256))).toString('base64url'),
  date: (random) =>
    `2025-0${1 + Math.floor(random() * 9)}-${String(1 + Math.floor(random() * 28)).padStart(2, '0')}`,
  'month of a year': (random) => `2025-0${1 + Math.floor(random() * 9)}`,
  'time stamp': (random) => `20250102T${number(random, 6)}Z`,
  email: (random) => `user.${number(random, 2)}@shop.example`,
  'email, escaped': (random) => `jo${number(random, 1)}%40shop.example`,
  'slug with a number': (random) => `blue-suede-shoes-${number(random, 5)}`,
  title: () => 'how-to-bake-a-very-good-bread',
  'order number': (random) => `ORD-2025-${number(random, 5)}`,
  sku: (random) => `ab${number(random, 4)}xy${number(random, 2)}`,
  'letters and digits': (random) => `x9${text(random, HEX, 4)}k2z${number(random, 2)}`,
  ip: (random) => `10.0.${number(random, 2)}.${number(random, 1)}`,
  coordinates: (random) => `51.${number(random, 3)},-0.${number(random, 2)}`,
  list: (random) => `${number(random, 2)},${number(random, 2)},${number(random, 2)}`,
  token: (random) => `eyJhbGciOi.${text(random, BASE62, 20)}9.${text(random, BASE62, 12)}`,
  'file named by its row': (random) => `${number(random, 4)}.pdf`,
  'file named by its hash': (random) => `app.${text(random, HEX, 7)}a9.js`,
};

test('an identifier of any form is told by its looks', () => {
  const random = randomFrom(11);
  for (const [form, make] of Object.entries(FORMS)) {
    for (let round = 0; round < 100; round += 1) {
      const segment = make(random);
      assert.equal(segmentKind(segment), 'id', `${form}: ${segment}`);
    }
  }
});

test('names that developers give stay', () => {
  const names =
    'users api v1 v2 v2.1 oauth2 s3 i18n k8s b2b neo4j 2fa sha256 getUserById UserProfile createInvoicePDF GraphQL ' +
    'static main.css favicon.ico robots.txt index.html wp-admin admin-ajax.php en-US order-history terms-of-service ' +
    'set_password facade feedback deadbeefcafe .well-known openid-configuration rhythms strengths XMLHttpRequest';
  for (const name of names.split(' ')) assert.notEqual(segmentKind(name), 'id', name);
});

test('any segment has a kind, in time that does not grow without bound', () => {
  const random = randomFrom(3);
  const letters = '%/;-_.~=@+,:\u0000\u{1f600}aZ9é漢%2';
  for (let round = 0; round < 3000; round += 1) {
    const segment = text(random, letters, Math.floor(random() * 40));
    assert.ok(['id', 'numbered', 'slug', 'word'].includes(segmentKind(segment)), segment);
    assert.ok(routeOf(`/${segment}`).length <= 512);
  }
  for (const piece of ['a-', 'a1', '%', '=', ',', 'aB', '.a'])
    assert.ok(routeOf(`/${piece.repeat(100_000)}`).length <= 512);
});
