/* Meaning of a cell's value: nothing, something, trouble. */
import type { FieldTone, FieldValue } from '../../fields/field.js';
import { troubleMs } from '../../metrics/carried/watched-facts.js';
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
import { focusedTarget } from '../model/shown.js';

/** `tone`: what the field says of its values. */
export function cellTone(scene: Scene, row: Row, tone: FieldTone | undefined, value: FieldValue): Tone {
  if (value === null || isAsleep(row)) return 'dim';
  switch (tone) {
    case 'state':
      return stateTone(String(value));
    case 'age':
      return ageTone(scene, Number(value));
    case 'trouble':
      return Number(value) > 0 ? 'warn' : 'dim';
    case 'exceptions':
    case 'harakiri':
      return counterTone(scene, row, tone, Number(value));
    case 'mark':
      return value === true ? 'critical' : 'dim';
    default:
      if (typeof value === 'boolean') return value ? 'ok' : 'dim';
      return tone ?? (value === 0 ? 'dim' : 'plain');
  }
}

const RECENT_MS = 15 * 60_000;

/** Coloured while it has grown lately: what was long ago is no news. */
function counterTone(scene: Scene, row: Row, counter: 'exceptions' | 'harakiri', value: number): Tone {
  const observation = focusedTarget(scene.model)?.observation ?? null;
  if (value <= 0) return 'dim';
  if (observation === null || row.kind !== 'worker') return 'plain';
  const grewMs = troubleMs(observation, row.worker.slot, counter);
  const sinceMs = grewMs === null ? null : scene.shownAtMs - grewMs;
  return sinceMs !== null && sinceMs >= 0 && sinceMs < RECENT_MS ? 'warn' : 'plain';
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
