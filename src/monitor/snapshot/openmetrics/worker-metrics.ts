import type { AppSample, CoreSample, SocketSample, WorkerSample } from '../../metrics/sample/sample.js';
import type { Labels, MetricFamily } from './metric-text.js';

/*
 * Metrics that uwsgi_exporter has, under its names and labels, and a few of tstop's own. Left out because uWSGI never
 * sets them or tstop does not keep them: listen_queue_errors, socket shared and can_offload.
 */

export function socketMetrics(sockets: readonly SocketSample[]): readonly MetricFamily[] {
  const labels = ({ name, protocol }: SocketSample) => ({ name, proto: protocol ?? '' });
  const of = familyMaker(sockets, labels);
  return [
    of('uwsgi_socket_queue_length', 'Connections that wait to be accepted.', (socket) => socket.queue),
    of('uwsgi_socket_max_queue_length', 'Length of the listen queue.', (socket) => socket.queueLimit),
  ];
}

/** Workers that were never spawned have no number of their own and no series, as with the exporter. */
export function workerMetrics(workers: readonly WorkerSample[]): readonly MetricFamily[] {
  const of = familyMaker(workers.filter(wasSpawned), workerLabels);
  return [
    of('uwsgi_worker_accepting', 'Whether the worker takes requests.', (w) => w.accepting),
    of(
      'uwsgi_worker_delta_requests',
      'Requests since this process was spawned.',
      (w) => w.requestsSinceSpawn,
    ),
    of('uwsgi_worker_signal_queue_length', 'Bytes of uwsgi signals that wait.', (w) => w.signalQueue),
    of('uwsgi_worker_rss_bytes', 'Resident memory.', (w) => w.rssBytes),
    of('uwsgi_worker_vsz_bytes', 'Address space.', (w) => w.vszBytes),
    of(
      'uwsgi_worker_running_time_seconds',
      'Summed durations of finished requests.',
      (w) => w.runningSeconds,
    ),
    of('uwsgi_worker_last_spawn_time_seconds', 'Time of the last spawn.', (w) => seconds(w.spawnedAtMs)),
    of(
      'uwsgi_worker_average_response_time_seconds',
      'avg_rt as told by uWSGI.',
      (w) => w.lastResponseSeconds,
    ),
    of('uwsgi_worker_apps', 'Number of apps.', (w) => w.apps.length),
    of('uwsgi_worker_cores', 'Number of cores.', (w) => w.coresTotal),
    of('uwsgi_worker_busy', 'Whether uWSGI calls the worker busy.', (w) => hasStatus(w, 'busy')),
    of('uwsgi_worker_idle', 'Whether uWSGI calls the worker idle.', (w) => hasStatus(w, 'idle')),
    of('uwsgi_worker_cheap', 'Whether uWSGI calls the worker cheap.', (w) => hasStatus(w, 'cheap')),
    of('uwsgi_worker_requests_total', 'Requests.', (w) => w.requestsTotal),
    of('uwsgi_worker_exceptions_total', 'Exceptions that left the application.', (w) => w.exceptionsTotal),
    of('uwsgi_worker_harakiri_count_total', 'Kills by harakiri.', (w) => w.harakiriTotal),
    of('uwsgi_worker_signals_total', 'uwsgi signals handled.', (w) => w.signalsTotal),
    of('uwsgi_worker_respawn_count_total', 'Spawns, the first included.', (w) => spawns(w)),
    of('uwsgi_worker_transmitted_bytes_total', 'Bytes sent to clients.', (w) => w.txBytesTotal),
    of('tstop_worker_busy_ratio', 'Share of its cores spent in requests.', (w) => w.busyRatio),
    of(
      'tstop_worker_latency_seconds',
      'Mean duration of the requests that finished.',
      (w) => w.latencySeconds,
    ),
    of('tstop_worker_oldest_request_seconds', 'Age of its oldest request.', (w) => w.ageSeconds),
    of('tstop_worker_write_errors_total', 'Answers that could not be written.', (w) => w.writeErrorsTotal),
    of('tstop_worker_answers_5xx_total', 'Answers with a status from 500 on.', (w) => w.answers5xxTotal),
    of('tstop_worker_read_errors_total', 'Requests that could not be read.', (w) => w.readErrorsTotal),
    stateFamily(workers),
  ];
}

