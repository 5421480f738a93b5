"""A worker process: its cores, and its end.

The main thread is core 0, so that an application with one thread sees itself in the main thread. A thread on the
lifeline ends the process when the master is gone, whatever the cores are doing.
"""
import faulthandler
import os
import signal
import threading
from select import POLLIN, poll

from ..link.begun import make_begun
from ..link.channel import MAX_TEXT
from ..request.core import Core, GatewayGone
from ..system.descriptors import close_quietly, identity
from ..link.process_exit import EXIT_FAILURE, exit_process
from ..system.process_name import set_process_name
from ..link.recalls import RECALLS_NAME, Recalls
from ..log.report import let_log_go, print_exception, say
from ..system.threads import PATCHED, is_patched, start_core_thread, start_thread, who_patched
from ..direct.tender import TENDER_NAME
from .tracebacker import Tracebacker

EXIT_LINK_LOST = 30
LIFELINE_NAME = "tsgi-lifeline"
STANDARD_ERROR = 2

# As they are now: greenlets may take their place.
_read, _exit = os.read, os._exit


class Worker:
    def __init__(self, channel, lifeline, applications, settings, api, serial, slot, direct=None):
        """`direct`: what it serves itself, see `direct_service.py`."""
        self._channel = channel
        self._lifeline = lifeline
        self._lifeline_identity = identity(lifeline)
        self._applications = applications
        self._settings = settings
        self._api = api
        self._serial = serial
        self._slot = slot
        self._tracebacker = None
        self._direct = direct
        self._cores = []
        self._begun = self._recalls = None
        self._former_hangup = None

    def run(self):
        """Never returns."""
        try:
            set_process_name(self._settings["proc_name"], "worker %d" % self._slot)
            threading.main_thread().name = self._core_name(0)
            start_thread(self._watch_master, LIFELINE_NAME)
            os.register_at_fork(after_in_child=self._disown)
            self._catch_faults()
            self._start_tracebacker()
            self._api.become_worker(self._slot, self._ask)
            self._catch_hang_up()
            if self._settings["lazy_apps"]:
                self._load()
                self._catch_hang_up()
            self._api.call_hook("post_fork_hook")
            code = self._serve()
        except BaseException as error:
            print_exception(error)
            code = EXIT_FAILURE
        self._api.call_hook("atexit")
        self._remove_files()
        exit_process(code)

    def _serve(self):
        if self._direct is None:
            self._begun = make_begun(self._settings["threads"])
        cores = self._cores = [self._make_core(number) for number in range(self._settings["threads"])]
        if self._direct is not None:
            self._direct.start(cores)
        elif self._begun is not None:
            self._recalls = Recalls(cores, self._identity(0), self._begun)
            start_thread(self._recalls.run, RECALLS_NAME)
        self._api.watch(cores)
        for core in cores:
            core.connect()
        joins = [start_core_thread(lambda core=core: _run_core(core), self._core_name(number))
                 for number, core in enumerate(cores) if number > 0]
        _run_core(cores[0])
        for join in joins:
            join()
        if self._direct is not None:
            self._direct.finish()
        return 0

    def _make_core(self, number):
        if self._direct is None:
            words = None if self._begun is None else self._begun.words
            return Core(self._applications, self._settings, self._identity(number), words)
        return self._direct.make_core(self._applications, self._settings, self._identity(number))

    def _disown(self):
        """In a fork of the application: what belongs to the worker is neither spoken through nor kept open."""
        for core in self._cores:
            core.disown()
        if self._direct is not None:
            self._direct.disown()
        if self._recalls is not None:
            self._recalls.disown()
            self._begun.disown()
        self._channel.close()
        if identity(self._lifeline) == self._lifeline_identity:
            close_quietly(self._lifeline)
        if self._tracebacker is not None:
            self._tracebacker.disown()
        let_log_go()
        if signal.getsignal(signal.SIGHUP) == self._hang_up:
            signal.signal(signal.SIGHUP, self._former_hangup or signal.SIG_DFL)

    def _identity(self, core):
        return {"token": self._settings["token"], "serial": self._serial, "slot": self._slot, "core": core,
                "threads": self._settings["threads"], "pid": os.getpid()}

    def _load(self):
        loaded, failed = self._applications.load(self._settings["mounts"])
        if is_patched():
            say(PATCHED % (who_patched(), self._settings["threads"]))
        failed = [dict(one, message=one["message"][:MAX_TEXT]) for one in failed]
        self._channel.tell({"kind": "worker-loaded", "apps": loaded, "failed": failed}, patient=True)

    def _ask(self, what):
        """A wish for the master: `recycle` this worker, `reload` or `stop` the server."""
        self._channel.tell({"kind": "asked", "what": what})

    def _catch_hang_up(self):
        handler = signal.getsignal(signal.SIGHUP)
        if handler != self._hang_up:
            self._former_hangup = handler
            signal.signal(signal.SIGHUP, self._hang_up)

    def _hang_up(self, number, frame):
        """HUP to a worker replaces it, whatever the application does on it besides."""
        self._ask("recycle")
        if callable(self._former_hangup):
            self._former_hangup(number, frame)

    def _watch_master(self):
        while self._master_lives():
            pass
        self._remove_files()
        _exit(EXIT_LINK_LOST)

    def _master_lives(self):
        """Waits for news of it, whatever the application has made of the descriptor."""
        try:
            news = poll()
            news.register(self._lifeline, POLLIN)
            news.poll()
            return _read(self._lifeline, 1) != b""
        except BlockingIOError:
            return True
        except OSError:
            return False

    def _catch_faults(self):
        """Into the log, wherever `sys.stderr` goes. What the application has set up for itself stays."""
        if not faulthandler.is_enabled():
            faulthandler.enable(STANDARD_ERROR)
        handler = signal.getsignal(signal.SIGUSR2)
        faulthandler.register(signal.SIGUSR2, STANDARD_ERROR, all_threads=True, chain=callable(handler))

    def _start_tracebacker(self):
        prefix = self._settings["tracebacker"]
        if prefix is None:
            return
        cores = {self._core_name(number) for number in range(self._settings["threads"])}
        self._tracebacker = Tracebacker(prefix, self._slot, cores, {LIFELINE_NAME, RECALLS_NAME, TENDER_NAME, "uWSGITraceBacker"})
        made = self._tracebacker.start()
        if made is not None:
            self._channel.tell({"kind": "tracebacker", "identity": made}, patient=True)

    def _remove_files(self):
        if self._tracebacker is not None:
            self._tracebacker.remove()

    def _core_name(self, number):
        """uWSGI's names: tracebacks and logs of the application tell the cores by them."""
        return "uWSGIWorker%dCore%d" % (self._slot, number)


def _run_core(core, levels=3):
    """A core that is missing would never be missed: whatever escapes from it, it goes on.

    A signal handler that raised may raise again while that is reported, or on the way back to the start of this loop;
    then the level above goes on.
    """
    while True:
        try:
            try:
                if levels:
                    _run_core(core, levels - 1)
                else:
                    core.run()
                return
            except GatewayGone:
                _exit(EXIT_LINK_LOST)
            except BaseException as error:
                print_exception(error)
        except BaseException:
            pass
