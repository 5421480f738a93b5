/** Replaces a secret. */
const REDACTED = '[redacted]';

/** Whole names (after `HTTP_` for request headers) that carry secrets. */
const SECRET_NAMES = new Set([
  'AUTHORIZATION',
  'AUTHENTICATION',
  'PROXY_AUTHORIZATION',
  'X_AUTHORIZATION',
  'X_AUTH',
  'X_AMZN_OIDC_DATA',
  'X_FORWARDED_CLIENT_CERT',
  'PHP_AUTH_PW',
  'PHP_AUTH_DIGEST',
  'SSL_SESSION_ID',
]);

/** Parts of names that carry secrets wherever they stand. */
const SECRET_PARTS =
  /COOKIE|TOKEN|SECRET|PASSW|PASSPHRASE|CREDENTIAL|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|AUTH_?KEY|CSRF|XSRF|JWT|SESSION_?KEY|SESS(?:ION)?_?ID|SIGNATURE|HMAC|BEARER|CLIENT_CERT/;

/** Whole names of parameters in URLs that carry secrets. */
const SECRET_PARAMETERS = new Set([
  ...['SIG', 'SIGN', 'KEY', 'PWD', 'PASS', 'PASSCODE', 'PIN', 'OTP', 'TOTP', 'MFA', 'AUTH', 'AUTHORIZATION'],
  ...[
    'SID',
    'SESSION',
    'SAMLRESPONSE',
    'SAMLREQUEST',
    'ASSERTION',
    'TICKET',
    'MAGIC',
    'CODE_VERIFIER',
    'NONCE',
  ],
]);

/** Handling of secrets. */
export interface Secrets {
  /** The user asked to see them. */
  readonly reveal: boolean;
  /** Names of variables that hold secrets here, besides those that do everywhere; as in `isSecretVariable`. */
  readonly alsoSecret: readonly string[];
}

/** The request variable (`HTTP_COOKIE`, as in the stats; `Cookie` too) may hold a secret. */
export function isSecretVariable(name: string, alsoSecret: readonly string[]): boolean {
  const header = headerName(name);
  if (SECRET_NAMES.has(header) || SECRET_PARTS.test(header)) return true;
  return alsoSecret.some((other) => headerName(other) === header);
}

/** The value that may be shown or written: `[redacted]` for secrets unless the user asked to see them. */
export function redactVariable(name: string, value: string, { reveal, alsoSecret }: Secrets): string {
  if (reveal || value === '') return value;
  if (isSecretVariable(name, alsoSecret)) return REDACTED;
  // It begins behind the question mark.
  if (headerName(name) === 'QUERY_STRING') return redactText(`?${value}`, alsoSecret).slice(1);
  return redactText(value, alsoSecret);
}

/** The same for a URL, or a text that may hold some: the values of secret parameters, and passwords before hosts. */
export function redactUrl(url: string, { reveal, alsoSecret }: Secrets): string {
  return reveal ? url : redactText(url, alsoSecret);
}

const PARAMETER = /([?&;#])([^?&;#=\s]*)=([^?&;#\s]*)/g;
const USER_INFO = /\/\/[^/?#@\s]*@/g;

function redactText(text: string, alsoSecret: readonly string[]): string {
  const open = text.includes('@') ? text.replace(USER_INFO, `//${REDACTED}@`) : text;
  if (!open.includes('=')) return open;
  return open.replace(PARAMETER, (whole, mark: string, name: string, value: string) => {
    const isSecret = value !== '' && (isSecretParameter(name, alsoSecret) || holdsSecret(value, alsoSecret));
    return isSecret ? `${mark}${name}=${REDACTED}` : whole;
  });
}

/** `user[password]`, `access-token` and `%74oken` as well. */
function isSecretParameter(name: string, alsoSecret: readonly string[]): boolean {
  const plain = decoded(name)
    .replace(/[[\].-]+/g, '_')
    .replace(/_+$/, '');
  const upper = plain.toUpperCase();
  if (SECRET_PARAMETERS.has(upper) || isSecretVariable(plain, alsoSecret)) return true;
  return SECRET_PARAMETERS.has(upper.slice(upper.lastIndexOf('_') + 1));
}

/** A URL in a parameter (`next=https%3A%2F%2F…%3Ftoken%3D…`), encoded once or twice. */
function holdsSecret(value: string, alsoSecret: readonly string[], depth = 2): boolean {
  if (depth === 0 || !value.includes('%')) return false;
  const inner = decoded(value);
  return redactText(inner, alsoSecret) !== inner || holdsSecret(inner, alsoSecret, depth - 1);
}

function decoded(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function headerName(name: string): string {
  const upper = name.trim().toUpperCase().replaceAll('-', '_');
  return upper.startsWith('HTTP_') ? upper.slice(5) : upper;
}
