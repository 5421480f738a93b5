/** A uwsgi packet's variables → the environ that the application gets. Pure. */
import type { UwsgiPacket, UwsgiVar } from '../../../protocol/uwsgi-packet.js';
import { UWSGI_MODIFIERS } from '../../../protocol/uwsgi-packet.js';
import { encodeEnviron } from '../../exchange/environ-text.js';
import type { Environ } from '../../exchange/exchange.js';
import { joinerFor } from '../http/header-names.js';

export interface UwsgiRequest {
  readonly environ: Environ;
  readonly method: string;
  readonly uri: string;
  /** As the packet said, for the answer's first line; HTTP/1.0 if it said nothing that may stand there. */
  readonly protocol: string;
  readonly remote: string;
  readonly user: string;
  /** Bytes of body that follow the packet. */
  readonly contentLength: number;
}

export function readUwsgiRequest(packet: UwsgiPacket): UwsgiRequest {
  const vars = joinRepeated(packet.vars);
  const contentLength = takeContentLength(vars);
  setDefaults(vars);
  if (packet.modifier1 === UWSGI_MODIFIERS.scriptName) cutScriptName(vars);
  if (isHttps(vars)) vars.set('wsgi.url_scheme', 'https');
  return {
    environ: encodeEnviron(vars),
    method: vars.get('REQUEST_METHOD') ?? '',
    uri: vars.get('REQUEST_URI') ?? vars.get('PATH_INFO') ?? '',
    protocol: answerProtocol(vars.get('SERVER_PROTOCOL')),
    remote: vars.get('REMOTE_ADDR') ?? '',
    user: vars.get('REMOTE_USER') ?? '',
    contentLength,
  };
}

/** @returns the length, which is then in the variables as a plain number, or empty */
function takeContentLength(vars: Map<string, string>): number {
  const given = vars.get('CONTENT_LENGTH');
  if (given === undefined) return 0;
  // nginx takes the body out of its chunks but leaves the header; an application that believes it would wait.
  if (given !== '') vars.delete('HTTP_TRANSFER_ENCODING');
  const length = leadingDigits(given);
  vars.set('CONTENT_LENGTH', length > 0 || given === '0' ? String(length) : '');
  return length;
}

/** Old nginx sends a repeated header as a repeated variable. Names that belong to the server are dropped. */
function joinRepeated(pairs: readonly UwsgiVar[]): Map<string, string> {
  const vars = new Map<string, string>();
  for (const [key, value] of pairs) {
    if (key.startsWith('wsgi.') || key.startsWith('uwsgi.') || UNWANTED.has(key)) continue;
    if (!key.startsWith('HTTP_')) {
      vars.set(key, value);
      continue;
    }
    const before = vars.get(key);
    const trimmed = /^[ \t]|[ \t]$/.test(value) ? value.replace(/^[ \t]+|[ \t]+$/g, '') : value;
    vars.set(key, before === undefined ? trimmed : before + joinerFor(key) + trimmed);
  }
  return vars;
}

/** nginx passes on every header, also those that have a name of their own in PEP 3333, and httpoxy's. */
const UNWANTED: ReadonlySet<string> = new Set(['HTTP_CONTENT_LENGTH', 'HTTP_CONTENT_TYPE', 'HTTP_PROXY']);

/** Variables that PEP 3333 requires or applications take for granted. */
function setDefaults(vars: Map<string, string>): void {
  const defaults: readonly UwsgiVar[] = [
    ['REQUEST_METHOD', 'GET'],
    ['SCRIPT_NAME', ''],
    ['PATH_INFO', ''],
    ['QUERY_STRING', ''],
    ['SERVER_PROTOCOL', 'HTTP/1.0'],
  ];
  for (const [key, value] of defaults) if (!vars.has(key)) vars.set(key, value);
  if (!vars.get('SERVER_NAME')) vars.set('SERVER_NAME', vars.get('HTTP_HOST')?.split(':')[0] || 'localhost');
  if (!vars.get('SERVER_PORT')) vars.set('SERVER_PORT', '80');
}

function answerProtocol(said: string | undefined): string {
  return said !== undefined && /^HTTP\/\d(?:\.\d)?$/.test(said) ? said : 'HTTP/1.0';
}

/** modifier1 30: the web server did not take SCRIPT_NAME out of PATH_INFO. */
function cutScriptName(vars: Map<string, string>): void {
  const script = vars.get('SCRIPT_NAME') ?? '';
  const path = vars.get('PATH_INFO') ?? '';
  if (script !== '' && (path === script || path.startsWith(`${script}/`))) {
    vars.set('PATH_INFO', path.slice(script.length));
  }
}

function isHttps(vars: ReadonlyMap<string, string>): boolean {
  const scheme = vars.get('UWSGI_SCHEME');
  if (scheme !== undefined && scheme !== '') return scheme === 'https';
  const https = vars.get('HTTPS') ?? '';
  return /^(?:on|1)/i.test(https);
}

/** uWSGI reads digits up to the first other character. */
function leadingDigits(text: string): number {
  const digits = /^\d{1,15}/.exec(text);
  return digits === null ? 0 : Number(digits[0]);
}
