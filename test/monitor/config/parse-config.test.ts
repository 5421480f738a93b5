import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { completeConfig } from '../../../src/monitor/config/complete-config.js';
import type { Config } from '../../../src/monitor/config/config-shape.js';
import { configText } from '../../../src/monitor/config/config-text.js';
import { ConfigTextError, parseConfig } from '../../../src/monitor/config/parse-config.js';
import { DEFAULT_THRESHOLDS } from '../../../src/monitor/metrics/sample/thresholds.js';
import { projectRoot } from '../../fixtures.js';

const schema: object = JSON.parse(readFileSync(join(projectRoot, 'dist/tstop-config.schema.json'), 'utf8'));
const validate = new Ajv2020({ strict: true, allErrors: true }).compile(schema);

const GOOD: readonly (readonly [text: string, values: Config])[] = [
  ['{}', {}],
  [' \r\n\t{ }\n', {}],
  [
    '{"$schema": "tstop-config.schema.json", "theme": "light"}',
    { $schema: 'tstop-config.schema.json', theme: 'light' },
  ],
  ['{"address": "/run/app.stats"}', { address: '/run/app.stats' }],
  [
    '{"address": "127.0.0.1:9191", "interval_seconds": 0.5}',
    { address: '127.0.0.1:9191', interval_seconds: 0.5 },
  ],
  ['{"interval_seconds": 5e-1}', { interval_seconds: 0.5 }],
  ['{"readonly": true}', { readonly: true }],
  ['{"ascii": "auto", "mouse": false, "meters": true}', { ascii: 'auto', mouse: false, meters: true }],
  ['{"ascii": true}', { ascii: true }],
  ['{"request_group": "client"}', { request_group: 'client' }],
  ['{"columns": {"workers": ["slot", "uss_bytes"]}}', { columns: { workers: ['slot', 'uss_bytes'] } }],
  ['{"columns": {"tree": ["now"], "cores": ["core"]}}', { columns: { tree: ['now'], cores: ['core'] } }],
  [
    '{"sort": {"workers": "-rss_bytes", "requests": "uri"}}',
    { sort: { workers: '-rss_bytes', requests: 'uri' } },
  ],
  ['{"thresholds": {"stall_seconds": 0}}', { thresholds: { stall_seconds: 0 } }],
  [
    '{"keys": {"poll-now": ["r", "S-up"], "filter": []}}',
    { keys: { 'poll-now': ['r', 'S-up'], filter: [] } },
  ],
  ['{"keys": {"quit": ["q"], "poll-now": ["Ö"]}}', { keys: { quit: ['q'], 'poll-now': ['Ö'] } }],
  ['{"keys": {"group": ["o"], "up": ["o"]}}', { keys: { group: ['o'], up: ['o'] } }],
  ['{"redact": ["HTTP_X_CUSTOMER", "x-other"]}', { redact: ['HTTP_X_CUSTOMER', 'x-other'] }],
  ['{"address": "\\u002frun\\/a"}', { address: '/run/a' }],
  [
    '{"servers": {":9191": {"fifo": "/run/app.fifo", "harakiri_seconds": 60}, "/run/b": {"readonly": true}}}',
    { servers: { ':9191': { fifo: '/run/app.fifo', harakiri_seconds: 60 }, '/run/b': { readonly: true } } },
  ],
  [
    '{"servers": {"/run/b": {"tracebacker": "/run/tb"}}}',
    { servers: { '/run/b': { tracebacker: '/run/tb' } } },
  ],
];

for (const [text, values] of GOOD) {
  test(`${text.trim()} is a configuration, for the schema too`, () => {
    assert.deepEqual(parseConfig(text).values, values);
    assert.ok(validate(JSON.parse(text)), JSON.stringify(validate.errors));
  });
}

