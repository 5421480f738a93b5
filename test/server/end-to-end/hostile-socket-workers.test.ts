// With `--socket-workers` the application shares its processes with everything between a listening socket and a client.
// Whatever it does to them: each client sees an end, and the server is whole again by itself.

import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import { waitFor } from '../../wait-for.js';
import { RawClient } from '../raw-client.js';
import { openFiles, runTsgi, type Tsgi } from '../run-tsgi.js';
import { uwsgiPacket } from '../uwsgi-bytes.js';

const application = `
import builtins, os, signal, socket, struct

class OnTime(Exception):
    pass

left = 3000

def on_time(number, frame):
    # On a busy machine no request might ever end between two of them.
    global left
    left -= 1
    if left == 0:
        signal.setitimer(signal.ITIMER_REAL, 0)
    raise OnTime()

signal.signal(signal.SIGALRM, on_time)

def each_descriptor(act):
    for number in [int(name) for name in os.listdir('/proc/self/fd')]:
        try:
            if number > 2:
                act(number)
        except (OSError, ValueError):
            pass

def on_socket(act):
    def on_copy(number):
        with socket.socket(fileno=os.dup(number)) as one:
            act(one)
    return on_copy

ABORT = struct.pack('ii', 1, 0)

def exchange():
    numbers = []
    each_descriptor(lambda one: os.fstat(one) and numbers.append(one))
    for source, target in zip(numbers, numbers[1:] + numbers[:1]):
        os.dup2(source, target)

def broken(*_):
    raise RuntimeError('on purpose')

def break_builtins():
    builtins.str = builtins.bytes = builtins.list = builtins.min = builtins.max = broken

DEEDS = {
    'starts-a-timer': lambda: signal.setitimer(signal.ITIMER_REAL, 0.003, 0.003),
    'ends-the-timer': lambda: signal.setitimer(signal.ITIMER_REAL, 0),
    'shuts-down-all-sockets': lambda: each_descriptor(on_socket(lambda one: one.shutdown(socket.SHUT_RDWR))),
    'truncates-all-files': lambda: each_descriptor(lambda one: os.ftruncate(one, 0)),
    'overwrites-all-files': lambda: each_descriptor(lambda one: os.pwrite(one, b'\\xff' * 200000, 0)),
    'breaks-all-builtins': break_builtins,
    'breaks-all-lengths': lambda: setattr(builtins, 'len', broken),
    'exchanges-all-descriptors': exchange,
    'resets-all-connections': lambda: each_descriptor(on_socket(lambda one: one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, ABORT))),
    'shortens-all-queues': lambda: each_descriptor(on_socket(lambda one: one.listen(0))),
    'closes-all-descriptors': lambda: os.closerange(3, 65536),
}

def application(env, start_response):
    DEEDS.get(env['PATH_INFO'][1:], lambda: None)()
    start_response('200 OK', [('Content-Type', 'text/plain')])
    return [env['QUERY_STRING'].encode()]
`;

/** A core may be about to connect anew. */
const FEW = 4;

const options = [
  '--socket',
  '127.0.0.1:0',
  '--socket-workers',
  '--wsgi-file',
  'foobar.py',
  '--disable-logging',
];

test('a signal handler that raises at any time costs answers, and neither clients that wait nor descriptors', async (t) => {
  const tsgi = await runTsgi(t, { options, files: { 'foobar.py': application } });
  const worker = tsgi.workerPid(1);
  await answersOften(t, tsgi);
  const before = openFiles(worker).length;
  await ask(t, tsgi, 'starts-a-timer');
  const few = Array.from({ length: 4 }, async (_, client) => {
    for (let n = 0; n < 150; n += 1) {
      const answer = await ask(t, tsgi, 'hello', `${client}-${n}`);
      assert.ok(answer === null || answer === `${client}-${n}`, `${answer} for ${client}-${n}`);
    }
  });
  await Promise.all(few);
  await waitFor('the end of the timer', async () => (await ask(t, tsgi, 'ends-the-timer')) === '');
  await answersOften(t, tsgi);
  assert.equal(tsgi.workerPid(1), worker);
  await waitFor('few more descriptors than before', () => openFiles(worker).length <= before + FEW);
});

test('what an application does to all its descriptors the server undoes', async (t) => {
  const sizes = ['--processes', '2', '--threads', '2'];
  const tsgi = await runTsgi(t, {
    options: [...options, ...sizes],
    files: { 'foobar.py': application },
    workers: 2,
  });
  const gateway = tsgi.gatewayPid();
  const names = [...application.matchAll(/^ {4}'([\w-]+-all-[\w-]+)': /gm)].map(([, name = '']) => name);
  assert.equal(names.length, 9);
  for (const name of names) {
    await t.test(name, async (inner) => {
      await ask(inner, tsgi, name);
      await answersOften(inner, tsgi);
      assert.equal(tsgi.gatewayPid(), gateway);
    });
  }
});

/** @returns the body; null for an answer that broke off, or was none */
async function ask(t: TestContext, tsgi: Tsgi, deed: string, query = ''): Promise<string | null> {
  const client = new RawClient(t, tsgi.uwsgi);
  client.send(uwsgiPacket({ PATH_INFO: `/${deed}`, QUERY_STRING: query }));
  const end = await client.closed();
  const [head = '', body = ''] = client.received.split('\r\n\r\n');
  return end === 'ended' && head.startsWith('HTTP/1.1 200 OK') ? body : null;
}

async function answersOften(t: TestContext, tsgi: Tsgi): Promise<void> {
  let good = 0;
  await waitFor('eight answers in a row', async () => {
    good = (await ask(t, tsgi, 'hello', 'me')) === 'me' ? good + 1 : 0;
    return good >= 8;
  });
}
