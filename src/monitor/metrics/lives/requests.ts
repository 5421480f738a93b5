import { redactUrl, type Secrets } from '../../text/redact.js';
import type { Patience } from '../sample/long-requests.js';
import type { RequestSample } from '../sample/sample.js';
import type { Flight } from './flights.js';

/** Request variables shown as fields; all others stay in `vars`. */
type RequestLine = Pick<RequestSample, 'method' | 'uri' | 'client' | 'host' | 'userAgent' | 'app'>;

const NO_VARS: readonly string[] = [];
/** Younger requests are never late, and there may be thousands of them. */
const YOUNG_SECONDS = 1;

/** The patience that a request deserves; null: none beyond the thresholds. */
export type PatienceOf = (request: RequestLine & Pick<RequestSample, 'vars'>) => Patience | null;

export interface RequestSetting {
  readonly patienceOf: PatienceOf;
  readonly secrets: Secrets;
}

/** One request in flight. Its URI shows no secrets; `vars` may be null or empty (a race in the server, or nothing received yet): no URI then. */
export function requestSample(
  slot: number,
  core: number,
  pid: number | null,
  flight: Flight,
  vars: readonly string[] | null,
  { patienceOf, secrets }: RequestSetting,
): RequestSample {
  const raw = requestLine(vars ?? NO_VARS);
  const line = { ...raw, uri: raw.uri === null ? null : redactUrl(raw.uri, secrets) };
  const isYoung = flight.ageSeconds < YOUNG_SECONDS;
  const patience = isYoung ? null : patienceOf({ ...line, vars: vars ?? NO_VARS });
  return {
    slot,
    core,
    pid,
    ageSeconds: flight.ageKnown ? flight.ageSeconds : null,
    startedAtMs: flight.startSecond === null ? null : flight.startSecond * 1000,
    firstSeenMs: flight.firstSeenMs,
    longKind: patience?.kind ?? null,
    patienceSeconds: patience?.seconds ?? null,
    ...line,
    vars: vars ?? NO_VARS,
  };
}

/** Oldest first; those of unknown age last. */
export function byAge(left: RequestSample, right: RequestSample): number {
  return (right.ageSeconds ?? -1) - (left.ageSeconds ?? -1);
}

/** The first of a name counts, as for uWSGI itself. */
export function requestLine(vars: readonly string[]): RequestLine {
  const line: Record<keyof RequestLine | 'path', string | null> = {
    method: null,
    uri: null,
    path: null,
    client: null,
    host: null,
    userAgent: null,
    app: null,
  };
  for (const entry of vars) {
    const shown = SHOWN_BY_LETTER.get(entry.charAt(0));
    if (shown === undefined) continue;
    for (const [prefix, key] of shown) {
      if (entry.startsWith(prefix)) line[key] ??= entry.slice(prefix.length);
    }
  }
  const { path, uri, ...others } = line;
  return { ...others, uri: uri ?? path };
}

type Shown = readonly [prefix: string, key: keyof RequestLine | 'path'];

/** By first letter: hundreds of requests with dozens of variables each pass here every second. */
const SHOWN_BY_LETTER = new Map<string, readonly Shown[]>([
  [
    'R',
    [
      ['REQUEST_METHOD=', 'method'],
      ['REQUEST_URI=', 'uri'],
      ['REMOTE_ADDR=', 'client'],
    ],
  ],
  ['P', [['PATH_INFO=', 'path']]],
  ['S', [['SCRIPT_NAME=', 'app']]],
  [
    'H',
    [
      ['HTTP_HOST=', 'host'],
      ['HTTP_USER_AGENT=', 'userAgent'],
    ],
  ],
]);
