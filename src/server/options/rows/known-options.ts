/**
 * Every option of uWSGI 2.0 by name and by the kind of its argument, so that a configuration written for uWSGI is read
 * as uWSGI would read it (an argument is swallowed, a prefix is ambiguous) also where the option does nothing here.
 * The lists are those of uWSGI's core and of its python, http and gevent plugins; `plugin-options.ts` has the others.
 */
import type { ArgumentKind } from './option.js';
import { BUILT_IN_PLUGIN_NAMES, LOADED_PLUGIN_NAMES, optionKinds } from './plugin-options.js';

const TAKES_ARGUMENT = `
  socket uwsgi-socket suwsgi-socket ssl-socket http-socket http-socket-modifier1 http-socket-modifier2
  http11-socket https-socket https-socket-modifier1 https-socket-modifier2 fastcgi-socket
  fastcgi-nph-socket fastcgi-modifier1 fastcgi-modifier2 scgi-socket scgi-nph-socket scgi-modifier1
  scgi-modifier2 raw-socket raw-modifier1 raw-modifier2 puwsgi-socket protocol socket-protocol
  shared-socket undeferred-shared-socket processes workers harakiri harakiri-graceful-timeout
  harakiri-graceful-signal harakiri-queue-threshold backtrace-depth mule-harakiri xmlconfig xml config
  fallback-config set set-placeholder set-ph get declare-option declare-option2 resolve for for-glob
  for-times for-readline if-opt if-not-opt if-env if-not-env ifenv if-hostname if-not-hostname
  if-hostname-match if-not-hostname-match if-exists if-not-exists ifexists if-plugin if-not-plugin
  ifplugin if-file if-not-file if-dir if-not-dir ifdir if-directory blacklist whitelist
  write-errors-tolerance inherit include inject-before inject-after daemonize daemonize2 stop reload
  pause suspend resume connect-and-read extract listen max-vars max-apps buffer-size profiler
  chown-socket umask map-socket procname-prefix procname-prefix-spaced procname-append procname
  procname-master emperor emperor-proxy-socket emperor-wrapper emperor-wrapper-override
  emperor-wrapper-fallback emperor-procname emperor-freq emperor-required-heartbeat
  emperor-curse-tolerance emperor-pidfile emperor-stats emperor-stats-server emperor-broodlord
  emperor-throttle emperor-max-throttle emperor-on-demand-extension emperor-on-demand-ext
  emperor-on-demand-directory emperor-on-demand-dir emperor-on-demand-exec emperor-extra-extension
  emperor-extra-ext emperor-use-clone emperor-cap vassals-cap vassal-cap vassals-inherit vassals-include
  vassals-inherit-before vassals-include-before vassals-start-hook vassals-stop-hook vassal-sos
  vassal-sos-backlog vassals-set vassal-set heartbeat reload-mercy worker-reload-mercy mule-reload-mercy
  print-sym print-symbol max-requests max-requests-delta min-worker-lifetime max-worker-lifetime
  max-worker-lifetime-delta socket-timeout locks lock-engine ftok sharedarea safe-fd fd-safe cache
  cache-blocksize cache-store cache-store-sync cache-expire-freq cache-udp-server cache-udp-node
  cache-sync add-cache-item load-file-in-cache load-file-in-cache-gzip cache2 queue queue-blocksize
  queue-store queue-store-sync spooler spooler-external spooler-chdir spooler-processes
  spooler-max-tasks spooler-harakiri spooler-frequency spooler-freq mules farm signal signal-bufsize
  signals-bufsize signal-timer timer signal-rbtimer rbtimer rpc-max flock flock-wait flock2 flock-wait2
  pidfile pidfile2 safe-pidfile safe-pidfile2 chroot pivot-root pivot_root uid gid add-gid immediate-uid
  immediate-gid cap unshare unshare2 setns-socket setns-socket-skip setns-skip setns jail jail-ip4
  jail-ip6 jidfile jid-file jail2 libjail jail-attach hook-asap hook-pre-jail hook-post-jail
  hook-in-jail hook-as-root hook-as-user hook-as-user-atexit hook-pre-app hook-post-app hook-post-fork
  hook-accepting hook-accepting1 hook-accepting-once hook-accepting1-once hook-master-start hook-touch
  hook-emperor-start hook-emperor-stop hook-emperor-reload hook-emperor-lost hook-as-vassal
  hook-as-emperor hook-as-mule hook-as-gateway after-request-hook after-request-call exec-asap
  exec-pre-jail exec-post-jail exec-in-jail exec-as-root exec-as-user exec-as-user-atexit exec-pre-app
  exec-post-app exec-as-vassal exec-as-emperor mount-asap mount-pre-jail mount-post-jail mount-in-jail
  mount-as-root mount-as-vassal mount-as-emperor umount-asap umount-pre-jail umount-post-jail
  umount-in-jail umount-as-root umount-as-vassal umount-as-emperor wait-for-interface
  wait-for-interface-timeout wait-interface wait-interface-timeout wait-for-iface wait-for-iface-timeout
  wait-iface wait-iface-timeout wait-for-fs wait-for-file wait-for-dir wait-for-mountpoint
  wait-for-fs-timeout wait-for-socket wait-for-socket-timeout call-asap call-pre-jail call-post-jail
  call-in-jail call-as-root call-as-user call-as-user-atexit call-pre-app call-post-app call-as-vassal
  call-as-vassal1 call-as-vassal3 call-as-emperor call-as-emperor1 call-as-emperor2 call-as-emperor4 ini
  yaml yml json js weight auto-weight socket-sndbuf socket-rcvbuf limit-as limit-nproc reload-on-as
  reload-on-rss evil-reload-on-as evil-reload-on-rss mem-collector-freq reload-on-fd brutal-reload-on-fd
  touch-reload touch-workers-reload touch-mules-reload touch-spoolers-reload touch-chain-reload
  touch-logrotate touch-logreopen touch-exec touch-signal fs-reload fs-brutal-reload fs-signal
  check-mountpoint mountpoint-check check-mount mount-check limit-post prio cpu-affinity post-buffering
  post-buffering-bufsize body-read-warning upload-progress reload-on-exception-type
  reload-on-exception-value reload-on-exception-repr exception-handler metric metric-threshold
  metric-alarm alarm-metric metrics-dir metric-dir udp stats stats-server stats-push
  stats-pusher-default-freq stats-pushers-default-freq multicast multicast-ttl multicast-loop
  master-fifo notify-socket subscription-notify-socket legion legion-mcast legion-node legion-freq
  legion-tolerance legion-death-on-lord-error legion-skew-tolerance legion-lord legion-unlord
  legion-setup legion-death legion-join legion-node-joined legion-node-left legion-quorum legion-scroll
  legion-scroll-max-size legion-scroll-list-max-size subscriptions-sign-check
  subscriptions-sign-check-tolerance subscriptions-sign-skip-uid subscriptions-credentials-check
  subscription-algo subscribe-to st subscribe subscribe2 subscribe-freq subscription-tolerance
  subscribe-with-modifier1 snmp-community ssl-sessions-timeout ssl-session-timeout sni sni-dir
  sni-dir-ciphers sni-regexp ssl-tmp-dir check-interval forkbomb-delay binary-path
  privileged-binary-patch unprivileged-binary-patch privileged-binary-patch-arg
  unprivileged-binary-patch-arg async max-fd logto logto2 log-format logformat logfile-chmod log-socket
  req-logger logger-req logger log-encoder log-req-encoder log-drain log-filter log-route log-req-route
  alarm alarm-cheap alarm-freq alarm-fd alarm-segfault segfault-alarm alarm-backlog backlog-alarm
  lq-alarm alarm-lq alarm-listen-queue listen-queue-alarm log-alarm alarm-log not-log-alarm
  not-alarm-log alarm-msg-size log-master-bufsize log-maxsize log-backupname log-slow log-big
  log-sendfile log-ioerror force-cwd binsh chdir chdir2 cheaper cheaper-initial cheaper-algo
  cheaper-step cheaper-overload cheaper-rss-limit-soft cheaper-rss-limit-hard idle mount worker-mount
  threads thread-stacksize threads-stacksize thread-stack-size threads-stack-size route route-host
  route-uri route-qs route-remote-addr route-user-agent route-remote-user route-referer route-label
  route-if route-if-not route-run final-route final-route-status final-route-host final-route-uri
  final-route-qs final-route-remote-addr final-route-user-agent final-route-remote-user
  final-route-referer final-route-label final-route-if final-route-if-not final-route-run error-route
  error-route-status error-route-host error-route-uri error-route-qs error-route-remote-addr
  error-route-user-agent error-route-remote-user error-route-referer error-route-label error-route-if
  error-route-if-not error-route-run response-route response-route-status response-route-host
  response-route-uri response-route-qs response-route-remote-addr response-route-user-agent
  response-route-remote-user response-route-referer response-route-label response-route-if
  response-route-if-not response-route-run error-page-403 error-page-404 error-page-500
  websockets-ping-freq websocket-ping-freq websockets-pong-tolerance websocket-pong-tolerance
  websockets-max-size websocket-max-size chunked-input-limit chunked-input-timeout clock add-header
  rem-header del-header collect-header response-header-collect pull-header check-static static-check
  static-map static-map2 static-skip-ext static-index static-safe static-cache-paths
  static-cache-paths-name mimefile mime-file static-expires-type static-expires-type-mtime
  static-expires static-expires-mtime static-expires-uri static-expires-uri-mtime
  static-expires-path-info static-expires-path-info-mtime static-gzip static-gzip-dir static-gzip-prefix
  static-gzip-ext static-gzip-suffix offload-threads offload-thread file-serve-mode fileserve-mode mode
  env envdir early-envdir unenv file-write cgroup cgroup-opt cgroup-dir-mode namespace
  namespace-keep-mount ns namespace-net ns-net tcp-fast-open tcp-fastopen zerg zerg-server cron cron2
  unique-cron cron-harakiri legion-cron cron-legion unique-legion-cron unique-cron-legion loop
  worker-exec worker-exec2 attach-daemon attach-control-daemon smart-attach-daemon smart-attach-daemon2
  legion-attach-daemon legion-smart-attach-daemon legion-smart-attach-daemon2 attach-daemon2 plugins
  plugin need-plugins need-plugin plugins-dir plugin-dir dlopen allowed-modifiers remap-modifier
  binary-append-data print iprint build-plugin response-headers-limit wsgi-file file eval module wsgi
  callable test home virtualenv venv pyhome py-programname py-program-name pythonpath python-path pp
  pymodule-alias post-pymodule-alias import pyimport py-import python-import shared-import
  shared-pyimport shared-py-import shared-python-import spooler-import spooler-pyimport
  spooler-py-import spooler-python-import pyargv optimize pecan paste web3 pump wsgi-lite ini-paste
  ini-paste-logged python py pyrun py-tracebacker py-auto-reload py-autoreload python-auto-reload
  python-autoreload py-auto-reload-ignore wsgi-env-behaviour wsgi-env-behavior python-raw py-sharedarea
  python-worker-override py-executable py-sys-executable http httprouter https https2
  https-session-context http-to-https http-processes http-workers http-var http-to http-zerg
  http-fallback http-modifier1 http-modifier2 http-use-pattern http-use-base http-events
  http-subscription-server http-subscription-fallback-key http-timeout http-use-code-string
  http-gracetime http-quiet http-stats http-stats-server http-ss http-harakiri http-stud-prefix http-uid
  http-gid http-resubscribe http-buffer-size http-server-name-as-http-host http-headers-timeout
  http-connect-timeout gevent
`;

