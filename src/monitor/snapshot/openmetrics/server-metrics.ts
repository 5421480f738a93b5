import type { Sample, WorkersBody } from '../../metrics/sample/sample.js';
import type { Verdict } from '../../metrics/verdict/verdict.js';
import type { MetricFamily } from './metric-text.js';

/** Metrics of the server as a whole. */
export function serverMetrics(sample: Sample, verdict: Verdict): readonly MetricFamily[] {
  const { reading, server, body } = sample;
  return [
    gauge('tstop_read_duration_seconds', 'Time from connecting to the last byte.', reading.durationMs / 1000),
    gauge('tstop_reply_size_bytes', 'Size of the reply.', reading.bytes),
    {
      name: 'tstop_server_info',
      type: 'gauge',
      help: 'Version of the server; always 1.',
      series: [{ labels: { version: server.version ?? '' }, value: 1 }],
    },
    {
      name: 'tstop_verdict',
      type: 'gauge',
      help: 'How the server is, in a word; always 1.',
      series: [{ labels: { state: verdict.state.toLowerCase(), level: verdict.level }, value: 1 }],
    },
    ...(body.kind === 'workers' ? totalsMetrics(body.workers) : []),
  ];
}

function totalsMetrics({ totals, workers }: WorkersBody): readonly MetricFamily[] {
  const spawned = workers.filter((worker) => worker.id !== 0).length;
  return [
    gauge('uwsgi_listen_queue_length', 'Length of the fullest listen queue.', totals.queue),
    gauge('uwsgi_workers', 'Workers that were spawned at least once.', spawned),
    gauge('tstop_workers_up', 'Workers with a live process that is not cheaped.', totals.workersUp),
    gauge('tstop_cores', 'Cores of the workers that are up.', totals.cores),
    gauge('tstop_requests_in_flight', 'Requests being worked on.', totals.inFlight),
    gauge('tstop_busy_ratio', 'Share of all cores spent in requests.', totals.busyRatio),
    gauge('tstop_requests_per_second', 'Requests finished per second.', totals.requestsPerSecond),
    gauge('tstop_latency_seconds', 'Mean duration of the requests that finished.', totals.latencySeconds),
    gauge(
      'tstop_latency_p50_seconds',
      'Half of the requests of the last 10 s took no longer.',
      totals.p50Seconds,
    ),
    gauge(
      'tstop_latency_p90_seconds',
      '90 % of the requests of the last 10 s took no longer.',
      totals.p90Seconds,
    ),
    gauge(
      'tstop_latency_p99_seconds',
      '99 % of the requests of the last 10 s took no longer.',
      totals.p99Seconds,
    ),
    gauge(
      'tstop_oldest_request_seconds',
      'Age of the oldest request in flight.',
      totals.oldestRequestSeconds,
    ),
    gauge('tstop_queue_wait_seconds', 'Estimated wait in the listen queue.', totals.queueWaitSeconds),
    gauge('tstop_capacity_requests_per_second', 'Throughput with all cores busy.', totals.capacityPerSecond),
  ];
}

function gauge(name: string, help: string, value: number | null): MetricFamily {
  return { name, type: 'gauge', help, series: [{ labels: {}, value }] };
}
