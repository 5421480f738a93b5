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
  /** Workers killed by harakiri within the window. */
  readonly harakiriWindowSeconds: number;
  readonly harakiriWarnCount: number;
  readonly harakiriCriticalCount: number;
  /** Exceptions as a share of the requests that finished lately. */
  readonly exceptionsWarnRatio: number;
  readonly exceptionsCriticalRatio: number;
  /** Clients that went before their answer, as a share of the requests that finished lately. */
  readonly leftWarnRatio: number;
  /** Workers that crashed within a minute; what is recycled or reloaded does not count. */
  readonly crashesWarnPerMinute: number;
  readonly crashesCriticalPerMinute: number;
  /** Steady growth of a worker's memory, as a share of its size. */
  readonly memoryWarnRatioPerHour: number;
  readonly memoryCriticalRatioPerHour: number;
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
  harakiriWindowSeconds: 300,
  harakiriWarnCount: 1,
  harakiriCriticalCount: 3,
  exceptionsWarnRatio: 0.01,
  exceptionsCriticalRatio: 0.05,
  leftWarnRatio: 0.1,
  crashesWarnPerMinute: 1,
  crashesCriticalPerMinute: 3,
  memoryWarnRatioPerHour: 0.1,
  memoryCriticalRatioPerHour: 0.3,
};
