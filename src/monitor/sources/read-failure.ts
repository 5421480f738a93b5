import { StatsReplyError } from '../../protocol/stats-reply-error.js';
import { StatsParseError } from '../../stats/stats-parse-error.js';
import { SourceError, type SourceErrorKind } from '../metrics/sample/reading.js';

/** `label` is the address as it is shown; `state` the end of the sentence. */
export function readFailure(
  label: string,
  kind: SourceErrorKind,
  state: string,
  options?: ErrorOptions,
): SourceError {
  return new SourceError(kind, `Cannot read stats from "${oneLine(label)}": ${oneLine(state)}`, options);
}

/** Something arrived, and could not be understood. Errors of other kinds are bugs and come back as they are. */
export function replyFailure(label: string, error: unknown): unknown {
  if (error instanceof StatsReplyError) {
    return readFailure(label, error.kind === 'truncated' ? 'truncated' : 'not-stats', error.message, {
      cause: error,
    });
  }
  if (!(error instanceof StatsParseError)) return error;
  if (error.kind === 'empty') return emptyReply(label, error);
  return readFailure(label, error.kind === 'truncated' ? 'truncated' : 'not-stats', error.message, {
    cause: error,
  });
}

export function emptyReply(label: string, cause?: unknown): SourceError {
  const state = 'the reply is empty (uWSGI does this while a request is arriving)';
  return readFailure(label, 'empty', state, { cause });
}

/** A system call failed: its error code in words. */
export function systemFailure(label: string, error: unknown): SourceError {
  const code = codeOf(error);
  if (code.startsWith('HPE_')) {
    return readFailure(label, 'not-stats', 'the server does not speak HTTP', { cause: error });
  }
  const words = CODES.get(code) ?? (code.includes('CERT') ? certificateWords(error) : undefined);
  return readFailure(label, 'unreachable', words ?? messageOf(error), { cause: error });
}

export function timeoutFailure(label: string, timeoutMs: number, missing: string): SourceError {
  return readFailure(label, 'timeout', `${missing} within ${timeoutMs / 1000} s`);
}

export function tooLarge(label: string, maxBytes: number): SourceError {
  const limit = maxBytes >= MEBIBYTE ? `${Math.round(maxBytes / MEBIBYTE)} MiB` : `${maxBytes} bytes`;
  return readFailure(label, 'too-large', `the reply is larger than ${limit}`);
}

/** The code of a system error; happy eyeballs wrap one for each address. */
export function codeOf(error: unknown): string {
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
}

const MEBIBYTE = 1024 * 1024;

const CODES: ReadonlyMap<string, string> = new Map([
  ['ECONNREFUSED', 'connection refused'],
  ['ECONNRESET', 'the connection was reset'],
  ['EPIPE', 'the connection was closed'],
  ['ENOENT', 'no such socket or file'],
  ['EACCES', 'permission denied'],
  ['EPERM', 'permission denied'],
  ['EISDIR', 'it is a directory'],
  ['ENOTDIR', 'a part of the path is no directory'],
  ['ENAMETOOLONG', 'the path is too long for a unix socket'],
  ['EINVAL', 'the path cannot be a unix socket'],
  ['ENOTSOCK', 'it is not a socket'],
  ['EPROTOTYPE', 'it is a socket of another type'],
  ['EHOSTUNREACH', 'no route to the host'],
  ['ENETUNREACH', 'no route to the network'],
  ['EADDRNOTAVAIL', 'the address is not available on this machine'],
  ['ETIMEDOUT', 'the connection timed out'],
  ['ENOTFOUND', 'the host name is not known'],
  ['EAI_AGAIN', 'the host name cannot be looked up now'],
  ['EAGAIN', "the server's queue of connections is full"],
  ['EMFILE', 'too many open files'],
  ['EPROTO', 'the server does not speak TLS'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'the server does not speak TLS'],
  ['ERR_SSL_PACKET_LENGTH_TOO_LONG', 'the server does not speak TLS'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'the certificate is self-signed (NODE_EXTRA_CA_CERTS can add trust)'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'the certificate is not trusted (NODE_EXTRA_CA_CERTS can add trust)'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'the certificate is not trusted (NODE_EXTRA_CA_CERTS can add trust)'],
  ['CERT_HAS_EXPIRED', 'the certificate has expired'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'the certificate is for another host name'],
]);

function certificateWords(error: unknown): string {
  return `the certificate is not accepted (${messageOf(error)})`;
}

function messageOf(error: unknown): string {
  return error instanceof Error && error.message !== '' ? error.message : 'it failed for an unknown reason';
}

function oneLine(text: string): string {
  const clean = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, '\u{fffd}');
  return clean.length > MAX_TEXT ? `${clean.slice(0, MAX_TEXT - 1)}…` : clean;
}

const MAX_TEXT = 300;
