/** When a number becomes a warning, and when it becomes critical (field guide 4.4). */
export interface Thresholds {
  readonly busyWarnRatio: number;
  readonly busyCriticalRatio: number;
  readonly queueWarnRatio: number;
  readonly queueCriticalRatio: number;
  readonly requestWarnSeconds: number;
  readonly requestCriticalSeconds: number;
  readonly startWarnSeconds: number;
  readonly startCriticalSeconds: number;
  readonly stallSeconds: number;
}

export const DEFAULT_THRESHOLDS: Thresholds = {
  busyWarnRatio: 0.7,
  busyCriticalRatio: 0.9,
  queueWarnRatio: 0.5,
  queueCriticalRatio: 1,
  requestWarnSeconds: 10,
  requestCriticalSeconds: 30,
  startWarnSeconds: 10,
  startCriticalSeconds: 30,
  stallSeconds: 60,
};
