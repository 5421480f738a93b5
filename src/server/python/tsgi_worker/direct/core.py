"""A core that serves the `--socket`s itself: it accepts connections and answers them (`direct_requests.py`).

Its link stays connected and brings only what concerns the core: to pause, to retire. Cores of all workers wait for the
same sockets. Where there is one socket, a busy core waits in accept() itself: one call a connection, and the kernel
wakes one core for each. What else it should hear it looks for now and then, and when accept() has found nothing for a
moment (`ACCEPT_SECONDS`); then it waits for everything at once.
"""
from errno import EINVAL, EMFILE, ENFILE, ENOBUFS, ENOMEM
from select import POLLIN, poll
from time import monotonic, sleep

from ..request.core import Core, GatewayGone
from .core_wait import CoreWait
from .requests import DirectRequests
from .sockets import ACCEPT_SECONDS
from ..link.frames import PAUSE, RETIRE, SERVER_STOPS
from ..log.report import say

#: How long the stop of the server waits for what is on its way.
_STOP_SECONDS = 0.5
#: A connection that accept() returns sooner may have waited for a core.
_AT_ONCE_SECONDS = 0.0002
_EXHAUSTED = (EMFILE, ENFILE, ENOBUFS, ENOMEM)
_EXHAUSTED_SECONDS = 0.1


class DirectCore(Core):
    def __init__(self, applications, settings, identity, sockets, slot, tender, log):
        super().__init__(applications, settings, identity)
        self._sockets = sockets
        self._tender = tender
        self._gate = tender.gate
        self.slot = slot
        self._requests = DirectRequests(self, settings, identity["core"], sockets, tender, log)
        self._paused = self._held = False
        self._wait = None

    @property
    def began(self):
        """Monotonic seconds of the request in hand; 0: there is none, or it has been answered in its place."""
        return self._requests.began

    def give_up(self):
        """By the tender: answer the client now, although the core is still at work, which the master ends."""
        self._requests.give_up()

    def respond(self, connection, number, environ, body):
        """For its requests: over the environ that is the same for all of them."""
        whole = self._environ.copy()
        whole.update(environ)
        self._respond(connection, number, whole, body)

    def disown(self):
        super().disown()
        self._requests.disown()
        if self._wait is not None:
            self._wait.close()

    def hold(self):
        """By the tender: take no new request."""
        if self._held:
            return
        self._held = True
        if self._wait is not None:
            self._stop_watching(self._wait)

    def _serve(self):
        if not self._sockets.are_there:
            raise GatewayGone("the application has closed the listening sockets")
        link = self._link
        if link.current or not link.is_whole():
            self.connect()
        self._requests.recover()
        # Not again after a link that was broken: the master may have gone on meanwhile.
        self._paused = False
        listeners = [listener.fileno for listener in self._sockets]
        self._wait = wait = CoreWait(link.fileno(), self._tender.ready.fileno(), listeners)
        self._waits = True
        try:
            return self._serve_sockets(link, wait)
        finally:
            self._gate.leave(self)
            self._wait = None
            wait.close()

    def _serve_sockets(self, link, wait):
        """Returns True when told to retire."""
        descriptor, ready = link.fileno(), self._tender.ready.fileno()
        by_descriptor = {listener.fileno: listener for listener in self._sockets}
        only = self._sockets.only
        while True:
            finds = only is not None and self._takes() and self._gate.admits(self) and self._accept_many(only)
            # A connection that is there without waiting may itself have waited.
            self._requests.finds_waiting = True
            for found, _ in wait.poll(0) or (() if finds else self._await(wait)):
                if found == descriptor:
                    if self._obey(link, wait):
                        return True
                elif found == ready:
                    self._requests.serve_arrival()
                elif only is None and self._takes():
                    self._accept(by_descriptor[found])

    def _takes(self):
        return not (self._paused or self._held)

    def _await(self, wait):
        """Waits for anything that concerns the core. A single socket is watched only here, see `_accept_many`."""
        self._requests.finds_waiting = False
        if not self._takes():
            return wait.poll()
        wait.watch_ready(True)
        is_parked = self._sockets.only is not None and self._gate.park(self)
        wait.watch_listeners(not is_parked)
        if self._held:
            self._stop_watching(wait)
        events = wait.poll()
        if is_parked:
            self._gate.unpark(self)
        if self._sockets.only is not None:
            # The kernel must not count on a core that waits in accept().
            wait.watch_listeners(False)
        return events

    def _stop_watching(self, wait):
        wait.watch_ready(False)
        wait.watch_listeners(False)

    def _accept_many(self, listener):
        """Until none comes for a moment (then it returns False), or it is time to look for something else."""
        connections, requests, gate = listener.connections, self._requests, self._gate
        until = monotonic() + ACCEPT_SECONDS
        now = monotonic()
        while True:
            try:
                for sock in connections:
                    break
            except BlockingIOError:
                gate.leave(self)
                return False
            except OSError as error:
                self._not_accepted(error)
                return True
            before, now = now, monotonic()
            requests.finds_waiting = now - before < _AT_ONCE_SECONDS
            requests.take(sock, listener)
            del sock
            now = monotonic()
            if now > until or self._held or not gate.admits(self):
                return True

    def _accept(self, listener):
        """Serves one connection; False when there is none."""
        try:
            for sock in listener.connections:
                break
        except BlockingIOError:
            return False
        except OSError as error:
            self._not_accepted(error)
            return False
        self._requests.take(sock, listener)
        return True

    def _not_accepted(self, error):
        if error.errno == EINVAL:
            say("*** a listening socket does not listen any more: the application has shut it down; it listens again ***")
            self._sockets.mend()
            sleep(_EXHAUSTED_SECONDS)
        elif not self._sockets.are_there:
            raise GatewayGone("there is something else in the place of a listening socket")
        elif error.errno in _EXHAUSTED:
            say("accept(): %s" % error.strerror)
            sleep(_EXHAUSTED_SECONDS)

    def _obey(self, link, wait):
        with link.reading:
            kind, flags, _number, _payload = link.read()
        if kind == RETIRE:
            self._leave(wait, flags == SERVER_STOPS)
            link.close()
            return True
        if kind == PAUSE and not self._held:
            self._paused = bool(flags)
            if self._paused:
                self._gate.leave(self)
                self._stop_watching(wait)
        return False

    def _leave(self, wait, server_stops):
        """The kernel may have woken this core for a connection that nobody else has been woken for."""
        self._gate.leave(self)
        self._stop_watching(wait)
        deadline = monotonic() + _STOP_SECONDS
        for listener in self._sockets:
            while not self._held and _has_connection(listener) and self._accept(listener):
                if not server_stops or monotonic() > deadline:
                    break
        if server_stops:
            self._tender.drop_silent()

    def finish(self):
        """After all cores have left: nobody is left behind whose request is here already, or who reads an answer."""
        tender = self._tender
        waiting = poll()
        waiting.register(tender.ready.fileno(), POLLIN)
        while tender.has_requests or tender.is_busy:
            waiting.poll(20)
            while self._requests.serve_arrival():
                pass


def _has_connection(listener):
    waiting = poll()
    waiting.register(listener.fileno, POLLIN)
    return bool(waiting.poll(0))
