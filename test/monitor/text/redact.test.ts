import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSecretVariable, redactVariable } from '../../../src/monitor/text/redact.js';

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
