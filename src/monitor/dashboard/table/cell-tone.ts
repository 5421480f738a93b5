/* What the value of a cell means: nothing, something, trouble. */
import type { FieldValue } from '../../fields/field.js';
import type { Row } from '../../fields/row.js';
import type {
  CronSample,
  DaemonSample,
  LegionSample,
  SpoolerSample,
} from '../../metrics/sample/block-samples.js';
import type { VassalSample, WorkerState } from '../../metrics/sample/sample.js';
import type { Tone } from '../drawing/frame.js';
import type { Scene } from '../drawing/scene.js';

export function cellTone(scene: Scene, row: Row, field: string, value: FieldValue): Tone {
  if (value === null || isAsleep(row)) return 'dim';
  if (field === 'state') return stateTone(String(value));
  if (field === 'age_seconds') return ageTone(scene, Number(value));
  if (TROUBLE.has(field)) return Number(value) > 0 ? 'warn' : 'dim';
  if (field === 'marked') return value === true ? 'critical' : 'dim';
  if (typeof value === 'boolean') return value ? 'ok' : 'dim';
  return TONES[field] ?? (value === 0 ? 'dim' : 'plain');
}

export function stateTone(state: string): Tone {
  return STATE_TONES[state] ?? 'plain';
}

/** No process at work: the whole row steps back. */
export function isAsleep(row: Row): boolean {
  return (row.kind === 'worker' || row.kind === 'core') && row.worker.state === 'cheap';
}

function ageTone(scene: Scene, seconds: number): Tone {
  const { requestWarnSeconds, requestCriticalSeconds } = scene.model.settings.thresholds;
  if (seconds >= requestCriticalSeconds) return 'critical';
  return seconds >= requestWarnSeconds ? 'warn' : 'plain';
}

const TROUBLE = new Set([
  'exceptions_total',
  'exceptions_per_second',
  'write_errors_total',
  'read_errors_total',
  'harakiri_total',
  'signal_queue',
  'failures',
  'dropped_total',
  'refused_total',
  'restarts',
]);

const TONES: Readonly<Record<string, Tone>> = {
  slot: 'strong',
  name: 'strong',
  mountpoint: 'strong',
  schedule: 'strong',
  address: 'strong',
  pid: 'dim',
  uid: 'dim',
  rss_bytes: 'memory',
  rss_bytes_per_hour: 'memory',
};

const STATE_TONES: Readonly<Record<string, Tone>> = {
  idle: 'dim',
  busy: 'ok',
  stuck: 'critical',
  drain: 'warn',
  cheap: 'dim',
  start: 'warn',
  pause: 'warn',
  sig: 'warn',
  stall: 'critical',
  dead: 'critical',
  accepting: 'ok',
  starting: 'warn',
  'on-demand': 'plain',
  cursed: 'warn',
  blacklisted: 'critical',
  running: 'ok',
  waiting: 'dim',
  stopped: 'critical',
  lord: 'ok',
  member: 'plain',
  'no lord': 'warn',
} satisfies Record<WorkerState | VassalSample['state'] | EntryState, Tone>;

type EntryState = NonNullable<(SpoolerSample | CronSample | DaemonSample | LegionSample)['state']>;
