"""The zygote: loads the application once, forks workers when told to, reports those that ended.

It has no threads of its own, so that a fork never copies a held lock. `messages/zygote-messages.ts` describes the
messages. After a fork the child leaves `Zygote.run()` with a worker to be, so that it starts from a clean stack.

The application is loaded in this process and may do anything to it. Once it is loaded no signal reaches this process
any more, so that none of its handlers does; workers get back the mask that it has set.
"""
import gc
import os
import signal
import sys
from select import POLLIN, POLLNVAL, poll
from signal import SIG_SETMASK, pthread_sigmask
from time import monotonic, sleep

from ..application.applications import Applications
from ..application.uwsgi_module import install
from ..direct.service import DirectService
from ..link.channel import MAX_TEXT, open_channel
from ..link.process_exit import end_fork, exit_process
from ..log.report import flush, hold_log, let_log_go, print_exception, say
from ..log.stream import open_log_streams
from ..system.descriptors import close_quietly, fill_standard, identity, lift
from ..system.environment import restore_environ
from ..system.process_name import set_process_name
from ..system.threads import after_fork
from ..worker.worker import EXIT_LINK_LOST, Worker
from .child import Child
from .lifeline import Lifeline
from .loading import prepare_path, warn_about_threads
from .master_link import MasterGone, MasterLink

#: Where the master has put them.
CONTROL, LIFELINE, LOCKS = 3, 4, 5
EXIT_NO_DESCRIPTORS = 44

#: What one worker may say in a second; the rest waits in its channel.
MESSAGES_A_SECOND = 50

# As they are now: greenlets may take their place.
_fork, _waitpid, _kill, _getpid, _exit = os.fork, os.waitpid, os.kill, os.getpid, os._exit


def main():
    control, lifeline, locks = lift(CONTROL), lift(LIFELINE), lift(LOCKS)
    hold_log()
    open_log_streams()
    sys.argv = ["uwsgi"]
    worker = Zygote(control, lifeline, locks).run()
    if worker is not None:
        worker.run()


