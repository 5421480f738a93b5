import { PROTOCOLS } from '../../metrics/sample/reading.js';
import { VERDICT_LEVELS } from '../../metrics/verdict/verdict.js';
/** The parts of the JSON document that are no tables, for its schema. */

/** ISO 8601, in UTC. */
export const TIME_PATTERN = String.raw`^[+-]?\d{4,6}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{3})?Z$`;

export const SCHEMA_HEADS = {
  target: {
    description: 'The server, and how it was read',
    type: 'object',
    additionalProperties: false,
    properties: {
      address: {
        description: 'Address that was read, without credentials',
        type: 'string',
      },
      kind: {
        description: 'What answers there',
        enum: ['uwsgi', 'emperor', 'http-router', 'fastrouter', 'rawrouter', 'sslrouter', 'tuntap-router'],
      },
      version: {
        description: 'Version that the server tells',
        type: ['string', 'null'],
      },
      pid: {
        description: 'Process id of the master, emperor or router',
        type: ['integer', 'null'],
      },
      uid: {
        description: 'User of that process',
        type: ['integer', 'null'],
      },
      gid: {
        description: 'Group of that process',
        type: ['integer', 'null'],
      },
      cwd: {
        description: 'Working directory of that process',
        type: ['string', 'null'],
      },
      started_at: {
        description:
          'Estimated start: the oldest spawn seen in this life of the server, which tells no uptime of its own',
        type: ['string', 'null'],
        pattern: TIME_PATTERN,
      },
      uptime_seconds: {
        description: 'Estimated time since the start',
        type: ['number', 'null'],
        minimum: 0,
      },
      protocol: {
        description: 'How the stats were read',
        enum: PROTOCOLS,
      },
      bytes: {
        description: 'Size of the reply',
        type: 'integer',
        minimum: 0,
      },
      read_seconds: {
        description: 'Time from connecting to the last byte',
        type: 'number',
        minimum: 0,
      },
      repaired: {
        description: 'Whether the reply was no strict JSON',
        type: 'boolean',
      },
      time_is_newest: {
        description: 'Whether a saved reply has no time of its own: ages count from the newest moment in it',
        type: 'boolean',
      },
    },
    required: [
      'address',
      'kind',
      'version',
      'pid',
      'uid',
      'gid',
      'cwd',
      'started_at',
      'uptime_seconds',
      'protocol',
      'bytes',
      'read_seconds',
      'repaired',
      'time_is_newest',
    ],
  },
  verdict: {
    description: 'How the server is',
    type: 'object',
    additionalProperties: false,
    properties: {
      state: {
        description: 'In a word or two, such as ok or saturated',
        type: 'string',
      },
      level: {
        description: 'How bad that is',
        enum: VERDICT_LEVELS,
      },
      since: {
        description: 'Since when it holds, as far as tstop watched it',
        type: ['string', 'null'],
        pattern: TIME_PATTERN,
      },
      text: {
        description: 'What it rests on',
        type: 'string',
      },
    },
    required: ['state', 'level', 'since', 'text'],
  },
  emperor: {
    description: 'An emperor as a whole',
    type: 'object',
    additionalProperties: false,
    properties: {
      monitors: {
        description: 'What it finds vassals with: directories, globs and others',
        type: 'array',
        items: {
          type: 'string',
        },
      },
      tyrant: {
        description: 'Whether vassals run as the owners of their files',
        type: ['boolean', 'null'],
      },
      throttle_seconds: {
        description: 'Pause between starts while vassals fail; uWSGI 2.0 always tells 0',
        type: ['number', 'null'],
        minimum: 0,
      },
    },
    required: ['monitors', 'tyrant', 'throttle_seconds'],
  },
  router: {
    description: 'A router as a whole',
    type: 'object',
    additionalProperties: false,
    properties: {
      addresses: {
        description: 'Addresses that it listens on, those of subscription servers included',
        type: 'array',
        items: {
          type: 'string',
        },
      },
      active_sessions: {
        description: 'Sessions that it holds now',
        type: ['integer', 'null'],
        minimum: 0,
      },
      cheap: {
        description: 'Whether it sleeps for want of nodes',
        type: ['boolean', 'null'],
      },
    },
    required: ['addresses', 'active_sessions', 'cheap'],
  },
};
