import { PLUGIN_OPTIONS } from '../rows/known-options.js';

/** Advice for options of uWSGI that do nothing here. The first matching row wins. */

interface OptionRemark {
  /**
   * `quiet`: every packaged configuration has it, nothing is said; `moot`: what it asks for is so or has no meaning here;
   * `missing`: something is not done that was asked for.
   */
  readonly kind: 'quiet' | 'moot' | 'missing';
  readonly hint: string;
}

/** @param name of an option in `knownOptions` that the option table does not have */
export function remarkFor(name: string): OptionRemark {
  const found = ROWS.find(([pattern]) => pattern.test(name));
  if (found !== undefined) return { kind: found[1], hint: found[2] };
  return { kind: 'missing', hint: PLUGIN_OPTIONS.has(name) ? 'only Python applications are served' : '' };
}

type Row = readonly [RegExp, OptionRemark['kind'], string];

const NGINX = 'let nginx in front do it';
const UNIT = 'use a systemd unit';
const QUEUE = 'use a task queue such as Celery or RQ';

const ROWS: readonly Row[] = [
  [/^(need-)?plugins?$|^plugins?-(dir|list)$|^autoload$/, 'quiet', ''],
  [
    /^(thunder-lock|no-defer-accept|reaper|lock-engine|ftok|persistent-ipcsem)$/,
    'moot',
    'not needed, requests are handed to free cores',
  ],
  [/^http-(auto-chunked|chunked-input|raw-body|manage-expect)$/, 'moot', 'on by default'],
  [/^(so-keepalive|tcp-nodelay|reuse-port|freebind|abstract-socket|close-on-exec2?)$/, 'moot', 'not needed'],
  [
    /^(tcp-fast-?open|so-send|so-write|socket-(send|write)-timeout|socket-(snd|rcv)buf)/,
    'moot',
    "the system's settings hold",
  ],
  [
    /^(ignore-sigpipe|ignore-write-errors|disable-write-exception|write-errors-)/,
    'moot',
    'a client that leaves is no error',
  ],
  [/^(harakiri-verbose|backtrace-depth)$/, 'moot', 'the Python stacks are always logged'],
  [
    /^(py-call-|skip-atexit|wsgi-env-behaviou?r|wsgi-accept-buffers?|start_response-nodelay|optimize|reload-os-env)/,
    'moot',
    'not needed',
  ],
  [
    /^(log-master|threaded-logger|log-reopen|log-micros|master-as-root|max-fd|max-vars|max-apps|no-threads-wait)$/,
    'moot',
    'not needed',
  ],
  [
    /^(threads?-stack-?size|thread-stack-size|stats-no-metrics|metrics-no-cores|http-buffer-size|http-events)$/,
    'moot',
    'not needed',
  ],
  [/^(cheap|cheaper|idle$|die-on-idle)/, 'missing', 'the number of workers is fixed: set --processes'],
  [/^(min|max)-worker-lifetime/, 'missing', 'use --max-requests with --max-requests-delta'],
  [
    /^(evil-)?reload-on-(as|rss)$|^limit-as$|^mem-collector-freq$/,
    'missing',
    "use --max-requests, or the unit's MemoryMax",
  ],
  [
    /^(touch-(workers-)?reload|fs-(brutal-)?reload|reload-on-fd|py(thon)?-auto-?reload)/,
    'missing',
    'send HUP to the master, or r to --master-fifo',
  ],
  [/^touch-chain-reload$/, 'missing', 'write c to --master-fifo'],
  [
    /^touch-log|^log-(backupname|truncate)$/,
    'missing',
    'use --log-maxsize, or l in --master-fifo after logrotate',
  ],
  [/^touch-/, 'missing', 'send signals to the master instead'],
  [/^(suspend|resume|pause)$/, 'missing', 'write p to --master-fifo'],
  [
    /emperor|vassal|^imperial|^heartbeat$|tyrant/,
    'missing',
    'run one tsgi for each application, each as a systemd unit',
  ],
  [/spool/, 'missing', QUEUE],
  [/cron|^(signal-)?(rb)?timer$|^clock/, 'missing', 'use cron or systemd timers'],
  [
    /^mule|^farm$|attach-.*daemon|attach-control|^daemons-/,
    'missing',
    'run the program as a unit of its own',
  ],
  [
    /^(load-file-in-|add-)?cache|^check-cache$|^static-cache|use-cache|sharedarea|^queue/,
    'missing',
    'use memcached or Redis',
  ],
  [
    /^static|^check-static|^mime-?file$|^(file-serve|fileserve)-mode$|honour-range|disable-sendfile|offload/,
    'missing',
    `${NGINX}, or use WhiteNoise`,
  ],
  [/^(?!log-).*route|^error-page|^router/, 'missing', NGINX],
  [
    /^(https|ssl|sni|suwsgi|http-to-https)|^http-(stud|resub|subscr|gracetime|zerg|to|cheap|use|fall|quiet|modif)/,
    'missing',
    NGINX,
  ],
  [
    /^(fastcgi|scgi|raw|puwsgi|zerg|shared-socket|undeferred|map-socket|udp|multicast)/,
    'missing',
    'use --http, --http-socket or --socket',
  ],
  [/websocket/, 'missing', 'run an ASGI server for WebSockets'],
  [/^gevent|^async$|^asyncio$|^loop|^ugreen|^greenlet$|^stackless$|^tornado$/, 'missing', 'use --threads'],
  [/^http-(harakiri|headers-timeout|connect-timeout)$/, 'missing', 'use --http-timeout'],
  [/^http-(stats|ss$)/, 'missing', 'use --stats'],
  [/^http-/, 'missing', NGINX],
  [/^harakiri-|^mule-harakiri/, 'missing', 'use --harakiri'],
  [
    /^(paste|pecan|web3|pump|wsgi-lite|ini-paste|eval)/,
    'missing',
    'load the application with --module or --wsgi-file',
  ],
  [
    /^(py-?|python-|shared-|post-|)(py|python-)?(import|module-alias|alias|run|shell|argv)/,
    'missing',
    'import it in the application',
  ],
  [/^(py-(sys-)?executable|py-program-?name|python-raw|py|no-site)$/, 'missing', 'use --python'],
  [/^chdir2$|^force-cwd$/, 'missing', 'use --chdir'],
  [/^(envdir|early-envdir)$/, 'missing', "use --env, or the unit's Environment"],
  [/^worker-mount$/, 'missing', 'use --mount with --lazy-apps'],
  [
    /^(req-logger|logger|logger-req|log-(syslog|socket|zeromq|route|req-route|drain|filter|encoder|req-encoder))$/,
    'missing',
    'use --logto, or pipe stderr',
  ],
  [
    /^log-?format|^log-(zero|big|sendfile|ioerror|x-forwarded)/,
    'missing',
    "uWSGI's own request lines are written",
  ],
  [/^(rem|del|collect|pull|response-header)-?/, 'missing', NGINX],
  [/^catch-exceptions$|^reload-on-exception|^exception-handler$/, 'missing', 'tracebacks are in the log'],
  [/^ignore-script-name$|^vhost/, 'missing', 'use --mount and --manage-script-name'],
  [
    /^(hook-|exec-|call-|u?mount-|after-request|wait-|file-write)/,
    'missing',
    `${UNIT} with ExecStartPre and the like`,
  ],
  [
    /^(chroot|pivot|cap$|unshare|jail|jid|setns|ns|namespace|cgroup|immediate-|add-gid|prio|cpu-affinity|limit-nproc)/,
    'missing',
    `${UNIT}, it confines and limits processes`,
  ],
  [/^procname/, 'missing', 'use --auto-procname and --procname-prefix'],
  [
    /^(stats-push|metric|enable-metrics|snmp|alarm|.*-alarm|carbon|nagios|rrdtool|zabbix)/,
    'missing',
    'use --stats and tstop',
  ],
  [/^(legion|subscri|unsubscri|start-unsubscribed)|^rpc-max$/, 'missing', 'not built'],
  [
    /^(declare-option|for-readline|blacklist|whitelist|inject|resolve|fallback-config)/,
    'missing',
    'write the options out',
  ],
  [/^notify-socket$/, 'missing', 'use a unit of Type=simple'],
  [/^enable-proxy-protocol$/, 'missing', 'let the balancer set X-Forwarded-For'],
  [
    /^(get|print|iprint|exit|extract|connect-and-read|print-sym(bol)?|dump-options|cflags|dot-h|config-py|build-plugin|binary-append-data|.*-list|python-version)$/,
    'missing',
    'try --help, --version and --show-config',
  ],
  [
    /^(re-?fork|flock|drop-after|no-initgroups|safe-fd|fd-safe|binsh|libjail|ksm|never-swap|shutdown-sockets|exit-on-reload)/,
    'missing',
    UNIT,
  ],
  [
    /^(brutal-reload-on-fd|fs-signal|signals?(-bufsize)?|check-mount|mount(point)?-check|check-mountpoint|propagate-touch)/,
    'missing',
    'send signals to the master instead',
  ],
  [/^(rsyslog|logfile-chown$|log-master|body-read-warning|upload-progress)/, 'missing', 'use --logto'],
  [
    /^(worker-exec|python-worker-override|dlopen|mode|test|binary-path|(un)?privileged-)/,
    'missing',
    'use --python, or start another program',
  ],
  [
    /^(post-buffering-bufsize|chunked-input|pcre-jit|no-fd-passing|wsgi-|skip-zero|no-harakiri|check-interval|forkbomb-delay|use-abort)/,
    'moot',
    'not needed',
  ],
];
