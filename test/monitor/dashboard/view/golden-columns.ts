import type { Model } from '../../../../src/monitor/dashboard/model/model.js';
import type { ColumnChoices } from '../../../../src/monitor/tables/columns/chosen-columns.js';
import { GOLDEN_SCREENS } from './golden-screens.js';

/** Golden screens of the table's usual columns. All others have theirs from here: a new column changes these alone. */
const ABOUT_COLUMNS: ReadonlySet<string> = new Set([
  'series-80x24',
  'series-100x30',
  'series-120x40',
  'series-200x60',
  'setup-columns-80x24',
]);

const NARROW: ColumnChoices = {
  workers: words(
    'slot pid state in_flight busy_ratio rps latency_seconds longest_seconds age_seconds requests_total',
    'requests_since_spawn exceptions_total harakiri_total respawns rss_bytes rss_bytes_per_hour uptime_seconds now',
  ),
  cores: words(
    'slot pid state busy_ratio rps age_seconds requests_total static_total write_errors_total read_errors_total now',
  ),
  tree: words(
    'slot pid state busy_ratio rps latency_seconds age_seconds requests_total static_total write_errors_total',
    'read_errors_total now',
  ),
};

const WIDE: ColumnChoices = {
  workers: words(
    'slot pid state in_flight busy_ratio rps latency_seconds longest_seconds age_seconds requests_total',
    'requests_since_spawn exceptions_total write_errors_total signals_total harakiri_total respawns rss_bytes',
    'rss_bytes_per_hour tx_bytes_per_second uptime_seconds busy_5m_ratio now',
  ),
  cores: words(
    'slot pid state busy_ratio rps age_seconds requests_total static_total routed_total offloaded_total',
    'write_errors_total read_errors_total client host now',
  ),
  tree: words(
    'slot pid state in_flight busy_ratio rps latency_seconds longest_seconds age_seconds requests_total static_total',
    'exceptions_total write_errors_total read_errors_total harakiri_total respawns rss_bytes uptime_seconds',
    'busy_5m_ratio now',
  ),
};

/** Screens that list columns, or scroll to those that do not fit. */
const LISTS = /^(?:past-)?help|^sort-menu|^setup|scrolled/;

/** Fields on the setup page behind those that are columns. */
const OFFERED = words('read_errors_total static_total uss_bytes pss_bytes vsz_bytes tx_bytes_total status');

/** The model of a golden screen with its columns pinned, unless it is about them. */
export function goldenModel(name: string): Model | null {
  return ABOUT_COLUMNS.has(name) ? (GOLDEN_SCREENS[name]?.() ?? null) : pinnedModel(name);
}

function pinnedModel(name: string): Model | null {
  const model = GOLDEN_SCREENS[name]?.() ?? null;
  if (model === null) return null;
  const pinned = model.size.columns < 120 && !LISTS.test(name) ? NARROW : WIDE;
  const columns = { ...pinned, ...knownColumns(model.settings.columns) };
  return { ...model, settings: { ...model.settings, columns }, overlay: pinnedOverlay(model) };
}

/** A choice made of the usual columns holds those of today. */
function knownColumns({ workers, ...others }: ColumnChoices): ColumnChoices {
  const known = new Set([...(WIDE.workers ?? []), ...OFFERED]);
  return workers === undefined ? others : { ...others, workers: workers.filter((name) => known.has(name)) };
}

function pinnedOverlay({ overlay, view, table }: Model): Model['overlay'] {
  if (overlay?.kind !== 'setup' || view !== 'workers' || table.mode !== 'flat') return overlay;
  return { ...overlay, order: [...(WIDE.workers ?? []), ...OFFERED] };
}

function words(...lines: readonly string[]): readonly string[] {
  return lines.flatMap((line) => line.split(' '));
}
