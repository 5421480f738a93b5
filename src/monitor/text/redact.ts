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
  /COOKIE|TOKEN|SECRET|PASSW|PASSPHRASE|CREDENTIAL|API_?KEY|ACCESS_KEY|PRIVATE_KEY|CSRF|XSRF|JWT|SESSION_?KEY|CLIENT_CERT/;

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
  return !reveal && value !== '' && isSecretVariable(name, alsoSecret) ? REDACTED : value;
}

function headerName(name: string): string {
  const upper = name.trim().toUpperCase().replaceAll('-', '_');
  return upper.startsWith('HTTP_') ? upper.slice(5) : upper;
}
