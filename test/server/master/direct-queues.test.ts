import assert from 'node:assert/strict';
import test from 'node:test';
import { tcpQueuesIn, unixQueuesIn } from '../../../src/server/master/direct/direct-queues.js';

const unix = `Num       RefCount Protocol Flags    Type St Inode Path
000000003be505b8: 00000003 00000000 00000000 0001 02     0 /run/app one.sock
000000004fbd2119: 00000002 00000000 00000000 0001 03 52703400 /run/app one.sock
000000009c01ed0c: 00000003 00000000 00000000 0001 02     0 /run/app one.sock
0000000075b01ea1: 00000002 00000000 00010000 0001 01 52703394 /run/app one.sock
0000000012345678: 00000002 00000000 00010000 0001 01 52703395 /run/other.sock
00000000aaaaaaaa: 00000002 00000000 00000000 0002 01 52703396 /run/log
00000000bbbbbbbb: 00000003 00000000 00000000 0001 03 52703397
00000000cccccccc: 00000002 00000000 00010000 0001 01 52703398 @name
00000000dddddddd: 00000002 00000000 00000000 0001 02     0 @name
`;
const tcp = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:0000000B 00:00000000 00000000     0        0 4711 1 0000000000000000 100 0 0 10 0
   1: 0100007F:1F90 0100007F:C350 01 00000000:00000007 00:00000000 00000000     0        0 4712 1 0000000000000000 20 4 30 10 -1
`;

test('connections of unix sockets that nobody has accepted', () => {
  assert.deepEqual(Object.fromEntries(unixQueuesIn(unix)), { 52703394: 2, 52703395: 0, 52703398: 1 });
});

test('connections of TCP sockets that nobody has accepted', () => {
  assert.deepEqual(Object.fromEntries(tcpQueuesIn(tcp)), { 4711: 11 });
});

test('a file that is not there tells of no queue', () => {
  assert.deepEqual([tcpQueuesIn('').size, unixQueuesIn('').size], [0, 0]);
});
