/**
 * A gateway process: speaks with clients (HTTP, uwsgi), gives their requests to cores, counts. It obeys the master
 * and reports to it (`gateway-messages.ts`); it starts and ends no process itself.
 */
import { createServer, type Server } from 'node:net';
import { openBegunNumbers } from '../dispatch/begun-numbers.js';
import { ControlLink } from '../dispatch/control-link.js';
import { CoreLink } from '../dispatch/core-link.js';
import { Counters } from '../dispatch/counters.js';
import type { DispatchSettings } from '../dispatch/dispatch-settings.js';
import { Dispatcher } from '../dispatch/dispatcher.js';
import { greetCore } from '../dispatch/greet-core.js';
import type { Outcome } from '../exchange/exchange.js';
import { formatRequestLine, isLogged, type LoggedExchange, printable } from '../log/request-log.js';
import type { GatewayFact, GatewayOrder, GatewaySettings } from '../messages/gateway-messages.js';
import { coresForGateway } from '../messages/link-frames.js';
import { answerTimeoutSeconds, type ServerConfig } from '../options/config/server-config.js';
import { servesDirectly } from '../options/config/socket-workers.js';
import { AnswerRoom } from './answers/answer-room.js';
import { ClientSeats, openDescriptors, seatsFor } from './client/client-seats.js';
import type { FrontSettings } from './client/front.js';
import { GatewayLog } from './gateway-log.js';
import { HttpFront } from './http/http-front.js';
import { UwsgiFront } from './uwsgi/uwsgi-front.js';

const SWEEP_MS = 50;
const TALLY_MS = 1000;
const DRAIN_CHECK_MS = 10;
const SOCKET_CALLS: ReadonlySet<string> = new Set([
  'read',
  'write',
  'writev',
  'shutdown',
  'accept',
  'setsockopt',
]);

export class Gateway {
  readonly #settings: GatewaySettings;
  readonly #tell: (fact: GatewayFact) => void;
  readonly #log: GatewayLog;
  readonly #counters: Counters;
  readonly #dispatcher: Dispatcher;
  readonly #room: AnswerRoom;
  readonly #seats: ClientSeats;
  readonly #ownDescriptors = openDescriptors();
  readonly #fronts: (HttpFront | UwsgiFront)[] = [];
  readonly #others: Server[] = [];
  readonly #links: unknown[] = [];
  #config: ServerConfig;
  #draining = false;