class Zygote:
    def __init__(self, control, lifeline, locks):
        self._pid = _getpid()
        self._control_number = control
        self._master = MasterLink(control)
        self._lifeline = Lifeline(lifeline, self._pid)
        self._lifeline.only_read()
        self._locks = locks
        self._own = {descriptor: identity(descriptor) for descriptor in (control, lifeline, locks)}
        self._children = {}
        self._settings = None
        self._applications = None
        self._api = None
        self._direct = None
        self._ending = False
        self._mask = pthread_sigmask(SIG_SETMASK, ())
        #: False also in a worker, and while one is being forked.
        self._is_zygote = True
        self._second = monotonic()
        os.register_at_fork(after_in_child=self._disown)

    def run(self):
        """Returns a Worker in a forked child, and None in the zygote itself when it is to end."""
        # ^C is for the master; a stray one is to end a process, not to raise in the middle of an application.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        while not (self._ending and not self._children):
            try:
                worker = self._step()
                if worker is not None:
                    return worker
            except MasterGone:
                self._die_with_master()
            except BaseException as error:  # of a thread or a handler of the application
                print_exception(error)
                sleep(0.1)
        self._lifeline.end_with_master()
        exit_process(0)

    def _step(self):
        for child, event in self._wait():
            if child is None:
                if event & POLLNVAL:
                    self._check_descriptors()
                for order in self._master.read_orders():
                    worker = self._obey(order)
                    if worker is not None:
                        return worker
            elif child.pid in self._children:
                self._relay(child)
        self._reap()
        return None

    def _wait(self):
        """[(child, event)]; None stands for the master."""
        if monotonic() > self._second + 1:
            self._second = monotonic()
            for child in self._children.values():
                child.messages = 0
        waiting = poll()
        waiting.register(self._master.fileno(), POLLIN)
        by_descriptor = {self._master.fileno(): None}
        patience = None
        for child in list(self._children.values()):
            if child.handle is not None:
                waiting.register(child.handle, POLLIN)
                by_descriptor[child.handle] = child
            else:
                patience = 200
            if child.messages >= MESSAGES_A_SECOND:
                patience = patience or 1000
            elif child.channel.fileno() >= 0:
                waiting.register(child.channel.fileno(), POLLIN)
                by_descriptor[child.channel.fileno()] = child
        return [(by_descriptor[descriptor], event) for descriptor, event in waiting.poll(patience)]

    def _obey(self, order):
        name = order["kind"]
        if name == "load" and self._settings is None and isinstance(order.get("settings"), dict):
            self._load(order["settings"])
        elif name == "fork" and self._applications is not None:
            if isinstance(order.get("serial"), int) and isinstance(order.get("slot"), int):
                return self._fork(order["serial"], order["slot"], order.get("cores", []))
        elif name == "end":
            self._ending = True
        return None

    def _load(self, settings):
        self._settings = settings
        restore_environ(settings["environ"])
        prepare_path(settings["python_path"])
        set_process_name(settings["proc_name"], "zygote")
        if settings["direct"] is not None:
            self._direct = DirectService(settings["direct"])
        self._api = install(settings, self._locks)
        self._applications = Applications(settings)
        loaded, failed = [], []
        if not settings["lazy_apps"]:
            self._lifeline.end_with_master()
            loaded, failed = self._applications.load(settings["mounts"])
            if _getpid() != self._pid:
                end_fork(None)
            self._check_descriptors()
            self._lifeline.end_with_master(False)
            warn_about_threads(settings["threads"])
        self._mask = pthread_sigmask(SIG_SETMASK, signal.valid_signals())
        fill_standard(hold_log())
        # Objects alive now stay alive: keep the collector from touching, and so copying, their pages.
        gc.collect()
        gc.freeze()
        self._master.report({"kind": "loaded", "apps": loaded, "failed": [dict(one, message=one["message"][:MAX_TEXT]) for one in failed]})

    def _check_descriptors(self):
        if any(identity(descriptor) != own for descriptor, own in self._own.items()):
            flush()
            _exit(EXIT_NO_DESCRIPTORS)

    def _fork(self, serial, slot, cores):
        flush()
        if self._direct is not None:
            self._direct.mend()
        try:
            reader, writer = open_channel()
        except OSError as error:
            self._master.report({"kind": "fork-failed", "serial": serial, "message": _text(error)})
            return None
        child = Child(serial, slot, reader)
        self._is_zygote = False
        try:
            pid = _fork()
        except OSError as error:
            reader.close()
            self._master.report({"kind": "fork-failed", "serial": serial, "message": _text(error)})
            return None
        finally:
            self._is_zygote = _getpid() == self._pid
            if self._is_zygote:
                writer.close()
        if pid == 0:
            reader.close()
            return self._become_worker(serial, slot, cores, writer)
        child.watch(pid)
        self._children[pid] = child
        self._master.report({"kind": "forked", "serial": serial, "pid": pid})
        return None

    def _become_worker(self, serial, slot, cores, channel):
        for child in self._children.values():
            child.let_go()
        self._master.close()
        # Signals to the process group of one worker are no business of the others.
        try:
            os.setpgid(0, 0)
        except OSError:
            pass  # some other system's rules
        after_fork()
        pthread_sigmask(SIG_SETMASK, self._mask)
        channel.adopt()
        if self._direct is not None:
            self._direct.become_worker(cores)
        return Worker(channel, self._lifeline.descriptor, self._applications, self._settings, self._api, serial, slot, self._direct)

    def _disown(self):
        """In a process that the application forks while it is loaded: nothing here is its business."""
        if not self._is_zygote:
            return
        for child in self._children.values():
            child.let_go()
        self._master.detach()
        # Not the locks: `uwsgi.lock()` works there, too.
        for descriptor in (self._control_number, self._lifeline.descriptor):
            if identity(descriptor) == self._own[descriptor]:
                close_quietly(descriptor)
        if self._direct is not None:
            self._direct.disown()
        let_log_go()

    def _relay(self, child):
        """Passes a worker's messages to the master under the number that it was given, whatever number it claims."""
        while child.messages < MESSAGES_A_SECOND:
            try:
                fact = child.channel.read()
            except EOFError:
                child.channel.close()
                return
            if fact is None:
                return
            child.messages += 1
            if fact:
                self._master.report(dict(fact, serial=child.serial))
            elif not child.complained:
                child.complained = True
                say("*** what worker %d (pid: %d) or a process of it wrote to the server's socket is no message: ignored ***"
                    % (child.slot, child.pid))

    def _reap(self):
        lost = False
        # One by one: a child that the application started at import is not ours to collect.
        for pid, child in list(self._children.items()):
            try:
                done, status = _waitpid(pid, os.WNOHANG)
            except ChildProcessError:
                done, status = pid, 0  # the application has collected it
            if done == 0:
                continue
            self._relay(child)  # its last words
            del self._children[pid]
            child.let_go()
            signalled = os.WIFSIGNALED(status)
            lost = lost or not signalled and os.WEXITSTATUS(status) == EXIT_LINK_LOST
            self._master.report({"kind": "exited", "serial": child.serial, "pid": pid,
                          "code": None if signalled else os.WEXITSTATUS(status),
                          "signal": os.WTERMSIG(status) if signalled else None})

        if lost:
            self._check_lifeline()

    def _check_lifeline(self):
        """All workers share it: one that shuts it down ends them all, also those to come. The next zygote has a new one."""
        if not self._lifeline.has_ended():
            return
        self._master.check()
        say("*** the application has shut down a socket that all workers share: they are started anew ***")
        flush()
        _exit(EXIT_NO_DESCRIPTORS)

    def _die_with_master(self):
        for pid in self._children:
            try:
                _kill(pid, signal.SIGKILL)
            except OSError:
                pass
        flush()
        _exit(0)


def _text(error):
    return str(error)[:MAX_TEXT]
