import type { OptionGroup } from './option.js';
import { field, row, switchMasterOn } from './option-rows.js';
import { bytesOrNone, countOrNone, flag, path, text, type ValueKind } from './option-values.js';
import { address } from './options-sockets.js';

const LONGEST_MILLISECONDS = 2 ** 31 - 1;

export const statsOptions: OptionGroup = {
  title: 'Stats',
  options: [
    row(
      'stats stats-server',
      address,
      'serve the stats document',
      { also: switchMasterOn },
      (draft, value, given) => {
        draft.config.stats.servers.push({ address: value, text: given });
      },
    ),
    row(
      'stats-ws',
      address,
      'push it to viewers over WebSocket',
      { also: switchMasterOn },
      (draft, value, given) => {
        draft.config.stats.webSockets.push({ address: value, text: given });
      },
    ),
    field(
      'stats-ws-token',
      ['stats', 'webSocketToken'],
      text,
      'what viewers have to show; without it only loopback is served',
    ),
    field('stats-http', ['stats', 'http'], flag, 'put an HTTP head in front', { also: switchMasterOn }),
    field('stats-minified stats-min', ['stats', 'minified'], flag, 'without spaces', {
      also: switchMasterOn,
    }),
    field('stats-no-cores', ['stats', 'noCores'], flag, 'without the cores of the workers', {
      also: switchMasterOn,
    }),
    field(
      'memory-report m',
      ['stats', 'memoryReport'],
      flag,
      'add the memory of the worker to the lines of requests',
    ),
  ],
};

export const logOptions: OptionGroup = {
  title: 'Log',
  options: [
    field('logto logto2', ['log', 'logto'], path, 'write the log there instead of stderr'),
    field(
      'disable-logging L',
      ['log', 'disableLogging'],
      flag,
      'no line for each request, but for the next three',
    ),
    field('log-4xx', ['log', 'log4xx'], flag, 'log requests that were answered with 4xx'),
    field('log-5xx', ['log', 'log5xx'], flag, 'log requests that were answered with 5xx'),
    field('log-slow', ['log', 'logSlowMilliseconds'], slowness(), 'log requests that took so long'),
    field('log-maxsize', ['log', 'logMaxSize'], bytesOrNone, 'start a new file once --logto is larger', {
      also: switchMasterOn,
    }),
    field(
      'logdate log-date log-prefix',
      ['log', 'logdate'],
      logDate(),
      'put the time in front, or this format',
      {},
    ),
  ],
};

function slowness(): ValueKind<number | null> {
  return { ...countOrNone(LONGEST_MILLISECONDS), placeholder: 'MILLISECONDS' };
}

function logDate(): ValueKind<true | string | null> {
  return {
    argument: 'optional',
    placeholder: 'STRFTIME',
    read: (given) =>
      /^(?:|true|on|yes|1)$/i.test(given) ? true : /^(?:false|off|no|0)$/i.test(given) ? null : given,
  };
}
