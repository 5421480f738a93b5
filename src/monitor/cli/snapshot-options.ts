import { FORMAT_NAMES, type FormatName } from '../snapshot/formats.js';
import { isForOneTable, parseFieldChoice, type Selection } from '../snapshot/selection.js';
import type { ViewName } from '../snapshot/views.js';
import { refuseUnknownFields } from './filter.js';
import { OPTION_ROWS } from './option-table.js';
import type { Environment, MonitorOptions, Repeat, SnapshotOptions } from './options.js';
import type { RawOptions } from './raw-options.js';
import { UsageError } from './usage-error.js';
import { invalid, parseChoice, parseCount, parseDuration } from './values.js';

/** An option was given that only makes sense for a snapshot. */
export function isSnapshot(raw: RawOptions): boolean {
  const values: Readonly<Record<string, string | boolean | undefined>> = raw;
  return OPTION_ROWS.some(
    ({ name, takes, only }) =>
      only === 'snapshot' && (takes === 'off' ? values[name] === false : values[name] !== undefined),
  );
}

/** Throws `UsageError`, for contradictions and for options without effect too. */
export function parseSnapshotOptions(
  raw: RawOptions,
  common: MonitorOptions,
  view: ViewName | null,
  env: Environment,
): SnapshotOptions {
  if (raw.fifo !== undefined && isSnapshot(raw))
    throw new UsageError('Option --fifo has no effect on snapshots: use it with the live view');
  if (raw.record !== undefined)
    throw new UsageError('Option --record has no effect on snapshots: use tstop record ADDRESS -o FILE');
  const repeat = parseRepeat(raw);
  const format = raw.format === undefined ? 'table' : parseChoice('--format', raw.format, FORMAT_NAMES);
  const selection = parseSelection(raw, common, view);
  refuseUselessOptions(raw, format, repeat, selection);
  return {
    ...common,
    format: format === 'json' && repeat.kind === 'batch' ? 'ndjson' : format,
    selection,
    repeat,
    instant: raw.instant === true,
    headers: raw.headers,
    pretty: raw.pretty === true,
    width: parseWidth(raw, env),
    output: parseOutput(raw.output),
  };
}

const DAY_MS = 24 * 3600 * 1000;

function parseRepeat(raw: RawOptions): Repeat {
  const ends = raw.iterations !== undefined ? '-n' : raw.stopAfter !== undefined ? '--stop-after' : '-b';
  if (raw.batch !== true && ends === '-b') return { kind: 'once' };
  if (raw.once === true) {
    throw new UsageError(`Options --once and ${ends} contradict each other: give one of them`);
  }
  return {
    kind: 'batch',
    iterations:
      raw.iterations === undefined ? null : parseCount('-n', raw.iterations, { min: 1, max: 1_000_000_000 }),
    stopAfterMs:
      raw.stopAfter === undefined
        ? null
        : parseDuration('--stop-after', raw.stopAfter, { min: 1, max: 20 * DAY_MS }),
  };
}

function parseSelection(raw: RawOptions, common: MonitorOptions, view: ViewName | null): Selection {
  const fields = raw.fields === undefined ? null : parseFieldChoice(raw.fields);
  if (fields !== null && fields.base === null && fields.added.length + fields.removed.length === 0) {
    throw invalid('--fields', raw.fields ?? '', 'no field named; see --list-fields');
  }
  const top = raw.top === undefined ? null : parseCount('--top', raw.top, { min: 1, max: 1_000_000_000 });
  const { filter, sort, tree } = common;
  const selection: Selection = { view, fields, filter, sort, top, tree };
  if (view !== 'all') refuseUnknownFields(selection, view);
  return selection;
}

/** An option that would be ignored is an error: whoever wrote it expects something. */
function refuseUselessOptions(
  raw: RawOptions,
  format: FormatName,
  repeat: Repeat,
  selection: Selection,
): void {
  const only = (given: unknown, option: string, formats: readonly FormatName[]) => {
    if (given === undefined || formats.includes(format)) return;
    throw new UsageError(`Option ${option} has no effect on ${format}: use it with ${formats.join(', ')}`);
  };
  only(raw.pretty, '--pretty', ['json']);
  only(raw.width, '--width', ['table']);
  only(raw.tree, '--tree', ['table', 'wide']);
  only(raw.headers ? undefined : true, '--no-headers', ['table', 'wide', 'csv', 'tsv']);
  refuseForRepeat(raw, format, repeat);
  refuseForView(format, selection);
}

function refuseForRepeat(raw: RawOptions, format: FormatName, repeat: Repeat): void {
  if (repeat.kind === 'once') return;
  if (raw.pretty === true)
    throw new UsageError('Option --pretty has no effect with -b, which writes one line per snapshot');
  if (format === 'openmetrics') {
    throw new UsageError('Format openmetrics is one document, so -b cannot repeat it: use --once');
  }
}

function refuseForView(format: FormatName, selection: Selection): void {
  const { view, tree } = selection;
  if (format === 'openmetrics') refuseForOpenMetrics(selection);
  if (view === 'all' && isForOneTable(selection)) {
    throw new UsageError(
      'Options --fields, --filter, --sort, --top and --tree need one view: name it instead of "all"',
    );
  }
  if (view === 'all' && (format === 'csv' || format === 'tsv')) {
    throw new UsageError(`Format ${format} holds one table: name one view instead of "all"`);
  }
  if (tree && view !== null && view !== 'workers') {
    throw new UsageError(`Option --tree has no effect on --view ${view}: use it with workers`);
  }
}

function refuseForOpenMetrics(selection: Selection): void {
  const { view } = selection;
  if (isForOneTable(selection)) {
    throw new UsageError(
      'Format openmetrics always holds everything: drop --fields, --filter, --sort and --top',
    );
  }
  if (view === 'requests' || view === 'routes' || view === 'peers') {
    throw new UsageError(`Format openmetrics has no metrics of ${view}: name another view, or none`);
  }
}

/** null: standard output. A file of that name is `./-`. */
function parseOutput(output: string | undefined): string | null {
  if (output === '') throw invalid('--output', output, 'not the path of a file');
  return output === undefined || output === '-' ? null : output;
}

const LEAST_WIDTH = 20;

function parseWidth(raw: RawOptions, env: Environment): number | null {
  if (raw.width !== undefined) return parseCount('--width', raw.width, { min: LEAST_WIDTH, max: 100_000 });
  const columns = Number(env.COLUMNS);
  return Number.isInteger(columns) && columns >= LEAST_WIDTH ? columns : null;
}