const MAY_TAKE_ARGUMENT = `
  endfor end-for endif end-if chmod-socket chmod need-app mule mule-msg-size ksm snmp ssl-verify-depth
  ssl-sessions-use-cache ssl-session-use-cache log-syslog logdate log-date log-prefix check-cache exit
  pyshell pyshell-oneshot http-use-cache http-manage-expect http-keepalive http-use-socket
  http-enable-proxy-protocol
`;

const FLAGS = `
  thunder-lock harakiri-verbose harakiri-no-arh no-harakiri-arh no-harakiri-after-req-hook strict
  skip-zero skip-atexit skip-atexit-teardown if-reload if-not-reload end-blacklist end-whitelist
  ignore-sigpipe ignore-write-errors write-errors-exception-only disable-write-exception memory-report
  cgi-mode abstract-socket freebind enable-threads no-threads-wait auto-procname single-interpreter
  master honour-stdin emperor-nofollow emperor-tyrant emperor-tyrant-nofollow early-emperor
  emperor-magic-exec emperor-no-blacklist emperor-graceful-shutdown imperial-monitor-list
  imperial-monitors-list exit-on-reload die-on-term force-gateway help usage reaper no-fd-passing
  persistent-ipcsem cache-no-expire cache-report-freed-items cache-use-last-modified spooler-ordered
  spooler-quiet disable-logging no-initgroups setns-preopen jailed refork re-fork refork-as-root
  re-fork-as-root refork-post-jail re-fork-post-jail no-server command-mode no-defer-accept tcp-nodelay
  so-keepalive so-send-timeout socket-send-timeout so-write-timeout socket-write-timeout
  shutdown-sockets pcre-jit never-swap propagate-touch no-orphans no-default-app manage-script-name
  ignore-script-name catch-exceptions reload-on-exception enable-metrics metrics-dir-restore
  metric-dir-restore metrics-no-cores stats-http stats-minified stats-min stats-no-cores
  stats-no-metrics subscriptions-use-credentials subscription-dotsplit unsubscribe-on-graceful-reload
  start-unsubscribed ssl-verbose ssl-enable3 ssl-enable-sslv3 ssl-enable-tlsv1 ssl-option
  logformat-strftime log-format-strftime logfile-chown logger-list loggers-list threaded-logger
  use-abort alarm-list alarms-list log-master log-master-stream log-master-req-stream log-reopen
  log-truncate log-zero log-4xx log-5xx log-micros log-x-forwarded-for master-as-root drop-after-init
  drop-after-apps lazy lazy-apps cheap cheaper-algo-list cheaper-algos-list cheaper-list die-on-idle
  vhost vhost-host router-list routers-list clock-list clocks-list check-static-docroot static-gzip-all
  honour-range disable-sendfile close-on-exec close-on-exec2 vacuum enable-proxy-protocol reuse-port
  tcp-fast-open-client tcp-fastopen-client zerg-fallback loop-list loops-list daemons-honour-stdin
  plugins-list plugin-list autoload dump-options show-config cflags dot-h config-py version paste-logger
  reload-os-env no-site start_response-nodelay wsgi-strict wsgi-accept-buffer wsgi-accept-buffers
  wsgi-disable-file-wrapper python-version py-call-osafterfork py-call-uwsgi-fork-hooks
  https-export-cert http-auto-chunked http-auto-gzip http-raw-body http-websockets http-chunked-input
  http-cheap http-manage-source http-manage-rtsp gevent-monkey-patch gevent-early-monkey-patch
  gevent-wait-for-hub
`;

