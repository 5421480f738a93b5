// `npm run bench -- server [TABLE…] [--rounds N] [--seconds N]`: what tsgi serves beside its peers. Each table runs for a
// minute or two; without a name, all of them do, for a quarter of an hour.

import { parseArgs } from 'node:util';
import { peers } from '../../test/peers/peers.js';
import { prepareBenchPeers } from './bench-peers.js';
import { type LoadTable, loadTables } from './loads.js';
import { measureLife } from './measure-life.js';
import { measureLoad } from './measure-load.js';
import { keepTable, printTable } from './results.js';

const lifeTitle = 'Start, reload and memory';
const lifeRounds = 9;
const tables: ReadonlyMap<string, LoadTable> = new Map(Object.entries(loadTables));
const order = [...[...tables.values()].map(({ title }) => title), lifeTitle];

export async function benchServer(args: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { rounds: { type: 'string', default: '4' }, seconds: { type: 'string', default: '2' } },
  });
  const known = [...tables.keys(), 'life'];
  const unknown = positionals.find((name) => !known.includes(name));
  const [rounds, seconds] = [Number(values.rounds), Number(values.seconds)];
  if (unknown !== undefined || !(rounds >= 1) || !(seconds >= 1)) {
    console.error(
      `Usage: npm run bench -- server [TABLE…] [--rounds N] [--seconds N]; tables: ${known.join(' ')}`,
    );
    process.exitCode = 1;
    return;
  }
  const wrk = peers.wrk.find();
  if (wrk === null) return console.error(`wrk: not here; ${peers.wrk.command}`);
  await prepareBenchPeers();
  for (const name of positionals.length === 0 ? known : positionals) {
    const table = tables.get(name);
    const title = table?.title ?? lifeTitle;
    const result =
      table === undefined
        ? await measureLife(lifeRounds)
        : await measureLoad(wrk, table, { rounds, seconds });
    printTable(title, result);
    keepTable(title, result, order);
  }
}
