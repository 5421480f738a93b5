"""A core that serves the `--socket`s itself: it accepts, reads the packet, runs the application, answers and closes.

Its link stays connected and brings only what concerns the core: to pause, to retire. Cores of all workers wait for the
same sockets, and the kernel wakes one for a connection. One that has just answered looks for the next connection
before it waits.
"""
from errno import EMFILE, ENFILE, ENOBUFS, ENOMEM
from _socket import MSG_DONTWAIT, SOCK_STREAM, socket
from select import EPOLLEXCLUSIVE, EPOLLIN, POLLIN, POLLRDHUP, epoll, poll
from time import monotonic, sleep

from .client_connection import ClientConnection, plain_answer
from .core import Core
from .link import NO_APPLICATION, PAUSE, RETIRE, SERVER_STOPS
from .report import say
from .request_body import RequestBody
from .request_log import shown
from .tender import Arrival, refuse
from .uwsgi_packet import Ping, Refused, bytes_wanted, read_packet

#: How long a core waits for the rest of a packet that has begun to come.
_PACKET_MILLISECONDS = 10
#: A core that always finds a connection looks after its link now and then.
_TURNS = 16
#: How long the stop of the server waits for what is on its way.
_STOP_SECONDS = 0.5
_EXHAUSTED = (EMFILE, ENFILE, ENOBUFS, ENOMEM)
_EXHAUSTED_SECONDS = 0.1


