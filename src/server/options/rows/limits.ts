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
      'largest request head in bytes',
      { initial: '65535' },
      (draft, size) => {
        draft.config.limits.bufferSize = size;
      },
    ),
    field('limit-post', ['limits', 'limitPost'], orNone(bytes(0)), 'largest request body in bytes'),
    field(
      'post-buffering',
      ['limits', 'postBuffering'],
      orNone(bytes(0)),
      'read the whole body before calling the application, into a file above this size; HTTP bodies always are',
      { initial: '1M for HTTP, off for uwsgi' },
    ),
    field(
      'response-buffer',
      ['limits', 'responseBuffer'],
      bytes(1),
      'memory for an answer that waits for a slow client; the rest goes to a temporary file',
      { initial: '1M' },
    ),
    field(
      'response-spool',
      ['limits', 'responseSpool'],
      bytes(0),
      'disk space for all answers that wait for slow clients, at most a quarter for each; 0: slow clients hold their cores',
      { initial: '1G' },
    ),
    field(
      'socket-timeout z',
      ['limits', 'socketTimeoutSeconds'],
      seconds(1),
      'seconds that a uwsgi client may stay silent within a request',
    ),
    row(
      'http-timeout',
      seconds(1),
      'answer 504 when a request waits or runs for longer; also the time for a client to send it, or to take some of its answer',
      { initial: '60; no 504 before --harakiri, none on --http-socket unless set' },
      (draft, value) => {
        draft.httpTimeoutSeconds = value;
      },
    ),
    field(
      'http-keepalive',
      ['limits', 'httpKeepAliveSeconds'],
      keepAlive(),
      'seconds to keep an idle HTTP connection; 0 closes it after each answer',
    ),
    field(
      'http-processes http-workers',
      ['limits', 'httpProcesses'],
      count(1, MOST_GATEWAYS),
      'number of processes that talk to clients',
    ),
  ],
};

/** uWSGI 2.0 has it as a switch, 2.1 as seconds: 1 and words that mean yes are the default time. */
function keepAlive(): ValueKind<number> {
  const byDefault = DEFAULT_CONFIG.limits.httpKeepAliveSeconds;
  return {
    argument: 'optional',
    placeholder: 'SECONDS',
    read(given, note) {
      if (/^(?:|1|true|on|yes)$/i.test(given.trim())) return byDefault;
      if (/^(?:false|off|no)$/i.test(given.trim())) return 0;
      return seconds(0).read(given, note);
    },
  };
}
