/* Shown in place of the table when there are no rows: the reason, and the remedy. */

import type { Observed } from '../../metrics/observation.js';
import { tableNamed } from '../../tables/tables.js';
import { formatDuration } from '../../text/format.js';
import { displayWidth, fitText } from '../../text/width.js';
import type { Line, Tone } from '../drawing/frame.js';
import { EMPTY_LINE, LineBuilder } from '../drawing/line-builder.js';
import { type LostConnection, lossReason, nextTry } from '../drawing/loss.js';
import { type Scene, screenText, secondsSince } from '../drawing/scene.js';
import { footerOf, keyFor } from '../keys/key-table.js';
import type { Model } from '../model/model.js';
import { shownTable } from '../model/shown.js';

export function emptyLines(scene: Scene, height: number): readonly Line[] {
  const sentences = sentencesFor(scene);
  const above = Math.max(0, Math.floor((height - sentences.length) / 3));
  return Array.from({ length: height }, (_, index) => {
    const sentence = sentences[index - above];
    return sentence === undefined ? EMPTY_LINE : centredLine(scene, ...sentence);
  });
}

type Sentence = readonly [text: string, tone: Tone];

function sentencesFor(scene: Scene): readonly Sentence[] {
  const { observation, model } = scene;
  if (observation === null) return unreadSentences(scene);
  if (model.table.filterText !== '') {
    const what = `No row matches the filter  ${screenText(scene, model.table.filterText, 512)}`;
    const key = footerOf(model.settings.keys, model.view).find(({ action }) => action === 'filter')?.key;
    const change = key === undefined ? '' : `${key} changes it   `;
    const keys = model.prompt === null ? `${change}Esc clears it` : '';
    return [
      [what, 'plain'],
      ['', 'plain'],
      [keys, 'dim'],
    ];
  }
  if (model.table.hidesIdle && shownTable(model) === 'workers') {
    const key = keyFor(model.settings.keys, 'hide-idle');
    return [[`Every worker is idle${key === null ? '' : `; ${key} shows them`}`, 'dim']];
  }
  if (hidesRequests(model, observation))
    return [['The server lists no cores, so its requests are unknown', 'dim']];
  return [[tableNamed(shownTable(model)).empty, 'dim']];
}

function hidesRequests(model: Model, { sample: { body } }: Observed): boolean {
  return model.view === 'requests' && body.kind === 'workers' && body.workers.totals.inFlight === null;
}

function unreadSentences(scene: Scene): readonly Sentence[] {
  const { connection } = scene;
  if (connection.phase === 'lost') return lostSentences(scene, connection);
  if (connection.phase !== 'ended' || connection.failure === null) return connecting(scene);
  return [
    [`No stats in ${scene.address}`, 'strong'],
    [lossReason(scene, connection.failure), 'error'],
    ['', 'plain'],
    [`${keyFor(scene.model.settings.keys, 'quit') ?? '^C'} quits`, 'dim'],
  ];
}

function connecting(scene: Scene): readonly Sentence[] {
  const seconds = secondsSince(scene, scene.connection.sinceMs);
  const since = seconds < 2 ? '' : ` for ${formatDuration(seconds)}`;
  return [[`Connecting to ${scene.address}${since}${scene.glyphs.ellipsis}`, 'plain']];
}

function lostSentences(scene: Scene, lost: LostConnection): readonly Sentence[] {
  const tries = `${lost.failures} ${lost.failures === 1 ? 'try' : 'tries'} so far`;
  return [
    [`No stats from ${scene.address}`, 'strong'],
    [lossReason(scene, lost), 'error'],
    ['', 'plain'],
    [`${tries}, ${nextTry(scene, lost)}   ${keyFor(scene.model.settings.keys, 'quit') ?? '^C'} quits`, 'dim'],
  ];
}

function centredLine(scene: Scene, text: string, tone: Tone): Line {
  const room = Math.max(0, scene.width - 2);
  const fitted = displayWidth(text) > room ? fitText(text, room, 'left', scene.glyphs.ellipsis) : text;
  return new LineBuilder(scene.width)
    .gap(Math.max(1, Math.floor((scene.width - displayWidth(fitted)) / 2)))
    .add(fitted, tone)
    .end();
}
