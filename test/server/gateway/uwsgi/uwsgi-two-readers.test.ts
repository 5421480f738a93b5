// Gateways and workers read the same packets, in two languages: the same environ, or the same refusal.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import test from 'node:test';
import { UwsgiPacketReader } from '../../../../src/protocol/uwsgi-packet.js';
import { decodeEnviron } from '../../../../src/server/exchange/environ-text.js';
import { readUwsgiRequest } from '../../../../src/server/gateway/uwsgi/uwsgi-environ.js';
import { projectRoot } from '../../../fixtures.js';
import { requirePeer } from '../../../peers/peers.js';
import { uwsgiPacket } from '../../uwsgi-bytes.js';

const rounds = 4000;
const bufferSize = 4096;

const inPython = `
import json, sys
from tsgi_worker.direct.uwsgi_packet import Ping, Refused, bytes_wanted, read_packet

def read(data):
    try:
        wanted = bytes_wanted(data, ${bufferSize})
        if len(data) < wanted:
            return ["more"]
        request = read_packet(data, wanted)
    except Ping:
        return ["ping"]
    except Refused:
        return ["refused"]
    pieces = [piece for pair in request.environ.items() for piece in pair]
    return [pieces, request.protocol, request.length]

json.dump([read(bytes.fromhex(line)) for line in sys.stdin.read().split()], sys.stdout)
`;

test(`${rounds} packets, usual and not: both readers say the same`, (t) => {
  const python = requirePeer(t, 'python3');
  if (python === null) return;
  const packets = Array.from({ length: rounds }, (_, seed) => packetFor(randomFrom(seed + 1)));
  const ran = spawnSync(python, ['-B', '-c', inPython], {
    env: { ...process.env, PYTHONPATH: join(projectRoot, 'src', 'server', 'python') },
    input: packets.map((packet) => packet.toString('hex')).join('\n'),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  assert.equal(ran.status, 0, ran.stderr);
  const answers = JSON.parse(ran.stdout) as unknown[];
  for (const [index, packet] of packets.entries()) {
    assert.deepEqual(answers[index], inGateway(packet), JSON.stringify(packet.toString('latin1')));
  }
});

function inGateway(bytes: Buffer): unknown[] {
  const result = new UwsgiPacketReader(bufferSize).push(bytes);
  if (result.kind !== 'request') return [result.kind];
  const { environ, protocol, contentLength } = readUwsgiRequest(result.packet);
  return [decodeEnviron(environ), protocol, contentLength];
}

const names = [
  ...[
    'HTTP_COOKIE',
    'HTTP_ACCEPT',
    'HTTP_PROXY',
    'HTTP_CONTENT_LENGTH',
    'HTTP_CONTENT_TYPE',
    'HTTP_TRANSFER_ENCODING',
  ],
  ...[
    'CONTENT_LENGTH',
    'CONTENT_TYPE',
    'HTTPS',
    'UWSGI_SCHEME',
    'UWSGI_FILE',
    'SCRIPT_NAME',
    'PATH_INFO',
    'HTTP_HOST',
  ],
  ...[
    'SERVER_NAME',
    'SERVER_PORT',
    'SERVER_PROTOCOL',
    'wsgi.input',
    'uwsgi.core',
    'wsgi.url_scheme',
    '',
    'X',
    'REMOTE_USER',
  ],
];
const values = [
  ...[
    '',
    '0',
    '00',
    '7',
    '007',
    '12x',
    '-1',
    '\xb2',
    '9'.repeat(20),
    'on',
    'ON',
    '1',
    'off',
    'https',
    'http',
    'a:80',
  ],
  ...[
    ' padded ',
    '\tx',
    'x\t',
    ' ',
    '/app',
    '/app/x',
    '/apple',
    'HTTP/1.1',
    'HTTP/2.0',
    'HTTP/3',
    'HTTP/1.1\r\n',
    '\xe9\0',
  ],
];

function packetFor(random: (below: number) => number): Buffer {
  const pick = (from: readonly string[]): string => from[random(from.length)] ?? '';
  const pieces = Array.from({ length: random(8) }, () => [pick(names), pick(values)] as const);
  const usual = random(3) > 0 ? uwsgiPacket({}).subarray(4) : Buffer.alloc(0);
  const block = Buffer.concat([usual, ...pieces.flat().map(sized)]);
  const modifier = [0, 0, 0, 30, 100, 9][random(6)] ?? 0;
  const packet = Buffer.concat([Buffer.from([modifier, block.length & 0xff, block.length >> 8, 0]), block]);
  // Some with one byte that is another.
  if (random(4) === 0) packet[random(packet.length)] = random(256);
  return random(8) === 0 ? packet.subarray(0, 1 + random(packet.length - 1)) : packet;
}

function sized(text: string): Buffer {
  return Buffer.concat([Buffer.from([text.length & 0xff, text.length >> 8]), Buffer.from(text, 'latin1')]);
}

/** The same numbers for the same seed. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed * 2_654_435_761;
  return (below) => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
    return Math.floor((state / 0x1_0000_0000) * below);
  };
}
