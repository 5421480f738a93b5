import type { ListenAddress, Listener } from '../config/server-config.js';
import { UsageError } from '../errors/usage-error.js';
import { parseListenAddress } from './listen-address.js';
import { count } from './number-values.js';
import type { ApplyContext, Draft, Option, OptionGroup } from './option.js';
import { field, type RowExtras, row } from './option-rows.js';
import { flag, octal, readIdentity, readOctal, text, type ValueKind } from './option-values.js';

export const address: ValueKind<ListenAddress> = {
  argument: 'required',
  placeholder: 'ADDR',
  read: parseListenAddress,
};

export const SOCKET_OPTIONS: OptionGroup = {
  title: 'Sockets',
  options: [
    listener('http httprouter', 'http', 'speak HTTP on host:port, :port, a unix socket or @name'),
    listener(
      'http-socket http11-socket',
      'http-socket',
      'speak HTTP like --http, but without 504 for slow requests',
    ),
    listener('socket s', 'socket', 'speak uwsgi, for nginx (uwsgi_pass), or the protocol of --protocol'),
    uwsgiSocket(),
    row(
      'protocol socket-protocol',
      text,
      'protocol of --socket: uwsgi or http',
      { initial: 'uwsgi' },
      setProtocol,
    ),
    field(
      'socket-workers',
      ['workers', 'socketWorkers'],
      flag,
      'let workers accept the connections of --socket themselves if none speaks HTTP: faster behind nginx',
    ),
    field(
      'listen l',
      ['limits', 'listen'],
      count(1, 65_535),
      'requests that may wait for a free core, also the backlog of the sockets; more are answered with 503',
    ),
    chmodSocket(),
    row('chown-socket', text, 'owner of unix sockets', { placeholder: 'USER[:GROUP]' }, setOwner),
    field('umask', ['process', 'umask'], octal, 'file mode creation mask'),
  ],
};

function listener(names: string, kind: Listener['option'], help: string): Option {
  return row(names, address, help, {}, (draft, value, given, context) => {
    remarkOnBarePort(given, value, context);
    // Decided once everything is read: `--protocol` may come later.
    const protocol = kind === 'socket' ? 'uwsgi' : 'http';
    draft.config.listeners.push({ option: kind, protocol, address: value, text: given });
  });
}

function uwsgiSocket(): Option {
  return row(
    'uwsgi-socket',
    address,
    'speak uwsgi, whatever --protocol says',
    {},
    (draft, value, given, context) => {
      remarkOnBarePort(given, value, context);
      const made: Listener = { option: 'socket', protocol: 'uwsgi', address: value, text: given };
      draft.config.listeners.push(made);
      draft.alwaysUwsgi.add(made);
    },
  );
}

function remarkOnBarePort(given: string, value: ListenAddress, context: ApplyContext): void {
  if (value.kind === 'unix' && /^\d+$/.test(given)) {
    context.note(`this is a unix socket named "${given}"; a port is written :${given}`);
  }
}

function setProtocol(draft: Draft, name: string): void {
  if (name !== 'uwsgi' && name !== 'http') throw new UsageError('only uwsgi and http are supported');
  draft.protocol = name;
}

function chmodSocket(): Option {
  const extras: RowExtras = { initial: '666 without a value' };
  const mode: ValueKind<number> = {
    argument: 'optional',
    placeholder: 'MODE',
    // uWSGI takes 1 for a switch, too: JSON's true is written so.
    read: (given) => (given === '' || given === '1' ? 0o666 : readOctal(given)),
  };
  return field(
    'chmod-socket chmod C',
    ['process', 'chmodSocket'],
    mode,
    'permissions of unix sockets',
    extras,
  );
}

function setOwner(draft: Draft, given: string): void {
  const [user = '', group] = given.split(':');
  const owner = { user: readIdentity(user), group: group ? readIdentity(group) : null };
  draft.config.process.chownSocket = owner;
}
