import type { OptionGroup } from './option.js';
import { field, row } from './option-rows.js';
import { bytes, bytesOrNone, count, seconds, type ValueKind } from './option-values.js';
import { defaultConfig } from './server-config.js';

const MOST_GATEWAYS = 64;

export const limitOptions: OptionGroup = {
  title: 'Limits',
  options: [
    row(
      'buffer-size b',
      bytes(1),
      'largest head of a request',
      { initial: '65535' },
      (draft, size, _text, { note }) => {
        if (size > 65_535) note('65535 is used, the most that a uwsgi packet can hold');
        draft.config.limits.bufferSize = Math.min(size, 65_535);
      },
    ),
    field('limit-post', ['limits', 'limitPost'], bytesOrNone, 'largest body of a request'),
    field(
      'post-buffering',
      ['limits', 'postBuffering'],
      bytesOrNone,
      'gather bodies before the application is called, those above this in a file; HTTP bodies always are',
      { initial: '1M for HTTP, off for uwsgi' },
    ),
    field(
      'socket-timeout z',
      ['limits', 'socketTimeoutSeconds'],
      seconds(1),
      'how long a uwsgi peer may be silent inside a request',
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
      'keep idle HTTP connections, 0: do not',
    ),
    field(
      'http-processes http-workers',
      ['limits', 'httpProcesses'],
      count(1, MOST_GATEWAYS),
      'processes that speak with clients',
    ),
  ],
};

/** uWSGI 2.0 has it as a switch, 2.1 as seconds: 1 and words that mean yes are the default time. */
function keepAlive(): ValueKind<number> {
  const usual = defaultConfig.limits.httpKeepAliveSeconds;
  return {
    argument: 'optional',
    placeholder: 'SECONDS',
    read(given) {
      if (/^(?:|1|true|on|yes)$/i.test(given.trim())) return usual;
      if (/^(?:false|off|no)$/i.test(given.trim())) return 0;
      return seconds(0).read(given);
    },
  };
}