/** Mistakes that the schema refuses as well, in words of its own. */
const BAD: readonly (readonly [text: string, message: string])[] = [
  ['[]', 'line 1: it is a list, not an object in { }'],
  ['7', 'line 1: it is 7, not an object in { }'],
  ['{\n"tresholds": {}\n}', 'line 2: unknown key "tresholds": did you mean "thresholds"?'],
  ['{"zzzzzzzz": 1}', 'line 1: unknown key "zzzzzzzz": tstop --print-config shows all that there are'],
  [
    '{"thresholds":\n {"busy_wrn_ratio": 0.5}}',
    'line 2: unknown key "thresholds.busy_wrn_ratio": did you mean "busy_warn_ratio"?',
  ],
  ['{"keys": {"pauze": ["x"]}}', 'line 1: unknown key "keys.pauze": did you mean "pause"?'],
  ['{"__proto__": {}}', 'line 1: unknown key "__proto__": tstop --print-config shows all that there are'],
  [
    '{"theme": "lite"}',
    'line 1: theme is "lite", not one of auto, default, light, blue-orange, high-contrast, mono',
  ],
  [
    '{"theme": "ligth"}',
    'line 1: theme is "ligth", not one of auto, default, light, blue-orange, high-contrast, mono',
  ],
  [
    '{"theme": null}',
    'line 1: theme is null, not one of auto, default, light, blue-orange, high-contrast, mono',
  ],
  ['{"mouse": "no"}', 'line 1: mouse is "no", not true or false'],
  ['{"ascii": "always"}', 'line 1: ascii is "always", not one of true, false, auto'],
  ['{"interval_seconds": "1s"}', 'line 1: interval_seconds is "1s", not a number from 0.1 to 86400'],
  ['{"interval_seconds": 0.01}', 'line 1: interval_seconds is 0.01, not a number from 0.1 to 86400'],
  ['{"interval_seconds": 1e9}', 'line 1: interval_seconds is 1000000000, not a number from 0.1 to 86400'],
  ['{"address": ""}', 'line 1: address is "", not an address, such as "127.0.0.1:9191" or "/run/app.stats"'],
  [
    '{"address": 9191}',
    'line 1: address is 9191, not an address, such as "127.0.0.1:9191" or "/run/app.stats"',
  ],
  ['{"columns": {"workers": []}}', 'line 1: columns.workers is an empty list'],
  ['{"columns": {"workers": "rss"}}', 'line 1: columns.workers is "rss", not a list in [ ]'],
  [
    '{"columns": {"workers": [\n"slot",\n"rss"]}}',
    'line 3: columns.workers[1] is "rss", no field of workers: did you mean "rss_bytes"?',
  ],
  ['{"columns": {"workers": [7]}}', 'line 1: columns.workers[0] is not the name of a field'],
  ['{"columns": {"workers": ["slot", "slot"]}}', 'line 1: columns.workers has "slot" twice'],
  [
    '{"columns": {"requests": ["rss_bytes"]}}',
    'line 1: columns.requests[0] is "rss_bytes", no field of requests: see tstop --list-fields',
  ],
  ['{"columns": {"workrs": ["slot"]}}', 'line 1: unknown key "columns.workrs": did you mean "workers"?'],
  [
    '{"sort": {"workers": "-rss"}}',
    'line 1: sort.workers is "-rss", no field of workers: did you mean "-rss_bytes"?',
  ],
  ['{"sort": {"workers": true}}', 'line 1: sort.workers is not the name of a field'],
  [
    '{"thresholds": {"busy_warn_ratio": 70}}',
    'line 1: thresholds.busy_warn_ratio is 70, not a number from 0 to 1',
  ],
  [
    '{"thresholds": {"harakiri_warn_count": 1.5}}',
    'line 1: thresholds.harakiri_warn_count is 1.5, not a whole number from 1 to 1000000',
  ],
  ['{"thresholds": []}', 'line 1: thresholds is a list, not an object in { }'],
  [
    '{"keys": {"pause": ["F5"]}}',
    'line 1: keys.pause[0] is "F5", not the name of a key, such as "r", "f5", "C-r" (Ctrl), "S-left" (Shift), "space", "pageup"',
  ],
  ['{"keys": {"pause": "p"}}', 'line 1: keys.pause is "p", not a list in [ ]'],
  ['{"keys": {"pause": ["p", "p"]}}', 'line 1: keys.pause has "p" twice'],
  ['{"redact": [""]}', 'line 1: redact[0] is "", not the name of a variable, such as "HTTP_X_CUSTOMER"'],
  ['{"servers": {":1": {"fifo": 7}}}', 'line 1: servers.:1.fifo is 7, not a path'],
  ['{"servers": {":1": {"fifu": "x"}}}', 'line 1: unknown key "servers.:1.fifu": did you mean "fifo"?'],
  [
    '{"servers": {":1": {"harakiri_seconds": 0}}}',
    'line 1: servers.:1.harakiri_seconds is 0, not a number from 1 to 2073600',
  ],
  ['{"redact": {}}', 'line 1: redact is an object, not a list in [ ]'],
];

for (const [text, message] of BAD) {
  test(`${text.replaceAll('\n', ' ')} is refused, by the schema too`, () => {
    assert.equal(errorOf(text), message);
    assert.equal(validate(JSON.parse(text)), false);
  });
}

