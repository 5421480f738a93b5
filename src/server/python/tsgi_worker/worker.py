"""A worker process: its cores, and its end.

The main thread is core 0, so that an application with one thread sees itself in the main thread. A thread on the
lifeline ends the process when the master is gone, whatever the cores are doing.
"""
import atexit
import faulthandler
import json
import os
import signal
import threading

from .core import Core
from .report import flush, print_exception
from .tracebacker import Tracebacker

EXIT_LINK_LOST = 30
EXIT_FAILURE = 1
LIFELINE_NAME = "tsgi-lifeline"


class Worker:
    def __init__(self, control, lifeline, applications, settings, serial, slot):
        self._control = control
        self._lifeline = lifeline
        self._applications = applications
        self._settings = settings
        self._serial = serial
        self._slot = slot
        self._tracebacker = None

    def run(self):
        """Never returns."""
        try:
            set_process_name(self._settings["proc_name"], "worker %d" % self._slot)
            threading.main_thread().name = self._core_name(0)
            threading.Thread(target=self._watch_master, name=LIFELINE_NAME, daemon=True).start()
            self._catch_faults()
            self._start_tracebacker()
            if self._settings["lazy_apps"]:
                self._load()
            self._control.close()
            code = self._serve()
        except BaseException as error:
            print_exception(error)
            code = EXIT_FAILURE
        self._remove_files()
        exit_process(code)

    def _serve(self):
        cores = [Core(self._applications, self._settings, self._identity(number))
                 for number in range(self._settings["threads"])]
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

    def _identity(self, core):
        return {"token": self._settings["token"], "serial": self._serial, "slot": self._slot, "core": core,
                "threads": self._settings["threads"], "pid": os.getpid()}

    def _load(self):
        loaded, failed = self._applications.load(self._settings["mounts"])
        fact = {"fact": "worker-loaded", "serial": self._serial, "apps": loaded, "failed": failed}
        self._control.sendall(json.dumps(fact).encode() + b"\n")

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
    try:
        core.run()
    except OSError:
        # Nobody answers for the gateways any more: the server is gone.
        os._exit(EXIT_LINK_LOST)


def exit_process(code):
    """End like Python does, except that threads of the application are not waited for."""
    try:
        atexit._run_exitfuncs()
        flush()
    finally:
        os._exit(code)


def set_process_name(prefix, role):
    """What `ps -o comm` and top show (15 characters); only Linux has a file for it."""
    if prefix is None:
        return
    try:
        with open("/proc/self/comm", "w") as file:
            file.write("%suWSGI %s" % (prefix, role))
    except OSError:
        pass
