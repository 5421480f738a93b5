/** The one line of `tstop check`, in the form of monitoring plugins: what is wrong first, then performance data. */
import { PLUGIN_EXIT } from '../cli/exit-codes.js';
import type { Observed } from '../metrics/observation.js';
import type { Verdict } from '../metrics/verdict/verdict.js';
import { cleanText } from '../text/clean.js';
import { comparedFields, holds, valuesText } from './overview-expression.js';
import { type CheckExpressions, perfdata } from './perfdata.js';

export type PluginState = keyof typeof PLUGIN_EXIT;

/** One server, read or not; a failure is judged where it is known. */
export type Checked =
  | { readonly server: string; readonly observed: Observed }
  | { readonly server: string; readonly failure: string; readonly state: PluginState };

interface CheckReport {
  readonly line: string;
  readonly exitCode: number;
}

export function checkReport(checked: readonly Checked[], expressions: CheckExpressions): CheckReport {
  const results = checked.map((one) => ({ one, state: stateOf(one, expressions) }));
  const state =
    WORST_FIRST.find((candidate) => results.some((result) => result.state === candidate)) ?? 'unknown';
  const several = results.length > 1;
  const shown = WORST_FIRST.flatMap((wanted) => {
    const those = results.filter((result) => result.state === wanted && (!several || wanted !== 'ok'));
    return those.map(({ one }) => messageOf(one, expressions));
  });
  const counts = several ? [countsText(results)] : [];
  const text = [...counts, ...(shown.length === 0 ? [] : [shown.join('; ')])].join(': ');
  const data = checked.flatMap((one) =>
    'observed' in one ? perfdata(one.observed, expressions, several ? one.server : null) : [],
  );
  return { line: pluginLine(state, text, data), exitCode: PLUGIN_EXIT[state] };
}

/** A bar would begin the performance data. */
export function pluginLine(state: PluginState, text: string, data: readonly string[] = []): string {
  const sentence = `TSTOP ${state.toUpperCase()} - ${cleanText(text.replace(/\n\s*/g, ' ')).replaceAll('|', '%7C')}`;
  return data.length === 0 ? sentence : `${sentence} | ${data.join(' ')}`;
}

/** As the plugins of Nagios sum up: what is certainly wrong goes before what nobody knows. */
const WORST_FIRST: readonly PluginState[] = ['critical', 'warning', 'unknown', 'ok'];

function stateOf(one: Checked, { warn, crit }: CheckExpressions): PluginState {
  if (!('observed' in one)) return one.state;
  if (warn === null && crit === null) return LEVELS[one.observed.verdict.level];
  if (crit !== null && holds(crit, one.observed)) return 'critical';
  return warn !== null && holds(warn, one.observed) ? 'warning' : 'ok';
}

const LEVELS: Readonly<Record<Verdict['level'], PluginState>> = {
  ok: 'ok',
  warn: 'warning',
  critical: 'critical',
  unknown: 'unknown',
};

/** `2 critical, 1 ok` */
function countsText(results: readonly { readonly state: PluginState }[]): string {
  return WORST_FIRST.flatMap((state) => {
    const count = results.filter((result) => result.state === state).length;
    return count === 0 ? [] : [`${count} ${state}`];
  }).join(', ');
}

/** Values of the expressions stand before the verdict, since they decide. */
function messageOf(one: Checked, { warn, crit }: CheckExpressions): string {
  if (!('observed' in one)) return one.failure;
  const { verdict } = one.observed;
  const fields = [...new Set([...comparedFields(crit), ...comparedFields(warn)])];
  const judged = [verdict.state, ...verdict.facts].join(' · ');
  return `${one.server} ${fields.length === 0 ? '' : `${valuesText(fields, one.observed)}; `}${judged}`;
}