export function appMetrics(workers: readonly WorkerSample[]): readonly MetricFamily[] {
  const apps = workers.filter(wasSpawned).flatMap((worker) => worker.apps.map((app) => ({ worker, app })));
  const of = familyMaker(apps, ({ worker, app }) => ({ ...workerLabels(worker), ...appLabels(app) }));
  return [
    of('uwsgi_worker_app_startup_time_seconds', 'How long loading took.', ({ app }) => app.startupSeconds),
    of('uwsgi_worker_app_requests_total', 'Requests begun.', ({ app }) => app.requestsTotal),
    of('uwsgi_worker_app_exceptions_total', 'Exceptions.', ({ app }) => app.exceptionsTotal),
  ];
}

export function coreMetrics(workers: readonly WorkerSample[]): readonly MetricFamily[] {
  const cores = workers
    .filter(wasSpawned)
    .flatMap((worker) => worker.cores.map((core) => ({ worker, core })));
  const of = familyMaker<{ worker: WorkerSample; core: CoreSample }>(cores, ({ worker, core }) => ({
    ...workerLabels(worker),
    core_id: core.id,
  }));
  return [
    of('uwsgi_worker_core_busy', 'Whether the core is in a request.', ({ core }) => core.inRequest),
    of('uwsgi_worker_core_requests_total', 'Requests.', ({ core }) => core.requestsTotal),
    of('uwsgi_worker_core_static_requests_total', 'Static files.', ({ core }) => core.staticTotal),
    of('uwsgi_worker_core_routed_requests_total', 'Requests routed.', ({ core }) => core.routedTotal),
    of(
      'uwsgi_worker_core_offloaded_requests_total',
      'Requests offloaded.',
      ({ core }) => core.offloadedTotal,
    ),
    of('uwsgi_worker_core_write_errors_total', 'Write errors.', ({ core }) => core.writeErrorsTotal),
    of('uwsgi_worker_core_read_errors_total', 'Read errors.', ({ core }) => core.readErrorsTotal),
  ];
}

function familyMaker<T>(subjects: readonly T[], labels: (subject: T) => Labels) {
  return (name: string, help: string, value: (subject: T) => number | boolean | null): MetricFamily => ({
    name,
    type: name.endsWith('_total') ? 'counter' : 'gauge',
    help,
    series: subjects.map((subject) => ({ labels: labels(subject), value: value(subject) })),
  });
}

/** Never-spawned workers too: their state is like any other; the slot distinguishes them. */
function stateFamily(workers: readonly WorkerSample[]): MetricFamily {
  return {
    name: 'tstop_worker_state',
    type: 'gauge',
    help: 'What the worker does, as worked out by tstop; always 1.',
    series: workers.map((worker) => ({ labels: { worker_id: worker.slot, state: worker.state }, value: 1 })),
  };
}

function workerLabels(worker: WorkerSample): Labels {
  return { worker_id: worker.slot };
}

function appLabels(app: AppSample): Labels {
  return { app_id: app.id ?? '', mountpoint: app.mountpoint, chdir: app.chdir ?? '' };
}

function wasSpawned(worker: WorkerSample): boolean {
  return worker.id !== 0;
}

function hasStatus(worker: WorkerSample, status: string): boolean | null {
  return worker.status === null ? null : worker.status === status;
}

function spawns(worker: WorkerSample): number | null {
  return worker.respawns === null ? null : worker.respawns + 1;
}

function seconds(timeMs: number | null): number | null {
  return timeMs === null ? null : timeMs / 1000;
}
