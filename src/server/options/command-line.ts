/** A small command line, enough to start the server; the option table takes its place. */
import { basename } from 'node:path';
import { UsageError } from '../usage-error.js';
import {
  defaultConfig,
  type ListenAddress,
  type Listener,
  type Mount,
  type ServerConfig,
} from './server-config.js';

/** @throws UsageError */
export function readCommandLine(argv: readonly string[]): ServerConfig {
  let config: ServerConfig = defaultConfig;
  const mounts: Mount[] = [];
  let callable: string | null = null;
  const rest = [...argv];
  for (let option = rest.shift(); option !== undefined; option = rest.shift()) {
    const [name = '', inline] = option.replace(/^--?/, '').split(/=(.*)/s);
    const value = (): string => {
      const text = inline ?? rest.shift();
      if (text === undefined) throw new UsageError(`option '--${name}' requires an argument`);
      return text;
    };
    const limits = (change: Partial<ServerConfig['limits']>) => {
      config = { ...config, limits: { ...config.limits, ...change } };
    };
    const workers = (change: Partial<ServerConfig['workers']>) => {
      config = { ...config, workers: { ...config.workers, ...change } };
    };
    const log = (change: Partial<ServerConfig['log']>) => {
      config = { ...config, log: { ...config.log, ...change } };
    };
    const process = (change: Partial<ServerConfig['process']>) => {
      config = { ...config, process: { ...config.process, ...change } };
    };
    const application = (change: Partial<ServerConfig['application']>) => {
      config = { ...config, application: { ...config.application, ...change } };
    };
    const listen = (kind: Listener['option']) => {
      const text = value();
      const protocol = kind === 'socket' ? 'uwsgi' : 'http';
      const listener: Listener = { option: kind, protocol, address: parseListenAddress(text), text };
      config = { ...config, listeners: [...config.listeners, listener] };
    };
    switch (name) {
      case 'http':
      case 'http-socket':
      case 'socket':
        listen(name);
        break;
      case 'wsgi-file':
        mounts.push({ mountpoint: '', source: { kind: 'file', path: value(), callable: null } });
        break;
      case 'module': {
        const [module = '', target = null] = value().split(':');
        mounts.push({ mountpoint: '', source: { kind: 'module', name: module, callable: target } });
        break;
      }
      case 'mount': {
        const [mountpoint = '', path = ''] = value().split('=');
        mounts.push({ mountpoint, source: { kind: 'file', path, callable: null } });
        break;
      }
      case 'callable':
        callable = value();
        break;
      case 'python':
        application({ python: value() });
        break;
      case 'manage-script-name':
        application({ manageScriptName: true });
        break;
      case 'lazy-apps':
        application({ lazyApps: true });
        break;
      case 'need-app':
        application({ needApp: true });
        break;
      case 'processes':
      case 'p':
        workers({ processes: Number(value()) });
        break;
      case 'threads':
        workers({ threads: Number(value()) });
        break;
      case 'harakiri':
        workers({ harakiriSeconds: Number(value()) });
        break;
      case 'max-requests':
        workers({ maxRequests: Number(value()) });
        break;
      case 'max-requests-delta':
        workers({ maxRequestsDelta: Number(value()) });
        break;
      case 'worker-reload-mercy':
        workers({ workerReloadMercySeconds: Number(value()) });
        break;
      case 'reload-mercy':
        workers({ reloadMercySeconds: Number(value()) });
        break;
      case 'listen':
        limits({ listen: Number(value()) });
        break;
      case 'limit-post':
        limits({ limitPost: Number(value()) });
        break;
      case 'post-buffering':
        limits({ postBuffering: Number(value()) });
        break;
      case 'buffer-size':
        limits({ bufferSize: Number(value()) });
        break;
      case 'http-timeout':
        limits({ httpTimeoutSeconds: Number(value()) });
        break;
      case 'socket-timeout':
        limits({ socketTimeoutSeconds: Number(value()) });
        break;
      case 'http-processes':
        limits({ httpProcesses: Number(value()) });
        break;
      case 'disable-logging':
        log({ disableLogging: true });
        break;
      case 'logto':
        log({ logto: value() });
        break;
      case 'logdate':
        log({ logdate: true });
        break;
      case 'master':
        process({ master: true });
        break;
      case 'chdir':
        process({ chdir: value() });
        break;
      case 'vacuum':
        process({ vacuum: true });
        break;
      case 'uid':
        process({ uid: value() });
        break;
      case 'gid':
        process({ gid: value() });
        break;
      case 'daemonize':
        process({ daemonize: value() });
        break;
      case 'keepalive':
        limits({ httpKeepAliveSeconds: Number(value()) });
        break;
      case 'chmod-socket':
        process({ chmodSocket: Number.parseInt(inline ?? '666', 8) });
        break;
      case 'pidfile':
        process({ pidfile: value() });
        break;
      case 'master-fifo':
        process({ masterFifos: [...config.process.masterFifos, value()] });
        break;
      case 'add-header': {
        const [header = '', text = ''] = value().split(/:\s*(.*)/s);
        config = { ...config, addHeaders: [...config.addHeaders, { name: header, value: text }] };
        break;
      }
      case 'stats': {
        const text = value();
        const servers = [...config.stats.servers, { address: parseListenAddress(text), text }];
        config = { ...config, stats: { ...config.stats, servers } };
        break;
      }
      default:
        if (!basename(option).endsWith('.py')) throw new UsageError(`unrecognized option '${option}'`);
        mounts.push({ mountpoint: '', source: { kind: 'file', path: option, callable: null } });
    }
  }
  const named = mounts.map((mount): Mount => {
    const { source } = mount;
    return source.callable === null ? { ...mount, source: { ...source, callable } } : mount;
  });
  return { ...config, application: { ...config.application, mounts: named } };
}

/** `host:port`, `:port`, `[v6]:port`, `@name`, or a path. @throws UsageError for a port that is none. */
export function parseListenAddress(text: string): ListenAddress {
  if (text.startsWith('@')) return { kind: 'abstract', name: text.slice(1) };
  const colon = text.lastIndexOf(':');
  if (colon < 0) return { kind: 'unix', path: text };
  const port = Number(text.slice(colon + 1));
  if (!/^\d{1,5}$/.test(text.slice(colon + 1)) || port > 65_535) {
    throw new UsageError(`Cannot listen on "${text}": not a port`);
  }
  const host = text.slice(0, colon).replace(/^\[(.*)\]$/, '$1');
  return { kind: 'tcp', host: host === '' ? null : host, port };
}
