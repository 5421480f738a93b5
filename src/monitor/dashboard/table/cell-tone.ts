/* Meaning of a cell's value: nothing, something, trouble. */
import type { FieldTone, FieldValue } from '../../fields/field.js';
import type {
  CronSample,
  DaemonSample,
  LegionSample,
  SpoolerSample,
} from '../../metrics/sample/block-samples.js';
import type { VassalSample, WorkerState } from '../../metrics/sample/sample.js';
import type { Row } from '../../tables/row.js';
import type { Tone } from '../drawing/frame.js';
import type { Scene } from '../drawing/scene.js';

/** `tone`: what the field says of its values. */
export function cellTone(scene: Scene, row: Row, tone: FieldTone | undefined, value: FieldValue): Tone {
  if (value === null || isAsleep(row)) return 'dim';
  if (tone === 'state') return stateTone(String(value));
  if (tone === 'age') return ageTone(scene, Number(value));
  if (tone === 'trouble') return Number(value) > 0 ? 'warn' : 'dim';
  if (tone === 'mark') return value === true ? 'critical' : 'dim';
  if (typeof value === 'boolean') return value ? 'ok' : 'dim';
  return tone ?? (value === 0 ? 'dim' : 'plain');
}

export function stateTone(state: string): Tone {
  return STATE_TONES[state] ?? 'plain';
}

/** No process at work: the whole row steps back. */
export function isAsleep(row: Row): boolean {
  return (row.kind === 'worker' || row.kind === 'core') && row.worker.state === 'cheap';
}

export function ageTone(scene: Scene, seconds: number): Tone {
  const { requestWarnSeconds, requestCriticalSeconds } = scene.model.settings.thresholds;
  if (seconds >= requestCriticalSeconds) return 'critical';
  return seconds >= requestWarnSeconds ? 'warn' : 'plain';
}

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
  unknown: 'warn',
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