/** The letter and the first long name that has it. */
const LETTERS = `
  A=sharedarea C=chmod-socket H=home J=test L=disable-logging M=master O=optimize Q=spooler
  R=max-requests S=set T=enable-threads a=abstract-socket b=buffer-size c=cgi-mode d=daemonize h=help
  i=single-interpreter j=json l=listen m=memory-report p=processes r=reaper s=socket t=harakiri
  v=max-vars w=module x=xmlconfig y=yaml z=socket-timeout
`;

export const KNOWN_OPTIONS: ReadonlyMap<string, ArgumentKind> = new Map([
  ...optionKinds({ required: TAKES_ARGUMENT, optional: MAY_TAKE_ARGUMENT, none: FLAGS }),
  ...optionKinds(BUILT_IN_PLUGIN_NAMES),
]);

/** Known to uWSGI once a plugin is loaded, so that no prefix of a name means one of them. */
export const PLUGIN_OPTIONS: ReadonlyMap<string, ArgumentKind> = new Map(optionKinds(LOADED_PLUGIN_NAMES));

/** uWSGI knows the option, itself or in one of its plugins. */
export function isUwsgiOption(name: string): boolean {
  return KNOWN_OPTIONS.has(name) || PLUGIN_OPTIONS.has(name);
}

/** Letter to long name: `p` to `processes`. */
export const KNOWN_LETTERS: ReadonlyMap<string, string> = new Map(
  LETTERS.trim()
    .split(/\s+/)
    .map((pair) => [pair.slice(0, 1), pair.slice(2)] as const),
);
