"""A thread of each worker that looks after connections no core should wait for, and after requests that take too long.

Connections are here whose packet, or with `--post-buffering` whose body, is not complete yet; a core gets them when it
is. So are those that are to be closed once the client has seen its answer, or broken off without looking complete.
"""
import os
from _socket import MSG_DONTWAIT, SHUT_WR, socketpair
from collections import deque
from select import POLLIN, poll
from time import monotonic

from ..link.process_exit import EXIT_FAILURE
from ..log.report import print_exception, say
from ..system.descriptors import lift_socket
from ..system.threads import start_thread
from .accept_gate import LOOK_SECONDS, AcceptGate
from .core_watch import CoreWatch
from .plain_answer import failure_text, plain_answer, refuse, tail_of, will_reset
from .tended import FLUSH_SECONDS, HOLD_SECONDS, LINGER_SECONDS, Tended, is_flushed
from .upkeep import Upkeep
from .uwsgi_packet import Ping, Refused, bytes_wanted

TENDER_NAME = "tsgi-tender"
#: A timer that comes this much late says that the process was stopped: that judges nobody.
LATE_SECONDS = 0.5
#: Failures in a row, of a thread that the application's signal handlers do not reach.
MOST_FAILURES = 20

_BLOCK = 65536

# As it is now, whatever the application makes of it.
_exit = os._exit


