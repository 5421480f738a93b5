// `npm run bench [-- tstop | recordings | server [TABLE…] | floods [NAME…]]`: what tstop costs, and what tsgi serves beside its peers. Prints tables;
// asserts nothing, so that a busy machine never fails a test. Quote only what it printed on the tree at hand.

import { arch, cpus, platform } from 'node:os';
import { preparePeers } from '../test/peers/prepare-peers.js';
import { benchTstop } from './bench-tstop.js';
import { benchFloods } from './floods.js';
import { benchRecordings } from './recording-cost.js';
import { benchServer } from './server/bench-server.js';

// Node parses this file at every start, which is twice the work of the start itself.
delete process.env['NODE_EXTRA_CA_CERTS'];

const [part, ...more] = process.argv.slice(2);

console.log(`node ${process.version}, ${platform()} ${arch()}, ${cpus().length} cores`);
for (const missing of await preparePeers()) console.error(missing);
if (part === undefined || part === 'tstop') await benchTstop();
if (part === 'recordings') await benchRecordings();
if (part === undefined || part === 'server') await benchServer(more);
if (part === undefined || part === 'floods') await benchFloods(more);
if (part !== undefined && !['tstop', 'recordings', 'server', 'floods'].includes(part)) {
  console.error(`Unknown part "${part}"; there are tstop, recordings, server and floods`);
  process.exitCode = 1;
}
