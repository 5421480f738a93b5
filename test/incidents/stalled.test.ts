// A worker that is stopped while it is idle looks well for ever: the master counts it as accepting. It takes a minute to
// tell, so this is staged for the recording that the rule is tested with, and only then.

import test from 'node:test';
import { keepAsking } from './clients.js';
import { startDrill } from './drill-server.js';
import { isRecording } from './record.js';
import { watchServer } from './watch.js';

if (isRecording) {
  test('uwsgi: a worker takes nothing while connections wait', async (t) => {
    const server = await startDrill(t, 'uwsgi', '--processes 3');
    if (server === null) return;
    const watch = watchServer(t, server);
    await watch.heard(2);
    process.kill((await watch.current()).workers[2]?.pid ?? 0, 'SIGSTOP');
    keepAsking(t, server, 6, '/?s=0.5');
    await watch.saysVerdict(Date.now() + 90_000, /^STALLED /, 90_000);
  });
}
