/** Options of the plugins of uWSGI 2.0 other than python, http and gevent, by the kind of their argument. */
import type { ArgumentKind } from './option.js';

interface OptionNames {
  readonly required: string;
  readonly optional: string;
  readonly none: string;
}

/** Of the plugins that every uWSGI is built with. */
export const BUILT_IN_PLUGIN_NAMES: OptionNames = {
  required: `
  carbon carbon-timeout carbon-freq carbon-id carbon-max-retry carbon-retry-delay carbon-root
  carbon-hostname-dots carbon-idle-avg cheaper-busyness-max cheaper-busyness-min
  cheaper-busyness-multiplier cheaper-busyness-penalty cheaper-busyness-backlog-alert
  cheaper-busyness-backlog-multiplier cheaper-busyness-backlog-step cheaper-busyness-backlog-nonzero
  fastrouter fastrouter-processes fastrouter-workers fastrouter-zerg fastrouter-use-pattern
  fastrouter-use-base fastrouter-fallback fastrouter-use-code-string fastrouter-to
  fastrouter-gracetime fastrouter-events fastrouter-quiet fastrouter-subscription-server
  fastrouter-subscription-slot fastrouter-timeout fastrouter-post-buffering
  fastrouter-post-buffering-dir fastrouter-stats fastrouter-stats-server fastrouter-ss
  fastrouter-harakiri fastrouter-uid fastrouter-gid fastrouter-resubscribe
  fastrouter-resubscribe-bind fastrouter-buffer-size fastrouter-subscription-fallback-key ping
  ping-timeout rawrouter rawrouter-processes rawrouter-workers rawrouter-zerg rawrouter-use-pattern
  rawrouter-use-base rawrouter-fallback rawrouter-use-code-string rawrouter-to rawrouter-gracetime
  rawrouter-events rawrouter-max-retries rawrouter-quiet rawrouter-subscription-server
  rawrouter-subscription-slot rawrouter-timeout rawrouter-stats rawrouter-stats-server rawrouter-ss
  rawrouter-harakiri rawrouter-buffer-size rrdtool rrdtool-freq rrdtool-lib rsyslog-packet-size
  sslrouter sslrouter2 sslrouter-session-context sslrouter-processes sslrouter-workers
  sslrouter-zerg sslrouter-use-pattern sslrouter-use-base sslrouter-fallback
  sslrouter-use-code-string sslrouter-to sslrouter-gracetime sslrouter-events sslrouter-max-retries
  sslrouter-quiet sslrouter-subscription-server sslrouter-timeout sslrouter-stats
  sslrouter-stats-server sslrouter-ss sslrouter-harakiri sslrouter-buffer-size symcall
  symcall-register-rpc symcall-post-fork ugreen-stacksize zergpool zerg-pool
`,
  optional: `
  fastrouter-use-cache fastrouter-use-socket rawrouter-use-cache rawrouter-use-socket
  sslrouter-use-cache sslrouter-use-socket
`,
  none: `
  carbon-no-workers carbon-name-resolve carbon-resolve-names carbon-use-metrics
  cheaper-busyness-verbose fastrouter-cheap fastrouter-fallback-on-no-key nagios rawrouter-cheap
  rawrouter-xclient rsyslog-split-messages sslrouter-cheap sslrouter-sni symcall-use-next ugreen
`,
};

