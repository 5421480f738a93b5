import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fieldNamed } from '../../../src/monitor/fields/field-lookup.js';
import { parseFilter } from '../../../src/monitor/filter/parser.js';
import { chooseFields } from '../../../src/monitor/snapshot/choose-fields.js';
import { fieldHeadsOf } from '../../../src/monitor/snapshot/dictionary.js';
import { parseFieldChoice, parseSortKeys } from '../../../src/monitor/snapshot/selection.js';
import { VIEW_NAMES } from '../../../src/monitor/snapshot/views.js';
import { columnsFor } from '../../../src/monitor/tables/columns/columns.js';
import { fieldsOf, TABLE_KINDS } from '../../../src/monitor/tables/tables.js';
import { parseLive, parseSnapshot } from '../cli/command-lines.js';

/** Titles that stand above another field's short name, or above the time of the reading. */
const OTHERWISE = new Set(['events TIME', 'keys NODES']);

for (const kind of TABLE_KINDS) {
  const modes = kind === 'workers' ? (['flat', 'cores', 'tree'] as const) : (['flat'] as const);
  test(`the titles of ${kind} can be typed wherever a field is named`, async () => {
    for (const { title, shortTitle, field } of modes.flatMap((mode) => columnsFor(kind, mode))) {
      for (const typed of [title, shortTitle, title.toLowerCase()]) {
        const where = `${kind} ${typed}`;
        const isOwn = !OTHERWISE.has(`${kind} ${typed.toUpperCase()}`);
        const found = fieldNamed(fieldsOf(kind), typed);
        if (isOwn) assert.equal(found?.name, field.name, where);
        for (const filter of [`${typed}=-`, `${typed} != -`, `(not ${typed}=-) and x`]) {
          const parsed = parseFilter(filter, fieldsOf(kind));
          assert.ok(parsed.ok, `${filter}: ${parsed.ok ? '' : parsed.message}`);
          const compares = JSON.stringify(parsed.expression).includes(`"field":"${found?.name}"`);
          assert.ok(compares, `${filter} compares ${found?.name}`);
        }
        await assertTakenBySnapshots(kind, typed, isOwn ? field.name : null);
      }
    }
  });
}

async function assertTakenBySnapshots(
  view: (typeof TABLE_KINDS)[number],
  typed: string,
  name: string | null,
): Promise<void> {
  const quoted = typed.includes(' ') ? `'${typed}'` : typed;
  const line = `:1 --once --view ${view} --fields ${quoted} --sort ${quoted} --filter '${typed}=-'`;
  const { selection } = await parseSnapshot(line);
  const [chosen] = chooseFields(fieldHeadsOf(view), selection.fields, []);
  if (name !== null && chosen !== undefined) assert.equal(chosen.name, name, line);
  for (const words of [typed, `-${typed}`, `+${typed}`]) {
    const [key] = parseSortKeys(words);
    assert.ok(key !== undefined && fieldNamed(fieldHeadsOf(view), key.field) !== null, words);
    const { base, added, removed } = parseFieldChoice(words);
    const [word = ''] = [...(base ?? []), ...added, ...removed];
    assert.notEqual(fieldNamed(fieldHeadsOf(view), word), null, words);
  }
}

test('every name and short name of every view works in fields, sort and filter', async () => {
  for (const view of VIEW_NAMES) {
    if (view === 'all') continue;
    const fields = fieldHeadsOf(view);
    for (const field of fields) {
      for (const typed of [field.name, ...field.aliases, ...(field.titles ?? [])]) {
        const quoted = typed.includes(' ') ? `'${typed}'` : typed;
        const line = `:1 --once --view ${view} --fields ${quoted} --sort -${quoted} --filter '${typed}=-'`;
        await parseSnapshot(line.replace(/--sort -'/, "--sort '-"));
      }
    }
  }
});

test('a name without its unit works, too', async () => {
  for (const name of ['latency', 'busy', 'age', 'rss', 'exceptions', 'uptime', 'Latency'])
    await parseSnapshot(`:1 --once --view workers --fields ${name} --sort -${name} --filter '${name}>0'`);
  await parseSnapshot(":1 --once --fields wid,latency --sort -latency --filter 'latency>10ms'");
  await parseLive(":1 --sort -latency --filter 'latency>10ms'");
});

test('no name means two fields of a view', () => {
  for (const view of VIEW_NAMES) {
    if (view === 'all') continue;
    const owners = new Map<string, string>();
    for (const { name, aliases } of fieldHeadsOf(view))
      for (const word of [name, ...aliases]) {
        assert.ok(!owners.has(word), `${view}: ${word} is ${owners.get(word)} and ${name}`);
        owners.set(word, name);
      }
  }
});
