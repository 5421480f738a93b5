/* What the table's place shows when there are no rows: why, and what can be done about it. */
import { tableKind } from '../app/shown.js';
import type { TableKind } from '../fields/table-fields.js';
import { cleanText } from '../text/clean.js';
import { formatDuration } from '../text/format.js';
import { displayWidth, fitText } from '../text/width.js';
import type { Line, Tone } from './frame.js';
import { EMPTY_LINE, LineBuilder } from './line-builder.js';
import { type Scene, secondsSince } from './scene.js';

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
  const { connection, observation, model } = scene;
  if (observation === null)
    return connection.phase === 'lost' ? lostSentences(scene, connection) : connecting(scene);
  if (model.table.filterText !== '') {
    return [
      [`No row matches the filter  ${cleanText(model.table.filterText, 512)}`, 'plain'],
      ['', 'plain'],
      ['F4 changes it   Esc clears it', 'dim'],
    ];
  }
  return [[NOTHING[tableKind(observation)], 'dim']];
}

function connecting(scene: Scene): readonly Sentence[] {
  const seconds = secondsSince(scene, scene.connection.sinceMs);
  const since = seconds < 2 ? '' : ` for ${formatDuration(seconds)}`;
  return [[`Connecting to ${scene.address}${since}${scene.glyphs.ellipsis}`, 'plain']];
}

function lostSentences(scene: Scene, lost: Scene['connection'] & { phase: 'lost' }): readonly Sentence[] {
  const wait = Math.ceil((lost.retryAtMs - scene.model.nowMs) / 1000);
  const tries = `${lost.failures} ${lost.failures === 1 ? 'try' : 'tries'} so far`;
  return [
    [`No stats from ${scene.address}`, 'strong'],
    [cleanText(lost.reason, 512), 'error'],
    ['', 'plain'],
    [`${tries}, ${wait > 0 ? `next in ${wait}s` : 'trying again'}   q quits`, 'dim'],
  ];
}

const NOTHING: Readonly<Record<TableKind, string>> = {
  workers: 'The server has no workers',
  vassals: 'The emperor has no vassals',
  nodes: 'The router lists no nodes',
  peers: 'No peer is connected',
};

function centredLine(scene: Scene, text: string, tone: Tone): Line {
  const room = Math.max(0, scene.width - 2);
  const fitted = displayWidth(text) > room ? fitText(text, room, 'left', scene.glyphs.ellipsis) : text;
  return new LineBuilder(scene.width)
    .gap(Math.max(1, Math.floor((scene.width - displayWidth(fitted)) / 2)))
    .add(fitted, tone)
    .end();
}