/** Of the plugins that a configuration has to load. */
export const LOADED_PLUGIN_NAMES: OptionNames = {
  required: `
  asyncio cgi cgi-map-helper cgi-helper cgi-buffer-size cgi-timeout cgi-index cgi-allowed-ext
  cgi-unset cgi-loadlib cgi-safe coroae curl-cron cron-curl legion-curl-cron legion-cron-curl
  curl-cron-legion cron-curl-legion dumbloop-modifier1 dumbloop-code dumbloop-function forkptyrouter
  forkpty-router forkptyurouter forkpty-urouter forkptyrouter-command forkpty-router-command
  forkptyrouter-cmd forkpty-router-cmd forkptyrouter-rows forkptyrouter-cols forkptyrouter-processes
  forkptyrouter-workers forkptyrouter-zerg forkptyrouter-fallback forkptyrouter-events
  forkptyrouter-timeout forkptyrouter-stats forkptyrouter-stats-server forkptyrouter-ss
  forkptyrouter-harakiri go-load gccgo-load go-args gccgo-args goroutines geoip-country geoip-city
  glusterfs-mount glusterfs-timeout gridfs-mount jvm-main-class jvm-opt jvm-class jvm-classpath
  jwsgi ldap log-zeromq lua lua-load zeromq zmq zeromq-socket zmq-socket mongrel2 mono-app
  mono-gc-freq mono-key mono-version mono-config mono-assembly mono-exec mono-index pam pam-user
  php-ini php-config php-ini-append php-config-append php-set php-index php-docroot
  php-allowed-docroot php-allowed-ext php-allowed-script php-server-software php-app php-app-qs
  php-fallback php-fallback2 php-fallback-qs php-app-bypass php-var php-constant php-exec-before
  php-exec-begin php-exec-after php-exec-end php-sapi-name psgi perl-local-lib perl-args perl-arg
  perl-exec perl-exec-post-fork perl-auto-reload perl-auto-reload-ignore pty-socket pty-connect
  pty-uconnect pty-exec pypy-lib pypy-setup pypy-home pypy-wsgi pypy-wsgi-file pypy-ini-paste
  pypy-paste pypy-eval pypy-eval-post-fork pypy-exec pypy-exec-post-fork pypy-pp pypy-python-path
  pypy-pythonpath rails rack ruby-gc-freq rb-gc-freq rb-lib ruby-lib rb-require ruby-require
  rbrequire rubyrequire require shared-rb-require shared-ruby-require shared-rbrequire
  shared-rubyrequire shared-require gemset rvm rvm-path rados-mount rados-timeout ring-load
  clojure-load ring-app sqlite3 sqlite tornado tuntap-router tuntap-device tuntap-router-firewall-in
  tuntap-router-firewall-out tuntap-router-route tuntap-router-stats tuntap-device-rule v8-load
  v8-preemptive v8-gc-freq v8-module-path v8-jsgi webdav-mount webdav-css webdav-javascript
  webdav-js webdav-class-directory webdav-div webdav-lock-cache webdav-principal-base
  webdav-add-option webdav-add-prop webdav-add-collection-prop webdav-add-object-prop
  webdav-add-prop-href webdav-add-collection-prop-href webdav-add-object-prop-href
  webdav-add-prop-comp webdav-add-collection-prop-comp webdav-add-object-prop-comp
  webdav-add-rtype-prop webdav-add-rtype-collection-prop webdav-add-rtype-object-prop
  webdav-skip-prop xslt-docroot xslt-ext xslt-var xslt-stylesheet xslt-content-type
`,
  optional: `
  plshell rbshell tuntap-use-credentials zabbix-template
`,
  none: `
  cgi-from-docroot cgi-optimize cgi-optimized cgi-path-info cgi-do-not-kill-on-error
  cgi-async-max-attempts cgi-close-stdin-on-eof fiber forkptyrouter-cheap geoip-use-disk greenlet
  gridfs-debug ldap-schema ldap-schema-ldif lua-shell luashell lua-gc-freq notfound-log
  php-dump-config psgi-enable-psgix-io perl-no-die-catch perl-version plshell-oneshot perl-no-plack
  pty-log pty-input pty-no-isig rbshell-oneshot rbthreads rb-threads rbthread rb-thread stackless
`,
};

/** Name to kind of argument. */
export function optionKinds({ required, optional, none }: OptionNames): [string, ArgumentKind][] {
  const kinds: readonly (readonly [string, ArgumentKind])[] = [
    [required, 'required'],
    [optional, 'optional'],
    [none, 'none'],
  ];
  return kinds.flatMap(([names, kind]) =>
    names
      .trim()
      .split(/\s+/)
      .map((name): [string, ArgumentKind] => [name, kind]),
  );
}