class DirectCore(Core):
    def __init__(self, applications, settings, identity, sockets, slot, tender, log):
        super().__init__(applications, settings, identity)
        self._sockets = sockets
        self._tender = tender
        self._log = log
        self._number = identity["core"]
        self.slot = slot
        self._connection = ClientConnection(settings, tender, slot)
        self._buffer_size = settings["buffer_size"]
        self._limit_post, self._post_buffering = settings["limit_post"], settings["post_buffering"]
        self._tail = "".join("%s: %s\r\n" % tuple(header) for header in settings["add_headers"]) + "\r\n"
        self._paused = self._held = False
        self._finds_waiting = False
        self._poll = None
        self._logged = None

    @property
    def began(self):
        """Monotonic seconds of the request in hand; 0: there is none, or it has been answered in its place."""
        return self.slot.began / 1e9 if self._logged is not None else 0

    def disown(self):
        super().disown()
        self._connection.disown()
        if self._poll is not None:
            self._poll.close()

    def give_up(self):
        """By the tender: answer the client now, although the core is still at work, which the master ends."""
        logged = self._logged
        connection = self._connection
        number = connection.number
        if logged is None or not connection.give_up(number):
            return
        self._logged = None
        self.slot.note_answered()
        micros = int((monotonic() - self.slot.began / 1e9) * 1e6)
        self._log.write(logged, connection, NO_APPLICATION, micros, self._number, None, 0)

    def hold(self):
        """By the tender: take no new request."""
        if self._held:
            return
        self._held = True
        for descriptor in [self._tender.ready.fileno()] + [listener.fileno for listener in self._sockets]:
            try:
                self._poll.unregister(descriptor)
            except (OSError, ValueError, AttributeError):
                pass  # paused, or not waiting

    def _serve(self):
        link = self._link
        if link.current or not link.is_whole():
            self.connect()
        # Not again after a link that was broken: the master may have gone on meanwhile.
        self._paused = False
        self._watch()
        try:
            return self._serve_sockets(link)
        finally:
            waiting, self._poll = self._poll, None
            waiting.close()

    def _watch(self):
        waiting = self._poll = epoll()
        waiting.register(self._link.fileno(), EPOLLIN)
        if self._held:
            return
        waiting.register(self._tender.ready.fileno(), EPOLLIN | EPOLLEXCLUSIVE)
        for listener in self._sockets:
            waiting.register(listener.fileno, EPOLLIN | EPOLLEXCLUSIVE)

    def _serve_sockets(self, link):
        """Returns True when told to retire."""
        descriptor = link.fileno()
        ready = self._tender.ready.fileno()
        by_descriptor = {listener.fileno: listener for listener in self._sockets}
        only = self._sockets[0] if len(self._sockets) == 1 else None
        wait = self._poll.poll
        while True:
            # A connection that is there without waiting may itself have waited.
            self._finds_waiting = True
            if only is not None and not self._paused and not self._held:
                turns = _TURNS
                while turns and self._accept(only):
                    turns -= 1
                events = wait(0) if not turns else ()
            else:
                events = wait(0)
            if not events:
                self._finds_waiting = False
                events = wait()
            for found, _ in events:
                if found == descriptor:
                    if self._obey(link):
                        return True
                elif found == ready:
                    self._serve_arrival()
                elif found in by_descriptor and not self._paused:
                    self._accept(by_descriptor[found])

    def _obey(self, link):
        with link.reading:
            kind, flags, _number, _payload = link.read()
        if kind == RETIRE:
            self._leave(flags == SERVER_STOPS)
            link.close()
            return True
        if kind == PAUSE:
            self._pause(bool(flags))
        return False

    def _pause(self, paused):
        if paused == self._paused or self._held:
            return
        self._paused = paused
        waiting = self._poll
        if paused:
            waiting.unregister(self._tender.ready.fileno())
        else:
            waiting.register(self._tender.ready.fileno(), EPOLLIN | EPOLLEXCLUSIVE)
        for listener in self._sockets:
            if paused:
                waiting.unregister(listener.fileno)
            else:
                waiting.register(listener.fileno, EPOLLIN | EPOLLEXCLUSIVE)

    def _leave(self, server_stops):
        """The kernel may have woken this core for a connection that nobody else has been woken for."""
        deadline = monotonic() + _STOP_SECONDS
        for listener in self._sockets:
            if not self._paused and not self._held:
                self._poll.unregister(listener.fileno)
            while self._accept(listener) and server_stops and monotonic() < deadline:
                pass
        if server_stops:
            self._tender.drop_silent()

    def finish(self):
        """After all cores have left: nobody is left behind whose request is here already, or who reads an answer."""
        tender = self._tender
        waiting = poll()
        waiting.register(tender.ready.fileno(), POLLIN)
        while tender.has_requests or tender.is_busy:
            waiting.poll(20)
            while self._serve_arrival():
                pass

    def _accept(self, listener):
        """Serves one connection; False when there is none."""
        try:
            descriptor, _ = listener.accept()
        except BlockingIOError:
            return False
        except OSError as error:
            if error.errno in _EXHAUSTED:
                say("accept(): %s" % error.strerror)
                sleep(_EXHAUSTED_SECONDS)
            return False
        sock = socket(listener.family, SOCK_STREAM, 0, descriptor)
        self._take(sock, listener, b"")
        return True

    def _take(self, sock, listener, data):
        try:
            data, wanted = self._read_packet(sock, data)
            if data is None:
                sock.close()
            elif len(data) < wanted:
                self._tender.gather(Arrival(sock, listener, data))
            else:
                self._begin(sock, listener, data, wanted)
        except (Refused, Ping) as refusal:
            refuse(sock, listener, refusal, self._tender, self.slot)

    def _read_packet(self, sock, data):
        """(what has come, the length of the packet); None: the client has left."""
        wanted = 4
        waited = False
        while True:
            try:
                part = sock.recv(65536, MSG_DONTWAIT)
                if not part:
                    return None, 0
                data = data + part if data else part
                wanted = bytes_wanted(data, self._buffer_size)
                if len(data) >= wanted:
                    return data, wanted
                continue
            except BlockingIOError:
                if waited:
                    return data, wanted
            except OSError:
                return None, 0
            waiting = poll()
            waiting.register(sock.fileno(), POLLIN)
            waited = not waiting.poll(_PACKET_MILLISECONDS)

    def _serve_arrival(self):
        arrival = self._tender.take()
        if arrival is None:
            return False
        if arrival.request is None:
            try:
                self._begin(arrival.sock, arrival.listener, arrival.data, arrival.wanted)
            except Refused as refusal:
                refuse(arrival.sock, arrival.listener, refusal, self._tender, self.slot)
        else:
            self._run(arrival.sock, arrival.listener, arrival.request, arrival.packet, arrival.data, arrival.file)
        return True

    def _begin(self, sock, listener, data, wanted):
        request = read_packet(data, wanted)
        if self._finds_waiting and _has_left(sock):
            sock.close()
            return
        for name in request.dynamic:
            self._sockets.say_ignored(name)
        rest = data[wanted:] if len(data) > wanted else b""
        length = request.length
        if length:
            if self._limit_post is not None and length > self._limit_post:
                self._refuse_large(sock, listener, request)
                return
            if self._post_buffering is not None and len(rest) < length:
                arrival = Arrival(sock, listener, rest)
                arrival.request, arrival.packet = request, data[:wanted]
                arrival.length = length
                arrival.left = length - len(rest)
                self._tender.gather(arrival)
                return
        self._run(sock, listener, request, data[:wanted], rest, None)

    def _refuse_large(self, sock, listener, request):
        self.slot.count_rejected(listener.index)
        say("Invalid (too big) CONTENT_LENGTH. skip. (%d, max %d)" % (request.length, self._limit_post))
        try:
            sock.send(plain_answer(request.protocol, 413, self._tail), MSG_DONTWAIT)
        except OSError:
            pass
        self._tender.linger(sock)

    def _run(self, sock, listener, request, packet, rest, file):
        connection = self._connection
        facts = request.environ
        environ = self._environ.copy()
        environ.update(facts)
        request.log_facts = (shown(facts.get("REMOTE_ADDR", "")), shown(facts.get("REMOTE_USER", "")), 2 * len(facts),
                             request.packet_bytes or _packet_bytes(facts), shown(facts["REQUEST_METHOD"]),
                             shown(facts.get("REQUEST_URI") or facts["PATH_INFO"]))
        slot = self.slot
        slot.begin(packet)
        number = connection.begin(sock, listener.is_unix, request.protocol, request.length, rest, file)
        self._logged = request
        try:
            whole = not request.length
            body = RequestBody(b"", None if whole else connection, number)
            self._respond(connection, number, environ, body)
        finally:
            if not connection.is_foreign():
                self._settle(connection, number, request)

    def _settle(self, connection, number, request):
        connection.settle(number)
        slot = self.slot
        logged, self._logged = self._logged, None
        micros = slot.end()
        requests = slot.count(micros, connection.head_bytes + connection.body_bytes, connection.app_id, connection.failed)
        if logged is not None:
            self._log.write(request, connection, connection.app_id, micros, self._number, slot.number, requests)


def _has_left(sock):
    """As far as anybody can tell: it will send no more. To be asked of those who have waited for a core."""
    state = poll()
    state.register(sock.fileno(), POLLRDHUP)
    return bool(state.poll(0))


def _packet_bytes(environ):
    return sum(map(len, environ)) + sum(map(len, environ.values())) + 4 * len(environ)
