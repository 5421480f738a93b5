// `npm run bench -- tstop`: what tstop costs, beside what the machine charges for anything at all.

import { join } from 'node:path';
import { projectRoot } from '../test/fixtures.js';
import { measureFirstPaint } from './first-paint.js';
import { measureFrameCost, measureViews } from './frame-cost.js';
import { measureHistory } from './history-cost.js';
import { measureOnce } from './once-time.js';
import { benchRecordings } from './recording-cost.js';
import { startReplayServer } from './replay-server.js';
import { ratio, row, section } from './report.js';
import { measureRunning } from './running-cost.js';

const tstop = join(projectRoot, 'bin', 'tstop');

export async function benchTstop(): Promise<void> {
  const server = await startReplayServer(projectRoot, 'size-64x16-busy.json');
  const paint = await measureFirstPaint(tstop, server);
  section('First paint, 64×16 cores at 200×60 (medians)');
  row('bare node -e 0', milliseconds(paint.bareNode));
  row('header on the screen', milliseconds(paint.header), ratio(paint.header / paint.bareNode), 'aim 1.8×');
  row('first numbers on the screen', milliseconds(paint.numbers), ratio(paint.numbers / paint.bareNode));
  row('numbers of uwsgitop', milliseconds(paint.uwsgitop), ratio(paint.uwsgitop / paint.bareNode));

  const cost = await measureFrameCost(tstop, server);
  section('Running, 64×16 cores at 200×60');
  row('CPU of a frame (a key moves the selection)', milliseconds(cost.keyFrameCpuMs), '', 'aim 3 ms');
  row('CPU of a refresh (read 0.5 MB, compute, frame)', milliseconds(cost.refreshCpuMs));
  row('RSS', mebibytes(cost.rssBytes), '', 'aim 80 MB');
  row('RSS, most ever', mebibytes(cost.peakRssBytes));

  section('A frame in every view, 64×16 cores at 200×60 (a key moves the selection)');
  for (const { view, frameCpuMs } of await measureViews(tstop, server))
    row(`CPU, ${view}`, milliseconds(frameCpuMs), '', view.startsWith('history') ? 'aim 5 ms' : '');
  server.close();

  await benchRunning();

  const history = await measureHistory();
  section(`History, 64×16 cores, ${history.samples} samples a second apart, hundreds of requests in flight`);
  row('samples kept, thinned with age', String(history.kept));
  row('bytes kept', mebibytes(history.archiveBytes), '', 'limit 32 MB');
  row('RSS growth', mebibytes(history.rssGrowthBytes), '', 'aim 100 MB');
  row('CPU to archive a sample', milliseconds(history.archivingMs), '', 'aim 3 ms');
  row('CPU to recall one (median)', milliseconds(history.recallMs));
  row('CPU to recall one (slowest)', milliseconds(history.slowestRecallMs));

  await benchRecordings();

  for (const fixture of ['plain-4x2-busy.json', 'size-64x16-busy.json']) {
    const one = await startReplayServer(projectRoot, fixture);
    const once = await measureOnce(tstop, one);
    section(`--once --instant -F json, ${fixture} (medians)`);
    row('bare node -e 0', milliseconds(once.bareNode));
    row('tstop', milliseconds(once.tstop), ratio(once.tstop / once.bareNode), 'aim 2.0×');
    row('uwsgi --connect-and-read', milliseconds(once.uwsgi), ratio(once.uwsgi / once.bareNode));
    one.close();
  }
}

async function benchRunning(): Promise<void> {
  for (const [fixture, columns, rows] of [
    ['plain-4x2-busy.json', 80, 24],
    ['size-64x16-busy.json', 200, 60],
  ] as const) {
    const server = await startReplayServer(projectRoot, fixture);
    section(`Monitors once a second, ${fixture} at ${columns}×${rows}`);
    for (const cost of await measureRunning(tstop, server, { columns, rows })) {
      row(`${cost.name}: CPU a second`, milliseconds(cost.cpuMsPerSecond));
      row(`${cost.name}: bytes a second`, cost.bytesPerSecond.toFixed(0));
      row(`${cost.name}: RSS, PSS`, mebibytes(cost.rssBytes), mebibytes(cost.pssBytes));
    }
    server.close();
  }
}

function milliseconds(value: number): string {
  return `${value.toFixed(1)} ms`;
}

function mebibytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
