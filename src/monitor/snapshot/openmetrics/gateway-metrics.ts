import type { NodeSample, RouterBody, VassalSample } from '../../metrics/sample/sample.js';
import type { MetricFamily } from './metric-text.js';

/** Metrics of emperors and routers, which uwsgi_exporter does not know. */

export function emperorMetrics(vassals: readonly VassalSample[]): readonly MetricFamily[] {
  const of = (name: string, help: string, value: (vassal: VassalSample) => number | boolean | null) =>
    family(name, help, vassals, (vassal) => ({ vassal: vassal.name }), value);
  return [
    of('tstop_vassal_accepting', 'Whether the vassal takes requests.', (vassal) => vassal.accepting),
    of('tstop_vassal_blacklisted', 'Whether it is kept from starting.', (v) => v.state === 'blacklisted'),
    of('tstop_vassal_respawns_total', 'Times that it was started again.', (vassal) => vassal.respawns),
    of('tstop_vassal_uptime_seconds', 'Time since its process was started.', (v) => v.uptimeSeconds),
  ];
}

export function routerMetrics({ activeSessions, nodes }: RouterBody): readonly MetricFamily[] {
  const of = (name: string, help: string, value: (node: NodeSample) => number | boolean | null) =>
    family(name, help, nodes, (node) => ({ key: node.key ?? '', node: node.name }), value);
  return [
    family(
      'tstop_router_active_sessions',
      'Sessions now.',
      [activeSessions],
      () => ({}),
      (count) => count,
    ),
    of('tstop_node_requests_total', 'Requests routed to the node.', (node) => node.requestsTotal),
    of('tstop_node_requests_in_flight', 'Requests at the node now.', (node) => node.inFlight),
    of('tstop_node_failures', 'Times that the node could not be reached.', (node) => node.failures),
    of('tstop_node_marked', 'Whether the router has given it up for now.', (node) => node.marked),
    of('tstop_node_weight', 'Weight in the choice of nodes.', (node) => node.weight),
  ];
}

function family<T>(
  name: string,
  help: string,
  subjects: readonly T[],
  labels: (subject: T) => Readonly<Record<string, string>>,
  value: (subject: T) => number | boolean | null,
): MetricFamily {
  return {
    name,
    type: name.endsWith('_total') ? 'counter' : 'gauge',
    help,
    series: subjects.map((subject) => ({ labels: labels(subject), value: value(subject) })),
  };
}
