import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { projectRoot } from '../test/fixtures.js';
import { peers } from '../test/peers/peers.js';
import { preparePeers } from '../test/peers/prepare-peers.js';
import type { UwsgiServer } from '../test/peers/uwsgi.js';
import { Pty } from '../test/pty/pty.js';
import { waitFor } from '../test/wait-for.js';
import { screenPng } from './screen-png.js';
import { screenSvg } from './screen-svg.js';
import { openShop, shopServer } from './shop.js';
import { DARK, SHOTS, type Shot } from './shots.js';

/*
 * `npm run screenshots`: the pictures of the README, made from the real program in a real pseudo terminal on a real
 * uWSGI under load. With names (`npm run screenshots -- workers history`) only these are made anew.
 */

/** The load lasts a minute; before its end, all pictures have been taken. */
const WATCH_MS = 45_000;
const KILL_WAIT_MS = 50_000;

const TSTOP = join(projectRoot, 'bin/tstop');

await makeScreenshots(process.argv.slice(2));

async function makeScreenshots(names: readonly string[]): Promise<void> {
  const missing = await preparePeers();
  const program = peers.uwsgi.find();
  if (program === null) throw new Error(`Cannot make screenshots without uWSGI: ${missing.join('; ')}`);
  const shots = SHOTS.filter(({ name }) => names.length === 0 || names.includes(name));
  const server = shopServer(program);
  try {
    await server.startSomewhere();
    await takeAll(shots, server);
  } finally {
    await server.remove();
  }
}

async function takeAll(shots: readonly Shot[], server: UwsgiServer): Promise<void> {
  const closeShop = openShop(server);
  const recording = recorded(server);
  const opened = shots
    .filter(({ afterwards }) => afterwards === undefined)
    .map((shot) => ({ shot, pty: openPty(shot, server) }));
  try {
    await Promise.all([
      delay(WATCH_MS),
      waitFor('a kill by harakiri', () => hasKilled(server), KILL_WAIT_MS),
    ]);
    for (const { shot, pty } of opened) await take(shot, pty);
    await recording.end();
    for (const shot of shots.filter(({ afterwards }) => afterwards !== undefined)) {
      const pty = openPty(shot, server);
      opened.push({ shot, pty });
      await take(shot, pty);
    }
  } finally {
    closeShop();
    await Promise.all(opened.map(({ pty }) => pty.close()));
  }
}

/** A recording of the whole minute, which ends in good order. */
function recorded({ statsAddress, folder }: UwsgiServer): { readonly end: () => Promise<void> } {
  const words = ['record', statsAddress, '-o', join(folder, 'shop.tsr')];
  const recorder = spawn(process.execPath, [TSTOP, ...words], { stdio: 'ignore' });
  const ended = once(recorder, 'exit');
  return {
    end: async () => {
      recorder.kill('SIGTERM');
      await ended;
    },
  };
}

function openPty({ columns, rows, options = [], afterwards }: Shot, server: UwsgiServer): Pty {
  const words = (afterwards ?? [server.statsAddress, ...options]).map((word) =>
    word.replaceAll('{dir}', server.folder),
  );
  const command = [process.execPath, TSTOP, ...words];
  return new Pty({ command, columns, rows, env: { LANG: 'C.UTF-8' } });
}

async function hasKilled(server: UwsgiServer): Promise<boolean> {
  const document = await server.document();
  return (document?.workers ?? []).some(({ respawn_count }) => respawn_count > 1);
}

async function take({ name, steps = [], look = DARK }: Shot, pty: Pty): Promise<void> {
  for (const { keys, shows } of steps) {
    pty.send(keys);
    await pty.waitFor(shows);
  }
  const svg = screenSvg(pty.screen, look);
  const path = join(projectRoot, 'screenshots', name);
  writeFileSync(`${path}.svg`, svg);
  writeFileSync(`${path}.png`, screenPng(svg));
  console.log(`${path}.svg`);
}
