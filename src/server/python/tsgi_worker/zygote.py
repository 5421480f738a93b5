"""The zygote: loads the application once, forks workers when told to, reports those that ended.

It has no threads of its own, so that a fork never copies a held lock. `master/zygote-messages.ts` describes the
messages. After a fork the child leaves `Zygote.run()` with a worker to be, so that it starts from a clean stack.
"""
import gc
import json
import os
import select
import signal
import socket
import sys
import threading

from .applications import Applications
from .log_stream import open_log_streams
from .process_exit import exit_process
from .process_name import set_process_name
from .report import flush, say
from .uwsgi_module import install
from .worker import Worker

CONTROL, LIFELINE = 3, 4


def main():
    os.set_inheritable(CONTROL, False)
    os.set_inheritable(LIFELINE, False)
    open_log_streams()
    sys.argv = ["uwsgi"]
    worker = Zygote(socket.socket(fileno=CONTROL)).run()
    if worker is not None:
        worker.run()


class Zygote:
    def __init__(self, control):
        self._control = control
        self._received = b""
        self._children = {}
        self._settings = None
        self._applications = None
        self._api = None
        self._ending = False
        self._wake_read, self._wake_write = os.pipe()
        os.set_blocking(self._wake_write, False)
        os.set_blocking(self._wake_read, False)

    def run(self):
        """Returns a Worker in a forked child, and None in the zygote itself when it is to end."""
        self._listen_for_children()
        # ^C is for the master; a stray one is to end a process, not to raise in the middle of an application.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        while not (self._ending and not self._children):
            readable, _, _ = select.select([self._control, self._wake_read], [], [])
            if self._wake_read in readable:
                self._drain_wakeups()
                self._reap()
            if self._control in readable:
                for order in self._read_orders():
                    worker = self._obey(order)
                    if worker is not None:
                        return worker
        return None

    def _listen_for_children(self):
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._wake_write, warn_on_full_buffer=False)

    def _read_orders(self):
        data = self._control.recv(65536)
        if not data:
            self._die_with_master()
        lines = (self._received + data).split(b"\n")
        self._received = lines.pop()
        return [json.loads(line) for line in lines]

    def _obey(self, order):
        name = order["order"]
        if name == "load":
            self._load(order["settings"])
        elif name == "fork":
            return self._fork(order["serial"], order["slot"])
        elif name == "end":
            self._ending = True
        return None

    def _load(self, settings):
        self._settings = settings
        prepare_path(settings["python_path"])
        set_process_name(settings["proc_name"], "zygote")
        self._api = install(settings)
        self._applications = Applications(settings)
        loaded, failed = [], []
        if not settings["lazy_apps"]:
            loaded, failed = self._applications.load(settings["mounts"])
            self._warn_about_threads()
            self._listen_for_children()  # whatever the application made of SIGCHLD
        # What is alive now stays alive: keep the collector from touching, and so copying, its pages.
        gc.collect()
        gc.freeze()
        self._report({"fact": "loaded", "apps": loaded, "failed": failed})

    def _warn_about_threads(self):
        others = [thread.name for thread in threading.enumerate() if thread is not threading.main_thread()]
        if others:
            say("*** WARNING: the application started threads while it was loaded (%s); they do not exist in the "
                "workers. Use --lazy-apps if it needs them ***" % ", ".join(others))

    def _fork(self, serial, slot):
        flush()
        try:
            pid = os.fork()
        except OSError as error:
            self._report({"fact": "fork-failed", "serial": serial, "message": str(error)})
            return None
        if pid == 0:
            return self._become_worker(serial, slot)
        self._children[pid] = serial
        self._report({"fact": "forked", "serial": serial, "pid": pid})
        return None

    def _become_worker(self, serial, slot):
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.close(self._wake_read)
        os.close(self._wake_write)
        return Worker(self._control, LIFELINE, self._applications, self._settings, self._api, serial, slot)

    def _reap(self):
        # One by one: a child that the application started at import is not ours to collect.
        for pid, serial in list(self._children.items()):
            try:
                done, status = os.waitpid(pid, os.WNOHANG)
            except ChildProcessError:
                done, status = pid, 0  # the application has collected it
            if done == 0:
                continue
            del self._children[pid]
            signalled = os.WIFSIGNALED(status)
            self._report({"fact": "exited", "serial": serial, "pid": pid,
                          "code": None if signalled else os.WEXITSTATUS(status),
                          "signal": os.WTERMSIG(status) if signalled else None})

    def _drain_wakeups(self):
        try:
            while os.read(self._wake_read, 4096):
                pass
        except BlockingIOError:
            pass

    def _report(self, fact):
        try:
            self._control.sendall(json.dumps(fact).encode() + b"\n")
        except OSError:
            self._die_with_master()

    def _die_with_master(self):
        for pid in self._children:
            try:
                os.kill(pid, signal.SIGKILL)
            except OSError:
                pass
        exit_process(0)


def prepare_path(entries):
    """Given order, last one first; then the working directory, as uWSGI has it."""
    sys.path[:0] = [".", ""]
    for entry in entries:
        sys.path.insert(0, entry)
