import { bytes, ms, orNone } from './number-values.js';
import type { OptionGroup } from './option.js';
import { field, row, switchMasterOn } from './option-rows.js';
import { flag, octal, path, text, type ValueKind } from './option-values.js';
import { address } from './sockets.js';

export const STATS_OPTIONS: OptionGroup = {
  title: 'Stats',
  options: [
    row(
      'stats stats-server',
      address,
      'serve the stats document on this address',
      { also: switchMasterOn },
      (draft, value, given) => {
        draft.config.stats.servers.push({ address: value, text: given });
      },
    ),
    row(
      'stats-ws',
      address,
      'push the stats document to viewers over WebSocket',
      { also: switchMasterOn },
      (draft, value, given) => {
        draft.config.stats.webSockets.push({ address: value, text: given });
      },
    ),
    field(
      'stats-ws-token',
      ['stats', 'webSocketToken'],
      text,
      'token that viewers of --stats-ws must present; without one only loopback is served',
    ),
    field(
      'stats-ws-token-file',
      ['stats', 'webSocketTokenFile'],
      path,
      'read the token of --stats-ws from a file, so that no list of processes shows it',
    ),
    row(
      'stats-http-host',
      text,
      "accept this host name in requests to --stats-http; otherwise only this machine's names are accepted",
      { placeholder: 'NAME' },
      (draft, name) => {
        draft.config.stats.httpHosts.push(name);
      },
    ),
    field('stats-http', ['stats', 'http'], flag, 'serve the stats document with an HTTP head', {
      also: switchMasterOn,
    }),
    field(
      'stats-minified stats-min',
      ['stats', 'minified'],
      flag,
      'write the stats document without spaces',
      {
        also: switchMasterOn,
      },
    ),
    field('stats-no-cores', ['stats', 'noCores'], flag, 'leave cores out of the stats document', {
      also: switchMasterOn,
    }),
    field('memory-report m', ['stats', 'memoryReport'], flag, "log the worker's memory with each request"),
  ],
};

export const LOG_OPTIONS: OptionGroup = {
  title: 'Log',
  options: [
    field('logto logto2', ['log', 'logto'], path, 'write the log to this file instead of stderr'),
    field('logfile-chmod', ['log', 'logFileMode'], octal, 'permissions of the log file', {
      initial: '640 for a new one',
    }),
    field(
      'disable-logging L',
      ['log', 'disableLogging'],
      flag,
      'log only requests that --log-4xx, --log-5xx or --log-slow select',
    ),
    field('log-4xx', ['log', 'log4xx'], flag, 'log requests answered with 4xx'),
    field('log-5xx', ['log', 'log5xx'], flag, 'log requests answered with 5xx'),
    field('log-slow', ['log', 'logSlowMs'], orNone(ms(0)), 'log requests that took at least this long'),
    field(
      'log-maxsize',
      ['log', 'logMaxSize'],
      orNone(bytes(0)),
      'start a new --logto file above this size',
      {
        also: switchMasterOn,
      },
    ),
    field(
      'logdate log-date log-prefix',
      ['log', 'logdate'],
      logDate(),
      'prefix each line of the log with the time, in this format',
      {},
    ),
  ],
};

function logDate(): ValueKind<true | string | null> {
  return {
    argument: 'optional',
    placeholder: 'STRFTIME',
    read: (given) =>
      /^(?:|true|on|yes|1)$/i.test(given) ? true : /^(?:false|off|no|0)$/i.test(given) ? null : given,
  };
}
