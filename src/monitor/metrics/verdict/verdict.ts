import type { ObservationMemory } from '../carried/observation-memory.js';
import { routeNamer } from '../routes/route-folding.js';
import type { HistoryPoint } from '../sample/history.js';
import type { Sample } from '../sample/sample.js';
import type { Thresholds } from '../sample/thresholds.js';
import { EMPEROR_RULES, PEER_RULES, ROUTER_RULES } from './fleet-rules.js';
import { killedPastFact } from './killed-rules.js';
import { reloadProgress } from './reload-progress.js';
import type { VerdictRule } from './rule.js';
import { crashPastFact, harakiriPastFact } from './troubles.js';
import { WORKER_RULES } from './worker-rules.js';

export const VERDICT_LEVELS = ['ok', 'warn', 'critical', 'unknown'] as const;

type VerdictLevel = (typeof VERDICT_LEVELS)[number];

/** One sentence on how the server is, computed from numbers. */
export interface Verdict {
  readonly level: VerdictLevel;
  /** One upper-case word or two: `OK`, `SATURATED`, `QUEUE FULL` … */
  readonly state: string;
  /** Local time since when the state holds. */
  readonly sinceMs: number;
  /** The rest of the sentence, most important facts first, joined by " · " so that narrow screens can cut it. */
  readonly facts: readonly string[];
}

interface VerdictInput {
  readonly sample: Sample;
  /** The sample's point included. */
  readonly history: readonly HistoryPoint[];
  readonly memory: ObservationMemory;
  readonly thresholds: Thresholds;
}

/**
 * The first rule that holds, from the table for this kind of document. A state that already held keeps its start,
 * also while it grows from a warning to critical. Facts may hold the server's text: clean before showing.
 */
export function verdictFor(input: VerdictInput, previous: Verdict | null): Verdict {
  const { sample, history, memory, thresholds } = input;
  const routeOf = routeNamer(memory.traffic.folding);
  const common = { nowMs: sample.timeMs, history, memory, thresholds, routeOf, reading: memory.reading };
  switch (sample.body.kind) {
    case 'workers': {
      const { workers } = sample.body;
      const { document } = memory.reading;
      const reload = document.kind === 'workers' ? reloadProgress(document, sample.timeMs) : null;
      const context = { ...common, ...workers, server: memory.server, reload, previous };
      return withPast(apply(WORKER_RULES, context, previous), [
        crashPastFact(context),
        killedPastFact(context),
        harakiriPastFact(context),
      ]);
    }
    case 'emperor':
      return apply(EMPEROR_RULES, { ...common, vassals: sample.body.vassals }, previous);
    case 'router':
      return apply(ROUTER_RULES, { ...common, router: sample.body.router }, previous);
    case 'tuntap':
      return apply(PEER_RULES, { ...common, peers: sample.body.peers }, previous);
  }
}

/** Last of the facts: it is over. */
function withPast(verdict: Verdict, past: readonly (string | null)[]): Verdict {
  return { ...verdict, facts: [...verdict.facts, ...past.filter((fact) => fact !== null)] };
}

function apply<C extends { readonly nowMs: number }>(
  rules: readonly VerdictRule<C>[],
  context: C,
  previous: Verdict | null,
): Verdict {
  const rule = rules.find((candidate) => candidate.when(context));
  if (rule === undefined) return { level: 'unknown', state: 'UNKNOWN', sinceMs: context.nowMs, facts: [] };
  const held = previous?.state === rule.state ? previous.sinceMs : (rule.since?.(context) ?? context.nowMs);
  return {
    level: rule.level,
    state: rule.state,
    sinceMs: Math.min(held, context.nowMs),
    facts: rule.facts(context).filter((fact) => fact !== null),
  };
}