class Tender:
    def __init__(self, settings, sockets):
        self._buffer_size = settings["buffer_size"]
        self._silence = settings["socket_timeout"]
        self._longest = max(1, settings["http_timeout"])
        self._memory = settings["post_buffering"]
        self._tail = tail_of(settings)
        self._watch = CoreWatch(settings["harakiri"])
        self._cores = ()
        self._mine, self._bell = map(lift_socket, socketpair())
        #: Readable while a request is ready for a core.
        self.ready, self._ready_bell = map(lift_socket, socketpair())
        for sock in (self._mine, self._bell, self.ready, self._ready_bell):
            sock.setblocking(False)
        self._incoming = deque()
        self._complete = deque()
        self._connections = {}
        #: Which cores may accept.
        self.gate = AcceptGate(self._wake, self._ring)
        own = (self._mine, self._bell, self.ready, self._ready_bell)
        self.upkeep = Upkeep(sockets, [sock.fileno() for sock in own], self._wake)

    def start(self, cores):
        self._cores = cores
        start_thread(self._run, TENDER_NAME)

    # For cores.

    def gather(self, arrival):
        self._hand_over("gather", arrival)

    def linger(self, sock):
        try:
            sock.shutdown(SHUT_WR)
        except OSError:
            sock.close()
            return
        self._hand_over("linger", sock)

    def cut(self, sock, is_unix):
        self._hand_over("hold" if is_unix else "cut", sock)

    def take(self):
        """A request that is complete, or None."""
        try:
            self.ready.recv(1)
        except OSError:
            return None
        return self._complete.popleft() if self._complete else None

    def ring_again(self):
        """A core that was broken off may have heard the bell of a request and not taken it."""
        if self._complete:
            self._ring(len(self._complete))

    @property
    def has_requests(self):
        return bool(self._complete) or any(kind == "gather" for kind, _ in list(self._incoming)) or any(
            one.kind == "gather" for one in list(self._connections.values()))

    @property
    def is_busy(self):
        """Somebody is owed the rest of an answer or its proper end; those that are only held are not."""
        return bool(self._incoming) or any(one.kind != "hold" for one in list(self._connections.values()))

    def disown(self):
        """After a fork, in the child."""
        for one in self._connections.values():
            one.sock.close()
        for kind, what in self._incoming:
            (what.sock if kind == "gather" else what).close()
        for arrival in self._complete:
            arrival.sock.close()
        for sock in (self._mine, self._bell, self.ready, self._ready_bell):
            sock.close()

    def drop_silent(self):
        """At a stop: those that have not sent a whole request yet have nothing to lose."""
        self._hand_over("drop", None)

    def _hand_over(self, kind, what):
        self._incoming.append((kind, what))
        self._wake()

    def _wake(self):
        try:
            self._bell.send(b"\0")
        except OSError:
            pass

    def _ring(self, count=1):
        """So many cores look what there is."""
        try:
            self._ready_bell.send(b"\0" * count)
        except OSError:
            pass

    # In the thread.

    def _run(self):
        """One that cannot work at all leaves clients waiting who are owed an end: then its process ends, and they with it."""
        failures = 0
        while failures < MOST_FAILURES:
            try:
                try:
                    self._step()
                    failures = 0
                except BaseException as error:
                    failures += 1
                    print_exception(error)
            except BaseException:
                pass  # the application has broken even that
        _exit(EXIT_FAILURE)

    def _step(self):
        waiting = poll()
        waiting.register(self._mine.fileno(), POLLIN)
        for descriptor, one in self._connections.items():
            if one.kind != "cut":
                waiting.register(descriptor, POLLIN)
        patience = self._patience()
        before = monotonic()
        events = waiting.poll(patience * 1000 + 1)
        now = monotonic()
        late = now - before - patience
        if late > LATE_SECONDS:
            self._forgive(late)
        for descriptor, _ in events:
            if descriptor == self._mine.fileno():
                self._take_in(now)
            elif descriptor in self._connections:
                self._attend(self._connections[descriptor], now)
        for one in list(self._connections.values()):
            if one.kind == "cut" and is_flushed(one.sock):
                self._end(one)
            elif now >= one.deadline:
                self._time_out(one)
        self._watch.look(self._cores)
        self.gate.look(now)
        self.upkeep.look(now)

    def _patience(self):
        now = monotonic()
        ends = [one.deadline - now if one.kind != "cut" else 0.02 for one in self._connections.values()]
        ends += self._watch.next_looks(self._cores, now)
        if self.gate.leader is not None:
            ends.append(LOOK_SECONDS)
        ends.append(self.upkeep.patience(now))
        return max(0.0, min(ends))

    def _forgive(self, seconds):
        for one in self._connections.values():
            one.deadline += seconds
        self._watch.forgive(seconds)

    def _take_in(self, now):
        try:
            self._mine.recv(4096)
        except OSError:
            pass
        while self._incoming:
            kind, what = self._incoming.popleft()
            if kind == "drop":
                for one in [one for one in self._connections.values() if one.kind == "gather" and one.arrival.request is None]:
                    self._end(one)
            elif kind == "gather":
                self._watch_arrival(what, now)
            else:
                seconds = LINGER_SECONDS if kind == "linger" else FLUSH_SECONDS if kind == "cut" else HOLD_SECONDS
                self._add(Tended(kind, what, now + seconds))

    def _add(self, one):
        self._connections[one.descriptor] = one

    def _watch_arrival(self, arrival, now):
        one = Tended("gather", arrival.sock, now + self._silence)
        one.arrival = arrival
        one.latest = now + self._longest
        self._add(one)
        if arrival.request is not None:
            self._gather_body(one, b"")

    def _attend(self, one, now):
        try:
            data = one.sock.recv(_BLOCK, MSG_DONTWAIT)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if one.kind != "gather":
            if not data:
                self._end(one)
            return
        arrival = one.arrival
        if arrival.request is not None:
            one.deadline = now + self._silence
            self._gather_body(one, data, not data)
            return
        if not data:
            self._end(one)
            return
        one.deadline = min(now + self._silence, one.latest)
        arrival.data += data
        try:
            arrival.wanted = bytes_wanted(arrival.data, self._buffer_size)
        except (Refused, Ping) as refusal:
            del self._connections[one.descriptor]
            refuse(arrival.sock, arrival.listener, refusal, self, self._cores[0].slot)
            return
        if len(arrival.data) >= arrival.wanted:
            self._pass_on(one)

    def _gather_body(self, one, data, ended=False):
        arrival = one.arrival
        if data:
            try:
                arrival.add_body(data, self._memory)
            except OSError as error:
                say("Cannot keep the body of a request: %s" % error)
                self._answer(one, 500)
                return
        if arrival.left <= 0:
            self._pass_on(one)
        elif ended:
            self._refuse_body(one, "Client closed connection")

    def _pass_on(self, one):
        del self._connections[one.descriptor]
        if one.arrival.file is not None:
            one.arrival.file.seek(0)
        self._complete.append(one.arrival)
        self._ring()

    def _refuse_body(self, one, message):
        arrival = one.arrival
        self._cores[0].slot.count_rejected(arrival.listener.index)
        say("[uwsgi-body-read] " + failure_text(_BLOCK, arrival.length, arrival.left, message))
        self._answer(one, 408)

    def _answer(self, one, status):
        del self._connections[one.descriptor]
        arrival = one.arrival
        arrival.drop_file()
        try:
            arrival.sock.send(plain_answer(arrival.request.protocol, status, self._tail), MSG_DONTWAIT)
        except OSError:
            pass
        self.linger(arrival.sock)

    def _time_out(self, one):
        if one.kind == "gather" and one.arrival.request is not None:
            self._refuse_body(one, "Timeout")
        else:
            self._end(one)

    def _end(self, one):
        del self._connections[one.descriptor]
        if one.kind == "cut":
            will_reset(one.sock, False)
        one.sock.close()
