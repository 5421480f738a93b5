import { DEFAULT_CONFIG } from '../config/server-config.js';
import { bytes, count, orNone, seconds } from './number-values.js';
import type { OptionGroup } from './option.js';
import { field, row } from './option-rows.js';
import type { ValueKind } from './option-values.js';

const MOST_GATEWAYS = 64;

export const LIMIT_OPTIONS: OptionGroup = {
  title: 'Limits',
  options: [
    row(
      'buffer-size b',
      bytes(1, 65_535),
      'largest head of a request, in bytes',
      { initial: '65535' },
      (draft, size) => {
        draft.config.limits.bufferSize = size;
      },
    ),
    field('limit-post', ['limits', 'limitPost'], orNone(bytes(0)), 'largest body of a request, in bytes'),
    field(
      'post-buffering',
      ['limits', 'postBuffering'],
      orNone(bytes(0)),
      'gather bodies before the application is called, those above this size in a file; HTTP bodies are always gathered',
      { initial: '1M for HTTP, off for uwsgi' },
    ),
    field(
      'response-buffer',
      ['limits', 'responseBuffer'],
      bytes(1),
      'memory that one answer may wait in for a slow client, before it goes to a temporary file',
      { initial: '1M' },
    ),
    field(
      'response-spool',
      ['limits', 'responseSpool'],
      bytes(0),
      'temporary files for all answers to slow clients, a quarter for each at most; 0: slow clients hold their cores',
      { initial: '1G' },
    ),
    field(
      'socket-timeout z',
      ['limits', 'socketTimeoutSeconds'],
      seconds(1),
      'seconds that a uwsgi peer may be silent inside a request',
    ),
    row(
      'http-timeout',
      seconds(1),
      'answer 504 when a request waits or runs for longer; also how long a client may take to send it or take nothing of its answer',
      { initial: '60; no 504 before --harakiri, none on --http-socket unless set' },
      (draft, value) => {
        draft.httpTimeoutSeconds = value;
      },
    ),
    field(
      'http-keepalive',
      ['limits', 'httpKeepAliveSeconds'],
      keepAlive(),
      'seconds that an idle HTTP connection is kept; 0 closes it after each answer',
    ),
    field(
      'http-processes http-workers',
      ['limits', 'httpProcesses'],
      count(1, MOST_GATEWAYS),
      'number of processes that speak with clients',
    ),
  ],
};

/** uWSGI 2.0 has it as a switch, 2.1 as seconds: 1 and words that mean yes are the default time. */
function keepAlive(): ValueKind<number> {
  const usual = DEFAULT_CONFIG.limits.httpKeepAliveSeconds;
  return {
    argument: 'optional',
    placeholder: 'SECONDS',
    read(given, note) {
      if (/^(?:|1|true|on|yes)$/i.test(given.trim())) return usual;
      if (/^(?:false|off|no)$/i.test(given.trim())) return 0;
      return seconds(0).read(given, note);
    },
  };
}
