// The ten commands of the tutorials, typed as they are printed there, `tsgi` for `uwsgi`: cut into words as a shell
// does it, with free ports in place of 9090, 3031, 8080 and 9191 and the examples' folder for /home/foobar. What uWSGI
// serves is asked by HTTP, or through a real nginx where the command speaks uwsgi; what it counts, by its stats.

import assert from 'node:assert/strict';
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { projectRoot } from '../../fixtures.js';
import { startNginx } from '../../peers/nginx.js';
import { requirePeer } from '../../peers/peers.js';
import { freePort } from '../../peers/ports.js';
import { readStatsText } from '../../peers/read-stats.js';
import { waitFor } from '../../wait-for.js';
import { makeFolder, runTsgi, type Tsgi } from '../run-tsgi.js';

interface Command {
  readonly typed: string;
  /** The folder of examples/ in which it is typed. */
  readonly folder: string;
  readonly workers: number;
  readonly body: string;
  /** It speaks uwsgi: nginx asks. */
  readonly behindNginx?: boolean;
}

const hello = { folder: 'hello', body: 'Hello World' };
const django = { folder: 'django', workers: 4, body: 'Hello from Django', behindNginx: true };

const commands: readonly Command[] = [
  { ...hello, typed: 'tsgi --http :9090 --wsgi-file foobar.py', workers: 1 },
  {
    ...hello,
    typed: 'tsgi --http :9090 --wsgi-file foobar.py --master --processes 4 --threads 2',
    workers: 4,
  },
  {
    ...hello,
    typed:
      'tsgi --http :9090 --wsgi-file foobar.py --master --processes 4 --threads 2 --stats 127.0.0.1:9191',
    workers: 4,
  },
  {
    ...hello,
    typed:
      'tsgi --socket 127.0.0.1:3031 --wsgi-file foobar.py --master --processes 4 --threads 2 --stats 127.0.0.1:9191',
    workers: 4,
    behindNginx: true,
  },
  {
    ...hello,
    typed:
      'tsgi --http-socket 127.0.0.1:3031 --wsgi-file foobar.py --master --processes 4 --threads 2 --stats 127.0.0.1:9191',
    workers: 4,
  },
  {
    ...django,
    typed:
      'tsgi --socket 127.0.0.1:3031 --chdir /home/foobar/myproject/ --wsgi-file myproject/wsgi.py --master --processes 4 --threads 2 --stats 127.0.0.1:9191',
  },
  { ...django, typed: 'tsgi yourfile.ini' },
  {
    folder: 'flask',
    typed:
      'tsgi --socket 127.0.0.1:3031 --wsgi-file myflaskapp.py --callable app --processes 4 --threads 2 --stats 127.0.0.1:9191',
    workers: 4,
    body: "<span style='color:red'>I am app 1</span>",
    behindNginx: true,
  },
  {
    folder: 'bottle',
    typed: 'tsgi --http :9090 --module mybottleapp:application',
    workers: 1,
    body: 'Hello from Bottle',
  },
  {
    ...django,
    typed:
      'tsgi –socket 127.0.0.1:3031 –chdir /home/foobar/myproject/ –wsgi-file myproject/wsgi.py –master –processes 4 –threads 2 –stats 127.0.0.1:9191',
  },
];

for (const command of commands) {
  test(command.typed, async (t) => {
    const python = requirePeer(t, 'frameworks');
    if (python === null) return;
    const place = await prepare(t, command);
    const tsgi = await runTsgi(t, {
      options: [...place.words, '--virtualenv', dirname(dirname(python))],
      cwd: place.folder,
      workers: command.workers,
    });
    const front = command.behindNginx ? await startNginx(t, tsgi.uwsgi) : null;
    if (front === null && command.behindNginx) return;
    const response = await fetch(`http://${front?.address ?? tsgi.http}/`);
    assert.equal(response.status, 200, tsgi.log);
    assert.equal(await response.text(), command.body);
    if (place.stats !== null) await checkStats(place.stats, command.workers);
    if (command.typed.includes('–')) assert.match(tsgi.log, /typographic dash/);
    await endsWell(tsgi);
  });
}

interface Place {
  /** A copy of the example: Python leaves its caches in it. */
  readonly folder: string;
  readonly words: readonly string[];
  readonly stats: string | null;
}

async function prepare(t: TestContext, command: Command): Promise<Place> {
  const folder = makeFolder(t, {});
  cpSync(join(projectRoot, 'examples', command.folder), folder, { recursive: true });
  const ports = new Map([
    ['9090', await freePort()],
    ['3031', await freePort()],
    ['9191', await freePort()],
  ]);
  const fill = (text: string) =>
    text
      .replace(/\b(?:9090|3031|9191)\b/g, (port) => String(ports.get(port)))
      .replaceAll('/home/foobar/myproject/', `${join(folder, 'myproject')}/`);
  const files = readdirSync(folder).filter((name) => name.endsWith('.ini'));
  for (const name of files) {
    const path = join(folder, name);
    writeFileSync(path, fill(readFileSync(path, 'utf8')));
  }
  const hasStats = command.typed.includes('9191') || command.typed.includes('.ini');
  return {
    folder,
    words: fill(command.typed).split(' ').slice(1),
    stats: hasStats ? `127.0.0.1:${ports.get('9191')}` : null,
  };
}

async function checkStats(address: string, workers: number): Promise<void> {
  // An answer that came in pieces is counted after the client has seen its end.
  const document = await waitFor('the request to be counted', async () => {
    const text = await readStatsText(address, false, '');
    // The document is known to have these.
    const now = JSON.parse(text ?? '{"workers":[]}') as {
      workers: { requests: number; cores: unknown[] }[];
    };
    return now.workers.reduce((sum, { requests }) => sum + requests, 0) === 1 ? now : null;
  });
  assert.equal(document.workers.length, workers);
  assert.ok(document.workers.every(({ cores }) => cores.length === 2));
}

async function endsWell(tsgi: Tsgi): Promise<void> {
  tsgi.signal('SIGINT');
  assert.equal(await tsgi.exitCode(), 0, tsgi.log);
}
