// Abstract names, which clients spell in three ways: bare, with a NUL behind, filled up with NULs.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { requirePeer } from '../../peers/peers.js';
import { PATIENCE_MS, waitFor } from '../../wait-for.js';
import { runTsgi } from '../run-tsgi.js';
import { uwsgiPacket } from '../uwsgi-bytes.js';

/** Sends a file to each of the names and prints the first line of each answer. Node cannot say the names itself. */
const client = `
import socket, sys
name, request = b'\\0' + sys.argv[1].encode(), open(sys.argv[2], 'rb').read()
for form in (name, name + b'\\0', name.ljust(108, b'\\0')):
    with socket.socket(socket.AF_UNIX) as link:
        link.settimeout(10)
        link.connect(form)
        link.sendall(request)
        print(link.recv(100).split(b'\\r\\n')[0].decode())
`;
const requests = {
  http: Buffer.from('GET / HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n'),
  uwsgi: uwsgiPacket({}),
};

for (const [protocol, option] of [
  ['http', '--http-socket'],
  ['uwsgi', '--socket'],
] as const) {
  test(`an abstract ${protocol} socket answers to every spelling of its name, a new gateway too`, async (t) => {
    const python = requirePeer(t, 'python3');
    if (python === null) return;
    const name = `tsgi-test-${process.pid}-${protocol}`;
    const options = [option, `@${name}`, '--wsgi-file', 'foobar.py'];
    const tsgi = await runTsgi(t, { options });
    assert.match(tsgi.log, new RegExp(`uwsgi socket 0 bound to UNIX address @${name} fd \\d+`));
    writeFileSync(join(tsgi.folder, 'request'), requests[protocol]);
    const ask = () =>
      spawnSync(python, ['-c', client, name, 'request'], {
        cwd: tsgi.folder,
        encoding: 'utf8',
        timeout: PATIENCE_MS,
      });
    assert.equal(ask().stdout, 'HTTP/1.1 200 OK\n'.repeat(3), ask().stderr);
    const before = tsgi.gatewayPid();
    process.kill(before, 'SIGKILL');
    await waitFor('the new gateway', () => tsgi.gatewayPid() !== before);
    assert.equal(ask().stdout, 'HTTP/1.1 200 OK\n'.repeat(3));
    const second = await runTsgi(t, { options, workers: 0 });
    assert.equal(await second.exitCode(), 1);
    assert.match(second.log, /^probably another instance of uWSGI is running on the same address/m);
    tsgi.signal('SIGTERM');
    assert.equal(await tsgi.exitCode(), 0);
  });
}
