import type { Notice } from '../model/connection.js';
import type { Model } from '../model/model.js';

/** A line that goes away by itself. */
export function withNotice(model: Model, text: string, level: Notice['level'] = 'info'): Model {
  return { ...model, notice: { text, level, untilMs: model.nowMs + SHOWN_FOR_MS[level] } };
}

export function withoutExpiredNotice(model: Model): Model {
  return model.notice !== null && model.nowMs >= model.notice.untilMs ? { ...model, notice: null } : model;
}

const SHOWN_FOR_MS: Readonly<Record<Notice['level'], number>> = { info: 3000, error: 6000 };