  constructor(settings: GatewaySettings, tell: (fact: GatewayFact) => void) {
    this.#settings = settings;
    this.#config = settings.config;
    this.#tell = tell;
    this.#log = new GatewayLog(settings);
    this.#room = new AnswerRoom(settings.config.limits, (line) => this.#log.line(line));
    this.#counters = new Counters(settings.config.listeners.length);
    this.#dispatcher = new Dispatcher(this.#dispatchSettings(), this.#counters, {
      accepting: ({ serial, slot, threads, pid }) => tell({ kind: 'accepting', serial, slot, threads, pid }),
      spent: (serial) => tell({ kind: 'spent', serial }),
      stuck: (serial, requests) => tell({ kind: 'stuck', serial, requests }),
      log: (line) => this.#log.line(line),
    });
    const closeIdle = () => this.#fronts.some((front) => front.closeIdle());
    this.#seats = new ClientSeats(this.#clientSeats(), closeIdle, (line) => this.#log.line(line));
  }

  async start(): Promise<void> {
    await listen(this.#linkServer(), this.#settings.linkDescriptor, 511);
    for (const [index, listener] of this.#settings.listeners.entries()) {
      if (listener.descriptors.length === 0) continue;
      const front = this.#makeFront(index);
      this.#fronts.push(front);
      try {
        await this.#listen(front.server, listener.descriptors);
      } catch (error) {
        const code = (error as NodeJS.ErrnoException).code ?? String(error);
        return this.#tell({ kind: 'listen-failed', socket: index, code });
      }
    }
    setInterval(() => this.#dispatcher.sweep(), SWEEP_MS);
    setInterval(() => this.#sendTally(null, false), TALLY_MS);
    this.#tell({ kind: 'listening' });
  }

  /** A second name of the same socket brings its connections to the same server. */
  async #listen(server: Server, [first = -1, ...more]: readonly number[]): Promise<void> {
    const backlog = Math.max(this.#config.limits.listen, 128);
    await listen(server, first, backlog);
    for (const descriptor of more) {
      const other = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (socket) =>
        server.emit('connection', socket),
      );
      await listen(other, descriptor, backlog);
      this.#others.push(other);
    }
  }

  /** @returns true when an uncaught error came from a connection, and so ends at most that one */
  survives(error: Error): boolean {
    if (!('syscall' in error) || !SOCKET_CALLS.has(String(error.syscall))) return false;
    this.#log.line(`*** an unexpected error of a connection: ${printable(error.message)} ***`);
    return true;
  }

  /** @param socket as it came with the order; kept, or it would be closed some day */
  async link(socket: unknown): Promise<void> {
    if (typeof socket !== 'object' || socket === null || !('fd' in socket) || typeof socket.fd !== 'number')
      return;
    this.#links.push(socket);
    await listen(this.#linkServer(), socket.fd, 511);
  }

  obey(order: GatewayOrder): void {
    switch (order.kind) {
      case 'configure':
      case 'link':
        return;
      case 'reconfigure':
        this.#config = order.config;
        this.#dispatcher.reconfigure(this.#dispatchSettings());
        this.#room.reconfigure(order.config.limits);
        for (const front of this.#fronts) front.reconfigure(order.config);
        this.#seats.limit = this.#clientSeats();
        return;
      case 'shed':
        this.#dispatcher.shed();
        return;
      case 'retire':
        this.#dispatcher.retire(order.serial);
        return;
      case 'bury':
        this.#dispatcher.bury(order.serial);
        return;
      case 'pause':
        this.#dispatcher.pause(order.paused);
        return;
      case 'drain':
        this.#drain();
        return;
      case 'reopen-log':
        this.#log.reopen();
        return;
      case 'tally':
        this.#sendTally(order.id, order.vars);
        return;
    }
  }

  #makeFront(index: number): HttpFront | UwsgiFront {
    const config = this.#config;
    const counters = this.#counters.listeners[index] ?? { waiting: 0, refused: 0, rejected: 0 };
    const dispatcher = this.#dispatcher;
    const log = (line: string) => this.#log.line(line);
    const settings: FrontSettings = {
      config,
      listener: index,
      counters,
      dispatcher,
      log,
      room: this.#room,
      seats: this.#seats,
      logRequest: (exchange, outcome) => this.#logRequest(exchange, outcome),
    };
    return config.listeners[index]?.protocol === 'http' ? new HttpFront(settings) : new UwsgiFront(settings);
  }

  /** Two generations of cores must always find room. */
  #clientSeats(): number {
    const { processes, threads } = this.#config.workers;
    const { gateways, index } = this.#settings;
    let links = 0;
    // Besides its cores each worker has its control, and the file of the numbers that they have begun.
    for (let slot = 1; slot <= processes; slot += 1)
      links += coresForGateway(slot, threads, gateways, index) + 2;
    return seatsFor(links * 2, this.#ownDescriptors);
  }

  #linkServer(): Server {
    const { token } = this.#settings;
    return createServer({ pauseOnConnect: true }, (accepted) =>
      greetCore(accepted, {
        core: (from, hello) => {
          if (hello.token !== token) return null;
          const slot = this.#counters.slotFor(hello.slot);
          return this.#dispatcher.addCore((owner) => new CoreLink(from, hello, slot, owner), hello);
        },
        control: (from, hello) => {
          if (hello.token !== token) return null;
          const control = new ControlLink(from, hello, this.#dispatcher);
          this.#dispatcher.addControl(control, openBegunNumbers(hello.pid, hello.begun, hello.threads));
          return control;
        },
        fault: (who, error) => this.#sayFault(who, error),
      }),
    );
  }

  /** The other end of a link is our own code, unless the application has found the descriptor. */
  #sayFault(who: string, error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    this.#log.line(`*** ${who} was cut off: ${printable(reason)} ***`);
  }

  #drain(): void {
    if (this.#draining) return;
    this.#draining = true;
    this.#dispatcher.isStopping = true;
    for (const front of this.#fronts) front.drain();
    for (const other of this.#others) other.close();
    const timer = setInterval(() => {
      if (this.#dispatcher.busy || !this.#fronts.every((front) => front.isEmpty)) return;
      clearInterval(timer);
      void this.#log.drained().then(() => this.#tell({ kind: 'drained' }));
    }, DRAIN_CHECK_MS);
  }

  #sendTally(id: number | null, vars: boolean): void {
    this.#tell({ kind: 'tally', id, tally: this.#dispatcher.tally(vars) });
  }

  #dispatchSettings(): DispatchSettings {
    const { workers, limits } = this.#config;
    const { gateways, index, listeners } = this.#settings;
    const sockets = listeners.map(({ descriptors, facts }) => `"${facts.name}" (fd: ${descriptors[0]})`);
    const answerTimeouts = this.#config.listeners.map((listener) => answerTimeoutSeconds(limits, listener));
    const direct = servesDirectly(this.#config);
    return { workers, limits, sockets, answerTimeouts, direct, gateways, index };
  }

  #logRequest(exchange: LoggedExchange, outcome: Outcome): void {
    if (!isLogged(this.#config.log, exchange.status, outcome.micros)) return;
    this.#log.line(formatRequestLine(exchange, outcome, Date.now()));
  }
}

function listen(server: Server, descriptor: number, backlog: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ fd: descriptor, backlog }, () => resolve());
  });
}
