"""A worker process: its cores, and its end.

The main thread is core 0, so that an application with one thread sees itself in the main thread. A thread on the
lifeline ends the process when the master is gone, whatever the cores are doing.
"""
import faulthandler
import json
import os
import signal
import threading

from .core import Core, GatewayGone
from .process_exit import EXIT_FAILURE, exit_process
from .process_name import set_process_name
from .report import print_exception
from .tracebacker import Tracebacker

EXIT_LINK_LOST = 30
LIFELINE_NAME = "tsgi-lifeline"


class Worker:
    def __init__(self, control, lifeline, applications, settings, api, serial, slot):
        self._control = control
        self._lifeline = lifeline
        self._applications = applications
        self._settings = settings
        self._api = api
        self._serial = serial
        self._slot = slot
        self._tracebacker = None
        self._cores = []

    def run(self):
        """Never returns."""
        try:
            set_process_name(self._settings["proc_name"], "worker %d" % self._slot)
            threading.main_thread().name = self._core_name(0)
            threading.Thread(target=self._watch_master, name=LIFELINE_NAME, daemon=True).start()
            os.register_at_fork(after_in_child=self._disown)
            self._catch_faults()
            self._start_tracebacker()
            self._api.become_worker(self._slot, self._ask)
            self._on_hangup = lambda *_: self._ask("recycle")
            signal.signal(signal.SIGHUP, self._on_hangup)
            if self._settings["lazy_apps"]:
                self._load()
            self._api.call_hook("post_fork_hook")
            code = self._serve()
        except BaseException as error:
            print_exception(error)
            code = EXIT_FAILURE
        self._api.call_hook("atexit")
        self._remove_files()
        exit_process(code)

    def _serve(self):
        cores = self._cores = [Core(self._applications, self._settings, self._identity(number))
                               for number in range(self._settings["threads"])]
        self._api.watch(cores)
        for core in cores:
            core.connect()
        threads = [threading.Thread(target=_run_core, args=(core,), name=self._core_name(number), daemon=True)
                   for number, core in enumerate(cores) if number > 0]
        for thread in threads:
            thread.start()
        _run_core(cores[0])
        for thread in threads:
            thread.join()
        return 0

    def _disown(self):
        """In a fork of the application: what belongs to the worker is neither spoken through nor kept open."""
        for core in self._cores:
            core.disown()
        self._tell = _nothing
        self._control.close()
        os.close(self._lifeline)
        if signal.getsignal(signal.SIGHUP) is self._on_hangup:
            signal.signal(signal.SIGHUP, signal.SIG_DFL)

    def _identity(self, core):
        return {"token": self._settings["token"], "serial": self._serial, "slot": self._slot, "core": core,
                "threads": self._settings["threads"], "pid": os.getpid()}

    def _load(self):
        loaded, failed = self._applications.load(self._settings["mounts"])
        self._tell({"fact": "worker-loaded", "serial": self._serial, "apps": loaded, "failed": failed})

    def _ask(self, what):
        """A wish for the master: `recycle` this worker, `reload` or `stop` the server."""
        self._tell({"fact": "asked", "serial": self._serial, "what": what})

    def _tell(self, fact):
        # The zygote and its workers share this socket; a line that is one short write stays whole.
        try:
            self._control.sendall(json.dumps(fact).encode() + b"\n")
        except OSError:
            pass  # the master is gone, and the lifeline ends this process

    def _watch_master(self):
        try:
            os.read(self._lifeline, 1)
        except OSError:
            pass
        self._remove_files()
        os._exit(EXIT_LINK_LOST)

    def _catch_faults(self):
        faulthandler.enable()
        faulthandler.register(signal.SIGUSR2, all_threads=True, chain=False)

    def _start_tracebacker(self):
        prefix = self._settings["tracebacker"]
        if prefix is None:
            return
        cores = {self._core_name(number) for number in range(self._settings["threads"])}
        self._tracebacker = Tracebacker(prefix, self._slot, cores, {LIFELINE_NAME, "uWSGITraceBacker"})
        self._tracebacker.start()

    def _remove_files(self):
        if self._tracebacker is not None:
            self._tracebacker.remove()

    def _core_name(self, number):
        """uWSGI's names: tracebacks and logs of the application tell the cores by them."""
        return "uWSGIWorker%dCore%d" % (self._slot, number)


def _run_core(core):
    """A core that is missing would never be missed: whatever escapes from it, it goes on."""
    while True:
        try:
            core.run()
            return
        except GatewayGone:
            os._exit(EXIT_LINK_LOST)
        except BaseException as error:
            print_exception(error)


def _nothing(_fact):
    pass
