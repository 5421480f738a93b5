"""`import uwsgi` and `import uwsgidecorators`, as far as what they say can be said truthfully here.

What is not here raises AttributeError (ImportError for a decorator), as it does in a uWSGI without that plugin: caches,
signals and timers, spoolers, mules, queues, RPC, websockets. The README lists what is.
"""
import functools
import os
import socket
import sys
import threading
import time
import types

from ..system.locks import Locks
from ..system.process_name import write_process_name
from ..log.report import print_exception, say

#: What the request of a core is; set by the core.
current = threading.local()


class UwsgiApi:
    """The functions of the module, and what they know of this process."""

    def __init__(self, settings, module, locks):
        self._settings = settings
        self._module = module
        self._locks = Locks(locks, settings["locks"])
        self._slot = 0
        self._cores = ()
        self._ask = None

    def become_worker(self, slot, ask):
        """After the fork. `ask` sends a wish of the application to the master."""
        self._slot = slot
        self._ask = ask
        self._locks.forget()

    def watch(self, cores):
        self._cores = cores

    def call_hook(self, name):
        """Calls the application's hook, if there is one; its failure is logged and has no other effect."""
        hook = getattr(self._module, name, None)
        if hook is None:
            return
        try:
            hook()
        except Exception as error:
            print_exception(error)

    def worker_id(self):
        return self._slot

    def masterpid(self):
        return self._settings["master_pid"]

    def request_id(self):
        """Requests that this worker has begun."""
        return sum(core.requests for core in self._cores)

    def mem(self):
        """(rss, vsz) in bytes; zeros where there is no /proc."""
        try:
            with open("/proc/self/statm") as file:
                vsz, rss = file.read().split()[:2]
        except OSError:
            return 0, 0
        page = os.sysconf("SC_PAGESIZE")
        return int(rss) * page, int(vsz) * page

    def log(self, message):
        say(message.decode("utf-8", "backslashreplace") if isinstance(message, bytes) else str(message))
        return True

    def reload(self):
        return self._wish("reload")

    def stop(self):
        return self._wish("stop")

    def lock(self, number=0):
        self._locks.lock(number)

    def unlock(self, number=0):
        self._locks.unlock(number)

    def is_locked(self, number=0):
        return self._locks.is_locked(number)

    def setprocname(self, name):
        write_process_name(name.decode("utf-8", "replace") if isinstance(name, bytes) else name)

    def micros(self):
        return time.time_ns() // 1000

    def mule_id(self):
        return 0

    def i_am_the_spooler(self):
        return False

    def in_farm(self, name=None):
        return False

    def chunked_read(self, timeout=0):
        """The next piece of the request's body, b'' at its end; of one that came in chunks too."""
        body = getattr(current, "body", None)
        if body is None:
            raise OSError("there is no request in this thread")
        return body.read_some()

    def _wish(self, what):
        if self._ask is None:
            return False
        self._ask(what)
        return True


def install(settings, locks):
    """Puts both modules into sys.modules, before the application is loaded. `locks`: descriptor of their file."""
    module = types.ModuleType("uwsgi", "What tsgi has of uWSGI's API.")
    api = UwsgiApi(settings, module, locks)
    for name in dir(UwsgiApi):
        if not name.startswith("_") and name not in ("become_worker", "watch", "call_hook"):
            setattr(module, name, getattr(api, name))
    module.version = settings["version"].encode()
    module.version_info = _version_info(settings["version"])
    module.hostname = socket.gethostname().encode()
    module.opt = _options(settings["opt"])
    module.numproc = settings["processes"]
    module.cores = settings["threads"]
    module.threads = settings["threads"]
    module.has_threads = 1
    module.buffer_size = settings["buffer_size"]
    module.started_on = settings["started_on"]
    module.is_a_reload = settings["is_a_reload"]
    module.unbit = None
    sys.modules["uwsgi"] = module
    sys.modules["uwsgidecorators"] = _decorators(module)
    return api


def _version_info(version):
    numbers = [int(part) if part.isdigit() else 0 for part in version.split("-")[0].split(".")]
    return tuple((numbers + [0, 0, 0])[:3]) + (0, b"tsgi")


def _options(given):
    """Values are bytes, flags are True, the last of a repeated option counts; what is always so here is in it too."""
    options = {name: True for name in ("master", "enable-threads", "py-call-uwsgi-fork-hooks")}
    for name, value in given:
        options[name] = True if value is True else value.encode("utf-8", "surrogateescape")
    return options


def _decorators(uwsgi):
    module = types.ModuleType("uwsgidecorators", "Those decorators of uWSGI that need nothing but workers.")
    chain = []

    class postfork:
        """`@postfork`, or `@postfork(2)` for worker 2 only: runs in each worker after its fork."""

        def __init__(self, target):
            self._worker = 0 if callable(target) else target
            self._function = target if callable(target) else None
            chain.append(self)

        def __call__(self, *args):
            if self._function is None:
                self._function = args[0]
                return self
            if self._worker in (0, uwsgi.worker_id()):
                return self._function()
            return None

    def run_chain():
        for hook in chain:
            try:
                hook()
            except Exception as error:
                print_exception(error)

    def lock(function):
        @functools.wraps(function)
        def locked(*args, **kwargs):
            uwsgi.lock()
            try:
                return function(*args, **kwargs)
            finally:
                uwsgi.unlock()
        return locked

    def thread(function):
        @functools.wraps(function)
        def started(*args):
            made = threading.Thread(target=function, args=args, daemon=True)
            made.start()
            return made
        return started

    module.postfork_chain = chain
    module.postfork_chain_hook = run_chain
    module.postfork, module.lock, module.thread = postfork, lock, thread
    uwsgi.post_fork_hook = run_chain
    return module