/** Mistakes that a schema cannot find, and texts that are no JSON at all. */
const BEYOND_THE_SCHEMA: readonly (readonly [text: string, message: string])[] = [
  ['\ufeff{}', 'line 1: it begins with a byte order mark; save it as UTF-8 without one'],
  ['{"mouse": true,}', 'line 1, column 16: a comma with nothing behind it'],
  ['{"mouse": true', 'line 1, column 15: expected "," or "}", but the file ends'],
  ['{"mouse" true}', 'line 1, column 10: expected ":", got "t"'],
  ['{mouse: true}', 'line 1, column 2: expected a name in double quotes, got "m"'],
  ["{'mouse': true}", 'line 1, column 2: expected a name in double quotes, got "\'"'],
  ['{\n  // the theme\n}', 'line 2, column 3: expected a name in double quotes; JSON has no comments'],
  ['{"theme": light}', 'line 1, column 11: "light" is no value; texts stand in double quotes'],
  ['{"mouse": True}', 'line 1, column 11: "True" is no value; texts stand in double quotes'],
  ['{"interval_seconds": .5}', 'line 1, column 22: expected a value, got "."'],
  ['{"interval_seconds": 1s}', 'line 1, column 23: expected "," or "}", got "s"'],
  ['{} {}', 'line 1, column 4: expected nothing more, got "{"'],
  ['{"theme": "light\n"}', 'line 1, column 11: a text that does not end in its line'],
  ['{"theme": "li\tght"}', 'line 1, column 14: a control character in a text'],
  ['{"theme": "li\\ght"}', 'line 1, column 14: an unknown escape in a text'],
  [
    '{"mouse": true,\n "meters": true,\n "mouse": false}',
    'line 3, column 2: "mouse" is there twice, first in line 1',
  ],
  ['{"keys": {"up": ["x"],\n"up": ["y"]}}', 'line 2, column 1: "up" is there twice, first in line 1'],
  [`{"keys": ${'['.repeat(5000)}`, 'line 1, column 30: nested more than 20 deep'],
  [
    '{"servers": {"host": {}}}',
    'line 1: Cannot use address "host": the port is missing; try "host:9191" or "./host"',
  ],
  [
    '{"servers": {":9191": {},\n"127.0.0.1:9191": {}}}',
    'line 2: servers has ":9191" and "127.0.0.1:9191", which are the same',
  ],
  [
    '{"address": "host"}',
    'line 1: Cannot use address "host": the port is missing; try "host:9191" or "./host"',
  ],
  [
    '{"thresholds": {\n"busy_warn_ratio": 0.95}}',
    'line 2: thresholds.busy_warn_ratio is 0.95, above busy_critical_ratio, which is 0.9',
  ],
  [
    '{"thresholds": {\n\n"request_critical_seconds": 5}}',
    'line 3: thresholds.request_warn_seconds is 10, above request_critical_seconds, which is 5',
  ],
  [
    '{"keys": {"poll-now": ["r"],\n"pause": ["p", "r"]}}',
    'line 2: key "r" is bound to "poll-now" (line 1) and to "pause"',
  ],
  [
    '{"keys": {"copy": ["o"],\n"group": ["o"]}}',
    'line 2: key "o" is bound to "copy" (line 1) and to "group"',
  ],
];

for (const [text, message] of BEYOND_THE_SCHEMA) {
  test(`"${text.slice(0, 60).replaceAll('\n', ' ')}" is refused for what it is`, () => {
    assert.equal(errorOf(text), message);
  });
}

test('an empty file says nothing', () => {
  for (const text of ['', ' \n\t']) assert.deepEqual(parseConfig(text).values, {});
});

test('a message is one line, whatever the file holds', () => {
  const long = 'x'.repeat(100_000);
  for (const text of [
    `{"${long}": 1}`,
    `{"theme": "${long}"}`,
    `{"theme": ${long}}`,
    `{"redact": ["\\n${long}"]}`,
  ]) {
    const message = errorOf(text);
    assert.ok(message.length < 400, `${message.length} letters`);
    assert.doesNotMatch(message, /\n/);
  }
});

test('the complete configuration keeps to the schema and comes back as it was', () => {
  const configs: readonly Config[] = [{}, ...GOOD.map(([, values]) => values)];
  for (const config of configs) {
    const complete = completeConfig(config);
    assert.ok(validate(complete), JSON.stringify(validate.errors));
    const text = configText(complete);
    assert.deepEqual(parseConfig(text).values, complete);
    assert.deepEqual(completeConfig(parseConfig(text).values), complete);
    assert.ok(Math.max(...text.split('\n').map((line) => line.length)) <= 100);
  }
});

test('thresholds of the file go before the usual ones, and leave the others alone', () => {
  const { thresholds } = parseConfig(
    '{"thresholds": {"busy_warn_ratio": 0.5, "memory_critical_ratio_per_hour": 2}}',
  );
  assert.deepEqual(thresholds, { ...DEFAULT_THRESHOLDS, busyWarnRatio: 0.5, memoryCriticalRatioPerHour: 2 });
});

test('every key of the schema says what it is for', () => {
  const { properties } = schema as { properties: Record<string, { description?: string }> };
  for (const [name, { description = '' }] of Object.entries(properties))
    assert.match(description, /^[A-Z]/, name);
});

function errorOf(text: string): string {
  try {
    parseConfig(text);
  } catch (error) {
    assert.ok(error instanceof ConfigTextError, String(error));
    return error.message;
  }
  return assert.fail(`no error in ${text}`);
}
