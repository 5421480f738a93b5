import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSecretVariable, redactUrl, redactVariable } from '../../../src/monitor/text/redact.js';
import { cpuMs } from '../../cpu-time.js';

const HIDDEN = { reveal: false, alsoSecret: [] };

const secret = [
  'HTTP_COOKIE',
  'http_cookie',
  'Cookie',
  'HTTP_COOKIE2',
  'HTTP_AUTHORIZATION',
  'Authorization',
  'HTTP_PROXY_AUTHORIZATION',
  'Proxy-Authorization',
  'HTTP_X_API_KEY',
  'X-Api-Key',
  'HTTP_APIKEY',
  'HTTP_X_AUTH_TOKEN',
  'HTTP_X_CSRFTOKEN',
  'HTTP_X_CSRF_TOKEN',
  'HTTP_X_XSRF_TOKEN',
  'GITHUB_TOKEN',
  'MY_SECRET_THING',
  'DB_PASSWORD',
  'PGPASSWD',
  'SSL_CLIENT_CERT',
  'SSL_CLIENT_CERT_CHAIN_0',
  'HTTP_X_FORWARDED_CLIENT_CERT',
  'HTTP_X_SSL_CLIENT_CERT',
  'AWS_SECRET_ACCESS_KEY',
  'HTTP_X_AMZN_OIDC_DATA',
  'HTTP_X_GOOG_IAP_JWT_ASSERTION',
  'HTTP_AUTHORIZATION ',
];

const open = [
  'REQUEST_METHOD',
  'REQUEST_URI',
  'HTTP_HOST',
  'HTTP_USER_AGENT',
  'HTTP_ACCEPT',
  'REMOTE_ADDR',
  'REMOTE_USER',
  'SSL_PROTOCOL',
  'HTTP_X_FORWARDED_FOR',
  'AUTH_TYPE',
  'QUERY_STRING',
  '',
];

for (const name of secret) {
  test(`"${name}" is a secret`, () => assert.equal(isSecretVariable(name, []), true));
}

for (const name of open) {
  test(`"${name}" is no secret`, () => assert.equal(isSecretVariable(name, []), false));
}

test('a secret shows only when the user asks', () => {
  assert.equal(redactVariable('HTTP_COOKIE', 'sid=1', HIDDEN), '[redacted]');
  assert.equal(redactVariable('HTTP_COOKIE', 'sid=1', { ...HIDDEN, reveal: true }), 'sid=1');
  assert.equal(redactVariable('HTTP_COOKIE', '', HIDDEN), '', 'an empty value tells that nothing was sent');
  assert.equal(redactVariable('HTTP_HOST', 'shop.example', HIDDEN), 'shop.example');
});

test('the user names more secrets, however they are written', () => {
  for (const name of ['HTTP_X_CUSTOMER', 'x-customer', 'X_Customer']) {
    const secrets = { reveal: false, alsoSecret: [name] };
    assert.equal(redactVariable('HTTP_X_CUSTOMER', '17', secrets), '[redacted]');
    assert.equal(redactVariable('HTTP_X_CUSTOMERS', '17', secrets), '17', 'whole names only');
    assert.equal(redactVariable('HTTP_COOKIE', 'a=1', secrets), '[redacted]');
    assert.equal(redactVariable('HTTP_X_CUSTOMER', '17', { ...secrets, reveal: true }), '17');
  }
});

const hiddenUrls: readonly (readonly [url: string, shown: string])[] = [
  ['/cb?token=abc&page=2', '/cb?token=[redacted]&page=2'],
  ['/cb?page=2&access_token=abc#x', '/cb?page=2&access_token=[redacted]#x'],
  ['/cb#id_token=abc&state=1', '/cb#id_token=[redacted]&state=1'],
  [
    '/b?X-Amz-Signature=a&X-Amz-Credential=b&X-Amz-Date=c',
    '/b?X-Amz-Signature=[redacted]&X-Amz-Credential=[redacted]&X-Amz-Date=c',
  ],
  ['/b?sv=1&sig=abc%3D', '/b?sv=1&sig=[redacted]'],
  ['/l?user[password]=x&user[name]=y', '/l?user[password]=[redacted]&user[name]=y'],
  ['/l?user%5Bpassword%5D=x', '/l?user%5Bpassword%5D=[redacted]'],
  ['/l?%74oken=x', '/l?%74oken=[redacted]'],
  ['/l?apiKey=x&api-key=y&API_KEY=z', '/l?apiKey=[redacted]&api-key=[redacted]&API_KEY=[redacted]'],
  ['/l;jsessionid=ABC?x=1', '/l;jsessionid=[redacted]?x=1'],
  ['/l?PHPSESSID=abc', '/l?PHPSESSID=[redacted]'],
  ['/l?next=https%3A%2F%2Fh%2F%3Ftoken%3Dx&y=1', '/l?next=[redacted]&y=1'],
  ['/l?next=%2F%253Ftoken%253Dx', '/l?next=[redacted]'],
  ['https://user:pw@host/x?a=b', 'https://[redacted]@host/x?a=b'],
  ['/l?mine=x&yours=y', '/l?mine=[redacted]&yours=y'],
  ['/l?token=a%zz', '/l?token=[redacted]'],
];

for (const [url, shown] of hiddenUrls) {
  test(`${url} shows no secret`, () => {
    assert.equal(redactUrl(url, { reveal: false, alsoSecret: ['mine'] }), shown);
    assert.equal(redactUrl(url, { reveal: true, alsoSecret: ['mine'] }), url);
    const query = url.indexOf('?');
    assert.equal(redactVariable('HTTP_REFERER', url, { reveal: false, alsoSecret: ['mine'] }), shown);
    if (!url.startsWith('/') || query < 0 || url.indexOf(';') > 0) return;
    const text = redactVariable('QUERY_STRING', url.slice(query + 1), {
      reveal: false,
      alsoSecret: ['mine'],
    });
    assert.equal(text, shown.slice(query + 1));
  });
}

const openUrls = [
  '/',
  '/sleep?s=3&user=2&q=hello%20world',
  '/search?keyword=token&monkey=1&design=2',
  '/token/reset?step=2',
  '/a?token=',
  '/a?x=%zz',
  '/mail?to=a@b.c',
  'text/html;q=0.9,image/*;v=b3',
];

for (const url of openUrls) {
  test(`${url} is shown as it is`, () => assert.equal(redactUrl(url, HIDDEN), url));
}

test('a URL of any bytes takes time in proportion', () => {
  const startedAt = cpuMs();
  for (const piece of ['?', '=', '&', '%25', '//a', '@', '?a=%3F', ';;=', '[', '//x:y@'])
    redactUrl(piece.repeat(300_000), HIDDEN);
  assert.ok(cpuMs() - startedAt < 5000);
});
