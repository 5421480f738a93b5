// Every drill on every peer that it applies to, staged, read and judged. It takes minutes, and runs only with EVERY_DRILL=1, or
// with a pattern of names in its place. RECORD_DRILLS=1 keeps the readings in test/fixtures/drills, for recorded-drills.test.ts.

import { mkdirSync } from 'node:fs';
import { describe, test } from 'node:test';
import { fixturePath } from '../../fixtures.js';
import { PEERS } from './drill.js';
import { DRILLS } from './drills.js';
import { judge } from './judge.js';
import { recordingName, writeRecording } from './recording.js';
import { runDrill } from './run-drill.js';

/** Most of a drill is waiting. */
const TOGETHER = 8;
const WANTED = process.env['EVERY_DRILL'] ?? '';
const isRecording = process.env['RECORD_DRILLS'] === '1';

if (WANTED !== '') {
  const wanted = new RegExp(WANTED === '1' ? '' : WANTED);
  describe('the matrix of drills', { concurrency: TOGETHER }, () => {
    for (const [name, drill] of Object.entries(DRILLS)) {
      for (const peer of drill.peers ?? PEERS) {
        const title = `${name}, ${peer}`;
        if (!wanted.test(title)) continue;
        test(title, async (t) => {
          const recording = await runDrill(t, drill, peer);
          if (recording === null) return;
          if (isRecording) {
            mkdirSync(fixturePath('drills'), { recursive: true });
            writeRecording(fixturePath(recordingName(name, peer)), recording);
          }
          judge(drill, peer, recording);
        });
      }
    }
  });
}
